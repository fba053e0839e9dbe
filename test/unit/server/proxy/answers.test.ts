import { describe, expect, it } from 'vitest';
import { createFalProxy } from '../../../../plugin/server/proxy/app.ts';
import { CANARY, createProxyBench, ID, INITIATE, INPUT, jsonAnswer, ORIGIN, REQUEST } from './proxy-bench.ts';

const status = { method: 'GET', target: `${REQUEST}/status?logs=1` } as const;
const SECRET = CANARY.split(':')[1] ?? '';

describe('requests to fal are made here', () => {
  it('carry the key, checked wishes, and nothing else of the caller', async () => {
    const bench = createProxyBench();
    await bench.ask({
      headers: {
        authorization: 'Bearer app-login',
        cookie: 'session=1',
        'user-agent': 'x',
        'x-submit-id': 'press-0001',
        'x-fal-queue-priority': 'low',
        'x-fal-request-timeout': '30',
        'x-fal-no-retry': '1',
        'x-fal-store-io': '0',
        'x-fal-runner-hint': 'h',
        'x-forwarded-for': '1.2.3.4',
        'x-fal-object-lifecycle-preference': JSON.stringify({
          expiration_duration_seconds: 1e12,
          initial_acl: { default: 'allow' },
        }),
      },
    });
    expect(bench.sent[0]?.headers).toEqual({
      accept: 'application/json',
      authorization: `Key ${CANARY}`,
      'content-type': 'application/json',
      'x-fal-no-retry': '1',
      'x-fal-object-lifecycle-preference': '{"expiration_duration_seconds":2592000}',
      'x-fal-queue-priority': 'low',
      'x-fal-request-timeout': '30',
    });
  });

  it('have a body rebuilt from known fields only', async () => {
    const bench = createProxyBench();
    await bench.ask({ body: `{"resolution":"512", "image_url":"${INPUT.image_url}" }` });
    expect(JSON.parse(bench.sent[0]?.body ?? '')).toEqual({ image_url: INPUT.image_url, resolution: 512 });
    await bench.ask({
      target: INITIATE,
      body: { content_type: 'image/png', file_name: 'x.png', acl: 'public' },
    });
    expect(bench.sent[1]?.body).toBe('{"content_type":"image/png","file_name":"x.png"}');
  });
});

describe('answers of fal', () => {
  it.each([
    [200, { status: 'COMPLETED' }],
    [202, { status: 'IN_QUEUE' }],
    [400, { detail: 'Request is still in progress' }],
    [401, { detail: 'no' }],
    [403, { detail: 'User is locked. Reason: Exhausted balance.' }],
    [404, { detail: 'gone' }],
    [422, { detail: [{ loc: ['body', 'seed'], msg: 'm', type: 't' }] }],
    [429, { detail: 'slow' }],
    [500, { detail: 'broken' }],
    [503, { detail: 'later' }],
  ])('%i keeps its status and body', async (code, body) => {
    const bench = createProxyBench();
    bench.answer = () => jsonAnswer(code, body);
    const response = await bench.ask(status);
    expect(response.status).toBe(code);
    expect(await response.json()).toEqual(body);
  });

  it('keep a list of headers, lose all others, and are never stored', async () => {
    const bench = createProxyBench();
    bench.answer = () =>
      jsonAnswer(
        200,
        {},
        {
          'x-fal-request-id': ID,
          'x-fal-billable-units': '6',
          'set-cookie': 'a=b',
          'access-control-allow-origin': '*',
          server: 'x',
          location: 'https://evil.test',
        },
      );
    const { headers } = await bench.ask(status);
    expect(Object.fromEntries(headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'x-fal-billable-units': '6',
      'x-fal-request-id': ID,
    });
  });

  it.each([
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } })],
    ['HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    [
      'an HTML error',
      () => new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    ['broken JSON', () => new Response('{', { headers: { 'content-type': 'application/json' } })],
    ['no content type', () => new Response(new Uint8Array([1]))],
    ['five megabytes', () => jsonAnswer(200, 'x'.repeat(5 * 1024 * 1024))],
    ['a lost connection', () => Promise.reject(new TypeError(`fetch failed with ${CANARY}`))],
  ])('%s: 502 for a question, 520 for a submit', async (_name, answer) => {
    const bench = createProxyBench();
    bench.answer = answer;
    for (const [ask, expected] of [
      [status, 502],
      [{}, 520],
    ] as const) {
      const response = await bench.ask(ask);
      expect(response.status).toBe(expected);
      expect(typeof ((await response.json()) as { detail: unknown }).detail).toBe('string');
    }
  });

  it('never show the key, wherever fal repeats it', async () => {
    const bench = createProxyBench();
    bench.answer = () =>
      jsonAnswer(401, { detail: `Key ${CANARY} or ${SECRET} is wrong` }, { 'x-fal-error-type': SECRET });
    for (const ask of [status, {}, { target: INITIATE }, { method: 'GET', target: REQUEST }] as const) {
      const response = await bench.ask(ask);
      const all = `${await response.text()}${JSON.stringify([...response.headers])}`;
      expect(all).toContain('[redacted]');
      expect(all).not.toContain(SECRET);
    }
  });

  it('stream line by line, without the key', async () => {
    const bench = createProxyBench();
    const half = CANARY.length >> 1;
    bench.answer = () => {
      const pieces = [
        'data: {"status":"IN_',
        `QUEUE"}\n\ndata: ${CANARY.slice(0, half)}`,
        `${CANARY.slice(half)}\n\n`,
        ': x',
      ];
      const body = new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
          controller.close();
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream', 'set-cookie': 'a=b' } });
    };
    const response = await bench.ask({ method: 'GET', target: `${REQUEST}/status/stream?logs=1` });
    expect(await response.text()).toBe('data: {"status":"IN_QUEUE"}\n\ndata: [redacted]\n\n: x');
    expect(response.headers.has('set-cookie')).toBe(false);
  });
});

describe('a key', () => {
  it.each([undefined, '', 'undefined', 'id', 'id:', ':secret', 'a b:secret', 'id:secret\r\nx: y'])(
    'of %j makes no proxy',
    (falKey) => {
      const make = () => createFalProxy({ upstream: 'fal', ...(falKey === undefined ? {} : { falKey }) });
      expect(make).toThrow(expect.objectContaining({ code: 'auth' }));
    },
  );
});

describe('pages of listed origins', () => {
  const allowedOrigins = ['https://app.test'];
  const headers = { origin: 'https://app.test', 'sec-fetch-site': 'cross-site' };

  it('get a preflight and readable answers; others get neither', async () => {
    const bench = createProxyBench({ allowedOrigins });
    const preflight = await bench.ask({ method: 'OPTIONS', headers, without: ['x-fal-target-url'] });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.test');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-fal-target-url');
    const answer = await bench.ask({ headers });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.test');
    expect((await bench.ask({})).headers.has('access-control-allow-origin')).toBe(false);
  });

  it('reach a listed host, no other', async () => {
    const bench = createProxyBench({ allowedHosts: ['studio.test'] });
    const at = 'https://studio.test/api/fal/proxy';
    expect((await bench.ask({ at, headers: { origin: 'https://studio.test' } })).status).toBe(200);
    expect(
      (await bench.ask({ at: at.replace('studio', 'other'), headers: { origin: 'https://other.test' } }))
        .status,
    ).toBe(403);
  });
});

it('asks the application before anything is sent', async () => {
  const bench = createProxyBench({
    authorize: async (request) => request.headers.get('cookie') === 'session=1',
  });
  expect((await bench.ask({})).status).toBe(401);
  expect(bench.sent).toEqual([]);
  expect((await bench.ask({ headers: { cookie: 'session=1' } })).status).toBe(200);
});

it('gives up on an answer that never ends: 520 for a submit, whose price stays reserved', async () => {
  const bench = createProxyBench();
  bench.answer = ({ signal }) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{'));
        signal?.addEventListener('abort', () => controller.error(signal.reason));
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  };
  const asked = bench.ask({});
  await bench.clock.advance(50_000);
  expect((await asked).status).toBe(520);
  expect(bench.proxy.spend.spentUsd).toBe(0.3);
});

describe('media for browsers that may not read it at fal', () => {
  const ask = (bench: ReturnType<typeof createProxyBench>, url: string, method = 'GET') => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    return bench.proxy.media(
      new Request(`${ORIGIN}/api/fal/media?url=${encodeURIComponent(url)}`, { method, headers }),
    );
  };
  const FILE = 'https://v3b.fal.media/files/b/0a86b61d/x_trellis2.glb';

  it('comes as plain bytes, asked for without the key', async () => {
    const bench = createProxyBench();
    bench.answer = () =>
      new Response('glTF', {
        headers: { 'content-type': 'text/html', 'content-length': '4', 'set-cookie': 'a=b' },
      });
    const response = await ask(bench, FILE);
    expect(await response.text()).toBe('glTF');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-length')).toBe('4');
    expect(response.headers.has('set-cookie')).toBe(false);
    expect(bench.sent).toMatchObject([{ method: 'GET', url: FILE, headers: {}, body: undefined }]);
  });

  it.each([
    'https://evil.test/files/b/x/y.glb',
    'http://v3.fal.media/files/b/x/y.glb',
    'https://v3.fal.media.evil.test/files/b/x/y.glb',
    'https://v3.fal.media@evil.test/files/b/x/y.glb',
    'https://v3.fal.media:8443/files/b/x/y.glb',
    'https://v3.fal.media/other/b/x/y.glb',
    'https://v3.fal.media/files/b/../../x',
    'https://v3.fal.media/files/b/x/y.glb?x=1',
    'https://v3.fal.media/files/b/x/%2e%2e',
    'http://169.254.169.254/latest/meta-data',
    '',
  ])('is refused for %s', async (url) => {
    const bench = createProxyBench();
    expect((await ask(bench, url)).status).toBe(403);
    expect(bench.sent).toEqual([]);
  });

  describe('the rest of one, for a download that broke off', () => {
    const askFrom = (bench: ReturnType<typeof createProxyBench>, headers: Record<string, string>) =>
      bench.proxy.media(
        new Request(`${ORIGIN}/api/fal/media?url=${encodeURIComponent(FILE)}`, {
          headers: { 'sec-fetch-site': 'same-origin', ...headers },
        }),
      );
    const rest = (headers: Record<string, string> = {}, status = 206) =>
      new Response('TF', {
        status,
        headers: { 'content-length': '2', 'content-range': 'bytes 2-3/4', etag: '"a1"', ...headers },
      });

    it('is asked for and passed on, with what it is conditioned on', async () => {
      const bench = createProxyBench();
      bench.answer = () => rest({ 'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT' });
      const response = await askFrom(bench, { range: 'bytes=2-', 'if-range': '"a1"' });
      expect(response.status).toBe(206);
      expect(await response.text()).toBe('TF');
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-range': 'bytes 2-3/4',
        'content-length': '2',
        etag: '"a1"',
        'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT',
      });
      expect(bench.sent).toMatchObject([{ headers: { range: 'bytes=2-', 'if-range': '"a1"' } }]);
    });

    it.each([
      'bytes=0-1',
      'bytes=-2',
      'bytes=2-,4-',
      'bytes=2-3, 5-6',
      'items=2-',
      'bytes=99999999999-',
      'bytes=2-\u00e9',
    ])('another wish (%s) is one for the whole', async (range) => {
      const bench = createProxyBench();
      bench.answer = () => new Response('glTF');
      expect((await askFrom(bench, { range })).status).toBe(200);
      expect(bench.sent).toMatchObject([{ headers: {} }]);
      expect(bench.sent[0]?.headers).not.toHaveProperty('range');
    });

    it('a condition that is not understood is not dropped: the whole is asked for', async () => {
      const bench = createProxyBench();
      bench.answer = () => new Response('glTF');
      await askFrom(bench, { range: 'bytes=2-', 'if-range': `"${'a'.repeat(300)}"` });
      expect(bench.sent[0]?.headers).not.toHaveProperty('range');
    });

    it.each([
      ['from another byte', { 'content-range': 'bytes 1-3/4' }],
      ['past the end', { 'content-range': 'bytes 2-4/4' }],
      ['of unknown size', { 'content-range': 'bytes 2-3/*' }],
      ['without a range', { 'content-range': 'x' }],
      ['compressed', { 'content-encoding': 'gzip' }],
    ])('a part %s is not passed on: the whole is', async (_name, headers) => {
      const bench = createProxyBench();
      bench.answer = ({ headers: asked }) => (asked.range ? rest(headers) : new Response('glTF'));
      const response = await askFrom(bench, { range: 'bytes=2-' });
      expect([response.status, await response.text()]).toEqual([200, 'glTF']);
    });

    it('says when there is no such byte, refuses parts of giants and parts that nobody asked for', async () => {
      const bench = createProxyBench();
      bench.answer = () => new Response(null, { status: 416 });
      expect((await askFrom(bench, { range: 'bytes=9-' })).status).toBe(416);
      bench.answer = () => rest({ 'content-range': `bytes 2-3/${300 * 1024 * 1024}` });
      expect((await askFrom(bench, { range: 'bytes=2-' })).status).toBe(413);
      bench.answer = () => rest();
      expect((await askFrom(bench, {})).status).toBe(502);
    });

    it('an odd validator of the host goes no further', async () => {
      const bench = createProxyBench();
      bench.answer = () => new Response('glTF', { headers: { etag: 'W/"a b"', 'last-modified': '<b>' } });
      const { headers } = await askFrom(bench, {});
      expect([headers.has('etag'), headers.has('last-modified')]).toEqual([false, false]);
    });
  });

  it('is refused for another method, for redirects, and above 256 MiB', async () => {
    const bench = createProxyBench();
    expect((await ask(bench, FILE, 'POST')).status).toBe(405);
    bench.answer = () =>
      new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } });
    expect((await ask(bench, FILE)).status).toBe(502);
    bench.answer = () => new Response('x', { headers: { 'content-length': String(300 * 1024 * 1024) } });
    expect((await ask(bench, FILE)).status).toBe(413);
    bench.answer = () => new Response(null, { status: 404 });
    expect((await ask(bench, FILE)).status).toBe(404);
    bench.answer = () => new Response(null, { status: 403 });
    expect((await ask(bench, FILE)).status).toBe(403);
  });
});
