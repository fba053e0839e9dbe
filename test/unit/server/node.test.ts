import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve, toNodeMiddleware } from '../../../plugin/server/node.ts';
import { createFakeEngine, DATA_URI, ENDPOINT, requestPath, STILL_CLOCK } from './harness.ts';
import { ID } from './proxy/proxy-bench.ts';
import { serveHandler } from './serve-handler.ts';

async function serveLocal(options: Partial<Parameters<typeof serve>[0]> = {}) {
  const running = await serve({
    local: true,
    engine: createFakeEngine(STILL_CLOCK, 0),
    service: { startDelayMs: 1 },
    ...options,
  });
  onTestFinished(() => running.close());
  return running;
}

/** Raw bytes to a port; whatever comes back until the other side closes. */
function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}

describe('serve --local', () => {
  it('is reached as fal’s hosts are, without a key', async () => {
    const { url } = await serveLocal();
    const submitted = await fetch(`${url}/queue.fal.run/${ENDPOINT}`, {
      method: 'POST',
      body: JSON.stringify({ image_url: DATA_URI, seed: 1 }),
    });
    const { request_id: id, status_url } = (await submitted.json()) as Record<string, string>;
    expect(status_url).toBe(`${url}${requestPath(id ?? '', '/status')}`);
    const poll = async () => (await (await fetch(status_url ?? '')).json()) as { status: string };
    await expect.poll(async () => (await poll()).status).toBe('COMPLETED');
    const result = (await (await fetch(`${url}${requestPath(id ?? '')}`)).json()) as {
      model_glb: { url: string };
    };
    expect(result.model_glb.url.startsWith(`${url}/v3b.fal.media/files/b/`)).toBe(true);
    expect((await fetch(result.model_glb.url)).status).toBe(200);
  });

  it('answers info, proxy and service under both mounts', async () => {
    const { url } = await serveLocal();
    for (const mount of ['', '/api/fal']) {
      expect(await (await fetch(`${url}${mount}/info`)).json()).toMatchObject({ mode: 'local-service' });
      const initiate = await fetch(`${url}${mount}/proxy`, {
        method: 'POST',
        body: JSON.stringify({ content_type: 'image/png', file_name: 'x.png' }),
        headers: {
          'content-type': 'application/json',
          'x-fal-target-url': 'https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3',
        },
      });
      const { upload_url } = (await initiate.json()) as { upload_url: string };
      expect(upload_url.startsWith(`${url}${mount}/service/v3b.fal.media/`)).toBe(true);
      expect((await fetch(upload_url, { method: 'PUT', body: 'x' })).status).toBe(200);
    }
  });

  it('lets pages of this machine read, no others, and no rebound host name', async () => {
    const { url } = await serveLocal();
    const allowed = async (origin: string) => {
      const response = await fetch(`${url}${requestPath('x', '/status')}`, { headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000');
    expect(await allowed('https://evil.test')).toBeNull();
    const submit = (origin: string) =>
      fetch(`${url}/queue.fal.run/${ENDPOINT}`, { method: 'POST', body: '{}', headers: { origin } });
    expect((await submit('https://evil.test')).status).toBe(403);
    expect((await submit('null')).status).toBe(403);
    expect((await submit('http://localhost:3000')).status).toBe(200);
    const port = Number(new URL(url).port);
    const rebound = await sendRaw(port, 'GET /info HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n');
    expect(rebound).toMatch(/^HTTP\/1\.1 403 /);
    const bare = `GET /queue.fal.run/a/b/requests/c/status HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(port, bare)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('asks for a key where that is wanted, as fal does; pages and files need none', async () => {
    const { url } = await serveLocal({ requireKey: true });
    const submit = (headers: Record<string, string>) =>
      fetch(`${url}/queue.fal.run/${ENDPOINT}`, { method: 'POST', body: '{}', headers });
    const refused = await submit({});
    expect([refused.status, await refused.json()]).toEqual([
      401,
      {
        detail: 'Authentication is required to access this application',
        error_type: 'unauthorized',
      },
    ]);
    expect((await submit({ authorization: 'Bearer id:secret' })).status).toBe(401);
    expect((await submit({ authorization: 'Key id:secret' })).status).toBe(200);
    expect((await fetch(`${url}/v3b.fal.media/files/b/0123456789abcdef/x.glb`)).status).toBe(404);
    const headers = { 'x-fal-target-url': `https://queue.fal.run${requestPath(ID, '/status').slice(14)}` };
    expect((await fetch(`${url}/proxy`, { headers })).status).toBe(404);
  });

  it('has no controls', async () => {
    const { url } = await serveLocal();
    for (const path of ['ledger', 'faults', 'clock', 'requests'])
      expect((await fetch(`${url}/__emu/${path}`)).status).toBe(404);
  });
});

describe('hostile input', () => {
  it.each([
    ['not HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a broken host', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'a backslash path',
      'GET /\\\\evil HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 (400|404) /,
    ],
    [
      'an absolute path',
      'GET http://evil.test/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 4/,
    ],
    [
      'bad escapes',
      'GET /queue.fal.run/%E0%A4%A/x/requests/%/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 4/,
    ],
    [
      'two lengths',
      'POST /queue.fal.run/a/b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a strange method',
      'TRACE /info HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 4/,
    ],
    [
      'a body cut short',
      'POST /queue.fal.run/fal-ai/trellis-2 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{',
      /^(HTTP\/1\.1 4|$)/,
    ],
    [
      'two targets',
      'GET /proxy HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Fal-Target-Url: https://queue.fal.run/fal-ai/trellis-2\r\nX-Fal-Target-Url: x\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 403 /,
    ],
  ])('%s is answered or dropped, and the server lives', async (_name, bytes, answer) => {
    const { url } = await serveLocal();
    expect(await sendRaw(Number(new URL(url).port), bytes)).toMatch(answer);
    expect((await fetch(`${url}/info`)).status).toBe(200);
  });

  it('a handler that throws is a 502 with a detail, a body that breaks ends the connection', async () => {
    const broken = await serveHandler(async (request) => {
      if (request.url.endsWith('/throw')) throw new Error('inner words');
      const body = new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(10));
          controller.error(new Error('inner words'));
        },
      });
      return new Response(body, { headers: { 'content-length': '20' } });
    });
    onTestFinished(() => broken.close());
    const thrown = await fetch(`${broken.base}/throw`);
    expect([thrown.status, await thrown.json()]).toEqual([
      502,
      { detail: 'The server could not handle this request' },
    ]);
    await expect(fetch(`${broken.base}/break`).then((response) => response.text())).rejects.toThrow();
    expect((await fetch(`${broken.base}/throw`)).status).toBe(502);
  });
});

it('as a Connect middleware takes its own path and passes the rest on', async () => {
  const middleware = toNodeMiddleware(
    async (request) => new Response(new URL(request.url).pathname),
    '/api/fal',
  );
  const server = createServer((incoming, outgoing) =>
    middleware(incoming, outgoing, () => outgoing.end('next')),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = async (path: string) => (await fetch(`${base}${path}`)).text();
  expect(await get('/api/fal/info?x=1')).toBe('/api/fal/info');
  expect(await get('/api/fal')).toBe('next');
  expect(await get('/api/falx/info')).toBe('next');
  expect(await get('/src/main.ts')).toBe('next');
});

it('refuses a port that is taken, and frees its own', async () => {
  const first = await serveLocal();
  const port = Number(new URL(first.url).port);
  await expect(serveLocal({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await serveLocal({ port });
  const status = await new Promise((resolve) => {
    httpRequest(`${second.url}/info`, (response) => resolve(response.statusCode)).end();
  });
  expect(status).toBe(200);
});
