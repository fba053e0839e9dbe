import { request as sendHttp } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createLogger, createServer } from 'vite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { imageTo3DServer, type ServerPluginOptions } from '../../playground/server-plugin.ts';

const ROOT = fileURLToPath(new URL('../../playground', import.meta.url));
/** A phone's way to a development server on the local network. */
const HOST = '192.168.1.20:5173';
const REFUSAL =
  "The host 192.168.1.20 is not in allowedHosts. Add allowedHosts: ['192.168.1.20'] to imageTo3DServer in vite.config.ts.";

/** The development server with the playground's plugin, in local mode; and what it printed. */
async function startDevelopment(options: ServerPluginOptions) {
  // In the test runner's own servers the plugin does nothing.
  vi.stubEnv('VITEST', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const said: string[] = [];
  const customLogger = { ...createLogger('silent'), info: (text: string) => void said.push(text) };
  const vite = await createServer({
    root: ROOT,
    configFile: false,
    customLogger,
    plugins: [imageTo3DServer(options)],
    optimizeDeps: { noDiscovery: true },
    server: { port: 0, host: '127.0.0.1', hmr: false },
  });
  onTestFinished(() => vite.close());
  await vite.listen();
  const port = Number(new URL(vite.resolvedUrls?.local[0] ?? '').port);
  const ask = (path: string, host = HOST) =>
    new Promise<{ status: number | undefined; body: { detail?: string; mode?: string } }>(
      (resolve, reject) => {
        const headers = { host, referer: `http://${host}/` };
        const request = sendHttp({ host: '127.0.0.1', port, path, headers }, (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
        });
        request.on('error', reject);
        request.end();
      },
    );
  return { ask, said };
}

test('the plugin’s own allowedHosts lets a page on the local network generate', async () => {
  const { ask, said } = await startDevelopment({ allowedHosts: ['192.168.1.20'] });
  expect(await ask('/api/fal/info')).toMatchObject({ status: 200, body: { mode: 'local-service' } });
  expect(await ask('/api/fal/info', '192.168.1.21:5173')).toMatchObject({ status: 403 });
  expect(said.filter((line) => line.includes('192.168.1.20'))).toEqual([]);
});

test('without it the page and the terminal say once which option to set', async () => {
  const { ask, said } = await startDevelopment({});
  for (let round = 0; round < 2; round++)
    expect(await ask('/api/fal/info')).toMatchObject({ status: 403, body: { detail: REFUSAL } });
  expect(await ask('/api/fal/info', 'localhost:5173')).toMatchObject({ status: 200 });
  expect(said.filter((line) => line.includes(REFUSAL))).toHaveLength(1);
});
