import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createImageTo3DServer } from '../../plugin/server/index.ts';
import { toNodeMiddleware } from '../../plugin/server/node.ts';
import { launchBrowser } from '../fixtures/browser.ts';
import { type Served, serveListener } from '../fixtures/served.ts';
import { createFakeEngine, DATA_URI, ENDPOINT, STILL_CLOCK } from '../unit/server/harness.ts';

/** What this machine is called in the browser: the server's name, and two of somebody else. */
const NAMES = ['app.example', 'evil.test', 'rebound.test'];
const MARKS = ['origin', 'sec-fetch-site', 'referer'] as const;
const INITIATE = 'https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const STATUS = `https://queue.fal.run/${ENDPOINT}/requests/${UNKNOWN}/status`;
const SEARCH = `/api/fal/submits/press-0001?endpoint=${ENDPOINT}&seed=1&since=0&image_url=`;

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the answer. */
  readonly status: number;
}

const engine = createFakeEngine(STILL_CLOCK, 0);
const server = createImageTo3DServer({
  engine,
  allowedHosts: ['app.example'],
  service: { startDelayMs: 1 },
});
let seen: Seen[] = [];
let browser: Browser;
let site: Served;
let port: string;

// The browser is on this machine, but stands for one on another.
const handle = toNodeMiddleware((request, context) =>
  server.fetch(request, { ...context, remoteAddress: '192.168.1.30' }),
);
const listener: RequestListener = (request, response) => {
  const { method = '', url = '', headers } = request;
  const entry: Seen = {
    method,
    path: url,
    headers,
    get status() {
      return response.statusCode;
    },
  };
  if (url.startsWith('/api/')) seen.push(entry);
  handle(request, response, () => {
    const policy = url.includes('no-referrer') ? { 'referrer-policy': 'no-referrer' } : {};
    response
      .writeHead(200, { 'content-type': 'text/html', ...policy })
      .end('<!doctype html><title>x</title>');
  });
};

beforeAll(async () => {
  site = await serveListener(listener);
  ({ port } = new URL(site.url));
  browser = await launchBrowser(
    `--host-resolver-rules=${NAMES.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}`,
  );
});
afterAll(async () => {
  await browser.close();
  server.dispose();
  await site.close();
});

async function open(name: string, path = '/'): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`http://${name}:${port}${path}`);
  seen = [];
  return page;
}

/** A request of the page; the status that it may read, or `blocked`. */
const ask = (page: Page, url: string, init: RequestInit = {}) =>
  page.evaluate(
    ([address, given]) =>
      fetch(address, given as RequestInit).then(
        (answer) => answer.status,
        () => 'blocked',
      ),
    [url, init] as const,
  );

const marks = ({ headers }: Seen) =>
  Object.fromEntries(MARKS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

describe('a page at a plain-http name', () => {
  test('is known by Origin when it sends, by Referer when it reads, and by no Sec-Fetch-Site', async () => {
    const page = await open('app.example');
    const own = `http://app.example:${port}`;
    expect(await ask(page, '/api/fal/info')).toBe(200);
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-fal-target-url': INITIATE },
      body: JSON.stringify({ content_type: 'image/png', file_name: 'cat.png' }),
    };
    expect(await ask(page, '/api/fal/proxy', init)).toBe(200);
    expect(seen.map(marks)).toEqual([{ referer: `${own}/` }, { origin: own, referer: `${own}/` }]);
  });

  test.each(['/', '/?no-referrer'])('at %s takes an image all the way to its GLB', async (path) => {
    const page = await open('app.example', path);
    const bytes = await page.evaluate(
      async ([endpoint, initiate, png]) => {
        const read = async (url: string, init?: RequestInit) => {
          const answer = await fetch(url, init);
          if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
          return answer.json();
        };
        const proxy = (target: string, method = 'GET', body?: object) =>
          read('/api/fal/proxy', {
            method,
            headers: { 'content-type': 'application/json', 'x-fal-target-url': target },
            ...(body ? { body: JSON.stringify(body) } : {}),
          });
        await read('/api/fal/info');
        const named = { content_type: 'image/png', file_name: 'cat.png' };
        const { upload_url, file_url } = await proxy(initiate, 'POST', named);
        const image = await (await fetch(png)).blob();
        await fetch(upload_url, { method: 'PUT', body: image, headers: { 'content-type': 'image/png' } });
        const queue = `https://queue.fal.run/${endpoint}`;
        const { request_id } = await proxy(queue, 'POST', { image_url: file_url, seed: 1 });
        while ((await proxy(`${queue}/requests/${request_id}/status`)).status !== 'COMPLETED')
          await new Promise((resolve) => setTimeout(resolve, 5));
        const { model_glb } = await proxy(`${queue}/requests/${request_id}`);
        return [...new Uint8Array(await (await fetch(model_glb.url)).arrayBuffer())].slice(0, 4);
      },
      [ENDPOINT, INITIATE, DATA_URI] as const,
    );
    expect(String.fromCharCode(...bytes)).toBe('glTF');
    const refused = seen
      .filter(({ status }) => status >= 400)
      .map(({ method, path: at }) => `${method} ${at}`);
    expect(refused).toEqual([]);
    expect(seen.flatMap(({ headers }) => headers['sec-fetch-site'] ?? [])).toEqual([]);
  });

  test('that sends no Referer is told what is missing where nothing else shows whose it is', async () => {
    const page = await open('app.example', '/?no-referrer');
    expect(await ask(page, `${SEARCH}x`)).toBe(403);
    expect(await ask(page, `${SEARCH}x`, { headers: { 'x-submit-id': 'press-0001' } })).toBe(422);
    expect(await ask(page, '/api/fal/media?url=x')).toBe(403);
  });

  test('may be opened by hand: info, but not the proxy', async () => {
    const page = await open('app.example');
    const status = async (path: string) =>
      (await (await browser.newPage()).goto(`http://app.example:${port}${path}`))?.status();
    expect(await status('/api/fal/info')).toBe(200);
    expect(await status('/api/fal/proxy')).toBe(403);
    await page.close();
  });
});

describe('a page of another site', () => {
  const at = (path: string) => `http://app.example:${port}${path}`;

  test('gets nothing by a plain request, with or without its Referer', async () => {
    for (const path of ['/', '/?no-referrer']) {
      const page = await open('evil.test', path);
      for (const url of ['/api/fal/info', '/api/fal/proxy', '/api/fal/media?url=x', SEARCH])
        expect(await ask(page, at(url)), url).toBe('blocked');
      expect(seen.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    }
  });

  test('gets no further without CORS: only info is answered, unreadable, to who hides its address', async () => {
    const page = await open('evil.test');
    const hidden: RequestInit = { mode: 'no-cors', referrerPolicy: 'no-referrer' };
    for (const url of ['/api/fal/info', '/api/fal/proxy', '/api/fal/media?url=x', SEARCH])
      expect(await ask(page, at(url), hidden), url).toBe(0);
    expect(seen.map(marks)).toEqual([{}, {}, {}, {}]);
    expect(seen.map(({ status }) => status)).toEqual([200, 403, 403, 403]);
    seen = [];
    expect(await ask(page, at('/api/fal/info'), { mode: 'no-cors' })).toBe(0);
    expect(seen.map(({ status }) => status)).toEqual([403]);
  });

  test('cannot send our own headers: the preflight is refused', async () => {
    const page = await open('evil.test');
    for (const headers of [{ 'x-fal-target-url': STATUS }, { 'x-submit-id': 'press-0001' }])
      expect(await ask(page, at('/api/fal/proxy'), { headers })).toBe('blocked');
    expect(seen.map(({ method, status }) => [method, status])).toEqual([
      ['OPTIONS', 403],
      ['OPTIONS', 403],
    ]);
  });

  test('cannot post a form or a text', async () => {
    const page = await open('evil.test');
    const init: RequestInit = { method: 'POST', mode: 'no-cors', body: '{}', referrerPolicy: 'no-referrer' };
    expect(await ask(page, at('/api/fal/proxy'), init)).toBe(0);
    // Chromium names the origin even where the page hides its address.
    expect(seen.map((entry) => [marks(entry), entry.status])).toEqual([
      [{ origin: `http://evil.test:${port}` }, 403],
    ]);
  });

  test('that points its own name at the server is refused by the name', async () => {
    const page = await open('rebound.test');
    const init = { headers: { 'x-fal-target-url': STATUS, 'x-forwarded-host': 'app.example' } };
    expect(await ask(page, '/api/fal/proxy', init)).toBe(403);
    expect(await ask(page, '/api/fal/info')).toBe(403);
  });
});
