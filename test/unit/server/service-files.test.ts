import { createFalClient } from '@fal-ai/client';
import { expect, it } from 'vitest';
import { toNodeListener } from '../../../plugin/server/node.ts';
import { emulatorOf } from '../../fal-emulator/emulator-of.ts';
import { ask, asSeenFromAfar, createServerUnderTest, listen, type ServerOptions } from './express-bench.ts';
import { ENDPOINT, PNG } from './harness.ts';

const PAGE = { host: 'app.example', origin: 'http://app.example' };
const SUBMIT = `/api/fal/service/queue.fal.run/${ENDPOINT}`;

async function start(options: ServerOptions = {}) {
  const server = createServerUnderTest({ allowedHosts: ['app.example'], ...options });
  const base = await listen(toNodeListener(asSeenFromAfar(server.fetch)));
  return { server, base };
}

/** Another server of the machine, which notes what it is asked. */
async function startVictim() {
  const asked: string[] = [];
  const url = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(PNG);
  });
  return { asked, url };
}

it('without a key, nobody starts a run beside the proxy, and nothing on this machine is asked', async () => {
  const { asked, url } = await startVictim();
  const attack = (base: string) =>
    ask(`${base}${SUBMIT}?fal_webhook=${url}/hook`, PAGE, 'POST', `{"image_url":"${url}/secret.png"}`);
  const closed = await start({ authorize: () => false });
  expect((await attack(closed.base)).status).toBe(401);
  const open = await start();
  expect((await attack(open.base)).status).toBe(404);
  for (const { server } of [closed, open]) {
    expect(server.service?.ledger.rows).toEqual([]);
    // The service has not even seen it: no run can be on its way.
    expect(emulatorOf(server).trace).toEqual([]);
  }
  expect(asked).toEqual([]);
});

it.each([
  ['GET', '/queue.fal.run/fal-ai/trellis-2/requests/x/status'],
  ['POST', '/fal.run/fal-ai/trellis-2'],
  ['POST', '/rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3'],
  ['POST', '/rest.fal.ai/tokens/'],
  ['GET', '/api.fal.ai/v1/models/requests/by-endpoint'],
  ['GET', '/__emu/ledger'],
  ['GET', '/x/v3b.fal.media/files/b/x/y'],
  ['GET', '/queue.fal.run/v3b.fal.media/files/b/x/y'],
  ['DELETE', '/v3b.fal.media/files/b/x/y'],
  ['POST', '/v3b.fal.media/files/b/x/y'],
])('%s of /service%s is not there', async (method, path) => {
  const { base, server } = await start();
  expect((await ask(`${base}/api/fal/service${path}`, PAGE, method)).status).toBe(404);
  expect(emulatorOf(server).trace).toEqual([]);
});

it('a mount that is named like a host of fal opens nothing', async () => {
  const server = createServerUnderTest({ basePath: '/queue.fal.run' });
  const address = `http://localhost/queue.fal.run/service/v3b.fal.media/files/b/x/complete`;
  const headers = { origin: 'http://localhost' };
  expect((await server.fetch(new Request(address, { method: 'POST', headers }))).status).toBe(404);
  expect(emulatorOf(server).trace).toEqual([]);
});

it('the upload of the real client is asked for its login, also in parts; files need none', async () => {
  const server = createServerUnderTest({
    authorize: (request) => request.headers.get('x-login') === 'ann',
  });
  const base = await listen(toNodeListener(server.fetch));
  const sent: string[] = [];
  const send: typeof fetch = (input, init) => {
    sent.push(`${init?.method} ${new URL(String(input)).pathname.replace(/[\w]{16}/, '<id>')}`);
    const headers = new Headers(init?.headers);
    headers.set('x-login', 'ann');
    return fetch(input, { ...init, headers });
  };
  const fal = createFalClient({
    proxyUrl: { url: `${base}/api/fal/proxy`, when: 'always' },
    credentials: () => undefined,
    fetch: send,
  });
  const address = await fal.storage.upload(new File([PNG], 'cat.png', { type: 'image/png' }));
  expect(sent).toEqual(['POST /api/fal/proxy', 'PUT /api/fal/service/v3b.fal.media/files/b/<id>/cat.png']);
  expect((await ask(address)).status).toBe(200);
  expect((await ask(address, {}, 'HEAD')).status).toBe(200);
  expect((await ask(`${address}?signature=x`, {}, 'PUT', PNG)).status).toBe(401);
  // Above 90 MB the client sends parts, and says which there were.
  const large = new File([new Uint8Array(90 * 1024 * 1024 + 1)], 'big.png', { type: 'image/png' });
  sent.length = 0;
  const parts = await fal.storage.upload(large);
  expect(sent.at(-1)).toBe('POST /api/fal/service/v3b.fal.media/files/b/<id>/big.png/complete');
  expect((await fetch(parts, { method: 'HEAD' })).headers.get('content-length')).toBe(String(large.size));
});

it('a login check that breaks lets nobody write', async () => {
  const { base } = await start({
    authorize: () => {
      throw new Error('inner words');
    },
  });
  const answer = await ask(`${base}/api/fal/service/v3b.fal.media/files/b/x/y`, PAGE, 'PUT', PNG);
  expect(answer.status).toBe(502);
  expect(answer.text).not.toContain('inner words');
});

it('a connection that the service drops is dropped for the page too', async () => {
  const { base, server } = await start();
  emulatorOf(server).faults.add({ fault: 'offline', route: 'media' });
  const read = () => ask(`${base}/api/fal/service/v3b.fal.media/files/b/x/y`, PAGE);
  await expect(read()).rejects.toThrow('socket hang up');
  expect((await read()).status).toBe(404);
});

it.each([
  ['dot segments', '../../../../../secret.png'],
  ['escaped dot segments', 'b/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.png'],
  ['a query', '?/secret.png'],
  ['another path', 'secret.png'],
])('the proxy takes no image of this machine for an upload: %s', async (_name, tail) => {
  const { asked, url } = await startVictim();
  const { base, server } = await start();
  const port = new URL(url).port;
  // A program elsewhere may call itself a page of this machine.
  const here = `http://localhost:${port}`;
  const headers = {
    host: `localhost:${port}`,
    origin: here,
    'content-type': 'application/json',
    'x-fal-target-url': `https://queue.fal.run/${ENDPOINT}`,
  };
  const image_url = `${here}/api/fal/service/v3b.fal.media/files/${tail}`;
  const answer = await ask(`${base}/api/fal/proxy`, headers, 'POST', JSON.stringify({ image_url }));
  expect(answer.status).toBe(422);
  expect(emulatorOf(server).trace).toEqual([]);
  expect(asked).toEqual([]);
});
