import { type ChildProcess, spawn } from 'node:child_process';
import { request as sendHttp } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SECRET = 'secret-of-the-command-line';
const KEY = `id-of-it:${SECRET}`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/** The command with that key: what it said until it listened or ended, and its status if it did. */
function run(args: readonly string[], falKey: string) {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, FAL_KEY: falKey } });
  children.push(child);
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const said = { stdout: '', stderr: '' };
    const tell = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
      said[name] += chunk;
      if (said.stdout.includes('\n') && said.stderr.includes('\n')) resolve({ code: null, ...said });
    };
    child.stdout.on('data', tell('stdout'));
    child.stderr.on('data', tell('stderr'));
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

describe('the key of the command line', () => {
  test.each([`${KEY}\n`, ` ${KEY}\r\n`])('%j is used without the white space', async (falKey) => {
    const { code, stderr } = await run(['serve', '--port', '0'], falKey);
    expect([code, stderr]).toEqual([null, expect.stringContaining('Proxy for fal.ai (paid)')]);
  });

  test('that is blank is none', async () => {
    const { stderr } = await run(['serve', '--port', '0'], ' \n');
    expect(stderr).toContain('local approximation');
  });

  test.each([
    ['serve', '--port', '0'],
    ['generate', 'chair.png', '-o', 'chair.glb'],
  ])('%s says what is wrong with a broken one, and never shows it', async (...args) => {
    const { code, stdout, stderr } = await run(args, `"${KEY}"`);
    expect(code).toBe(5);
    expect(stderr).toContain('The fal key must look like id:secret, but it contains quotes.');
    expect(stdout + stderr).not.toContain(SECRET);
  });
});

test('serve takes the names under which a reverse proxy lets pages reach it, and names its option', async () => {
  const { stdout } = await run(['serve', '--port', '0', '--allowed-hosts', 'app.example'], KEY);
  const { port } = new URL(stdout.trim());
  const ask = (host: string) =>
    new Promise<string>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/api/fal/info', headers: { host } };
      const request = sendHttp(options, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
      });
      request.on('error', reject);
      request.end();
    });
  expect(await ask('app.example')).toMatch(/^200 /);
  expect(await ask('other.example')).toContain(
    "Add allowedHosts: ['other.example'] to serve (--allowed-hosts).",
  );
});
