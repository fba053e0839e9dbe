import { describe, expect, it } from 'vitest';
import { createBench, DATA_URI, PNG, requestPath } from '../server/harness.ts';

type Bench = ReturnType<typeof createBench>;

const INITIATE = '/rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3';

async function initiate(bench: Bench, headers: Record<string, string> = {}, path = INITIATE) {
  const response = await bench.call(
    'POST',
    path,
    { content_type: 'image/png', file_name: 'a cat.png' },
    headers,
  );
  return (await response.json()) as { upload_url: string; file_url: string };
}

const send = (
  bench: Bench,
  method: string,
  url: string,
  body?: BodyInit,
  headers: Record<string, string> = {},
) => bench.service.fetch(new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }));

it('takes an upload once, under an address that reaches this service, without a key', async () => {
  const bench = createBench();
  const { upload_url, file_url } = await initiate(bench);
  expect(file_url).toMatch(/^http:\/\/127\.0\.0\.1:9\/v3b\.fal\.media\/files\/b\/[0-9a-f]{16}\/a_cat\.png$/);
  expect((await send(bench, 'GET', file_url)).status).toBe(404);
  const put = await send(bench, 'PUT', upload_url, PNG, { 'content-type': 'image/png' });
  expect(put.status).toBe(200);
  expect((await send(bench, 'PUT', upload_url, PNG)).status).toBe(403);
  const got = await send(bench, 'GET', file_url);
  expect(got.headers.get('content-type')).toBe('image/png');
  expect(got.headers.get('etag')).toBe(put.headers.get('etag'));
  expect(new Uint8Array(await got.arrayBuffer())).toEqual(PNG);
});

it('refuses a wrong, missing or expired signature', async () => {
  const bench = createBench();
  const { upload_url, file_url } = await initiate(bench);
  expect((await send(bench, 'PUT', file_url, PNG)).status).toBe(403);
  expect((await send(bench, 'PUT', `${file_url}?signature=0`, PNG)).status).toBe(403);
  await bench.clock.advance(10 * 60_000);
  expect((await send(bench, 'PUT', upload_url, PNG)).status).toBe(403);
});

it('refuses the start of an upload without type or name', async () => {
  const bench = createBench();
  const response = await bench.call('POST', INITIATE, { file_name: 'x' });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    detail: [{ loc: ['body', 'content_type'], type: 'missing' }],
  });
});

it.each([
  ['bytes=0-3', 206, 0, 4],
  ['bytes=10-', 206, 10, PNG.length],
  ['bytes=-5', 206, PNG.length - 5, PNG.length],
  ['bytes=0-9999', 206, 0, PNG.length],
  ['bytes=a-b', 200, 0, PNG.length],
  ['bytes=-', 200, 0, PNG.length],
  ['bytes=9999-', 416, 0, 0],
])('answers range %s with %i', async (range, status, first, end) => {
  const bench = createBench();
  const { upload_url, file_url } = await initiate(bench);
  await send(bench, 'PUT', upload_url, PNG);
  const response = await send(bench, 'GET', file_url, undefined, { range });
  expect(response.status).toBe(status);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG.slice(first, end));
});

it('gives a range on condition: the whole where the file is another by now', async () => {
  const bench = createBench();
  const { upload_url, file_url } = await initiate(bench);
  await send(bench, 'PUT', upload_url, PNG);
  const etag = (await send(bench, 'HEAD', file_url)).headers.get('etag') ?? '';
  const ask = async (condition: string) =>
    (await send(bench, 'GET', file_url, undefined, { range: 'bytes=10-', 'if-range': condition })).status;
  expect([await ask(etag), await ask('"another"'), await ask('Sun, 22 Nov 2026 12:00:00 GMT')]).toEqual([
    206, 200, 200,
  ]);
});

it('answers HEAD with the size alone, and a known ETag with 304', async () => {
  const bench = createBench();
  const { upload_url, file_url } = await initiate(bench);
  await send(bench, 'PUT', upload_url, PNG);
  const head = await send(bench, 'HEAD', file_url);
  expect(head.headers.get('content-length')).toBe(String(PNG.length));
  expect((await head.arrayBuffer()).byteLength).toBe(0);
  const etag = head.headers.get('etag') ?? '';
  expect((await send(bench, 'GET', file_url, undefined, { 'if-none-match': etag })).status).toBe(304);
});

it('keeps files for as long as their lifecycle header says', async () => {
  const bench = createBench();
  const lifecycle = JSON.stringify({ expiration_duration_seconds: 60 });
  const { upload_url, file_url } = await initiate(bench, { 'X-Fal-Object-Lifecycle': lifecycle });
  await send(bench, 'PUT', upload_url, PNG);
  const id = await bench.submit(
    { image_url: file_url, seed: 1 },
    { 'x-fal-object-lifecycle-preference': lifecycle },
  );
  await bench.clock.advance(2000);
  const result = (await (await bench.call('GET', requestPath(id))).json()) as { model_glb: { url: string } };
  expect((await send(bench, 'GET', result.model_glb.url)).status).toBe(200);
  await bench.clock.advance(57_999);
  expect((await send(bench, 'GET', file_url)).status).toBe(200);
  await bench.clock.advance(1);
  expect((await send(bench, 'GET', file_url)).status).toBe(404);
  await bench.clock.advance(60_000);
  expect((await send(bench, 'GET', result.model_glb.url)).status).toBe(404);
});

it('reads its own upload whatever name the machine has, and gives the engine those bytes', async () => {
  const bench = createBench();
  const { upload_url, file_url } = await initiate(bench);
  await send(bench, 'PUT', upload_url, PNG);
  await bench.submit({ image_url: file_url.replace('127.0.0.1:9', 'localhost:1'), seed: 1 });
  await bench.clock.advance(3000);
  expect(bench.engine.runs[0]?.image).toEqual(PNG);
});

it('joins the parts of a multipart upload by their numbers, and only with the right tags', async () => {
  const bench = createBench();
  const path = INITIATE.replace('initiate', 'initiate-multipart');
  const { upload_url, file_url } = await initiate(bench, {}, path);
  const [address, query] = upload_url.split('?');
  const part = async (number: number, bytes: Uint8Array<ArrayBuffer>) =>
    (await (await send(bench, 'PUT', `${address}/${number}?${query}`, bytes)).json()) as { etag: string };
  const first = await part(1, PNG.slice(0, 20));
  const second = await part(2, PNG.slice(20));
  const complete = (parts: object[]) =>
    send(bench, 'POST', `${address}/complete?${query}`, JSON.stringify({ parts }));
  expect((await complete([{ partNumber: 1, etag: first.etag }])).status).toBe(400);
  expect(
    (
      await complete([
        { partNumber: 1, etag: '"x"' },
        { partNumber: 2, etag: '"y"' },
      ])
    ).status,
  ).toBe(400);
  const parts = [
    { partNumber: 1, etag: first.etag },
    { partNumber: 2, etag: second.etag },
  ];
  expect((await complete(parts)).status).toBe(200);
  expect(new Uint8Array(await (await send(bench, 'GET', file_url)).arrayBuffer())).toEqual(PNG);
});

it('makes room by dropping the oldest files', async () => {
  const bench = createBench({ maxMediaBytes: PNG.length * 2 });
  const files = [];
  for (let n = 0; n < 3; n++) {
    const file = await initiate(bench);
    await send(bench, 'PUT', file.upload_url, PNG);
    files.push(file.file_url);
  }
  const found = await Promise.all(files.map(async (url) => (await send(bench, 'GET', url)).status));
  expect(found).toEqual([404, 200, 200]);
});

it('names its addresses by the prefix it is reached under, or by the given one', async () => {
  const bench = createBench();
  const url = (prefix: string) => `http://127.0.0.1:9${prefix}${INITIATE}`;
  const body = JSON.stringify({ content_type: 'image/png', file_name: 'x.png' });
  const ask = async (prefix: string, context = {}) => {
    const request = new Request(url(prefix), { method: 'POST', body, headers: { authorization: 'Key a:b' } });
    return ((await (await bench.service.fetch(request, context)).json()) as { file_url: string }).file_url;
  };
  expect(await ask('/some/mount')).toMatch(/^http:\/\/127\.0\.0\.1:9\/some\/mount\/v3b\.fal\.media\/files\//);
  expect(await ask('', { publicBaseUrl: 'https://app.test/fal' })).toMatch(
    /^https:\/\/app\.test\/fal\/v3b\.fal\.media\//,
  );
});

it('answers a preflight for a signed PUT from a page of another origin', async () => {
  const bench = createBench();
  const { upload_url } = await initiate(bench);
  const headers = {
    origin: 'http://app.test',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type',
  };
  const preflight = await send(bench, 'OPTIONS', upload_url, undefined, headers);
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
});

it.each([
  ['any', 'http://evil.test', '*'],
  ['loopback', 'http://evil.test', null],
  ['loopback', 'http://localhost:5173', 'http://localhost:5173'],
  ['off', 'http://localhost:5173', null],
] as const)('CORS policy %s answers %s with %s', async (cors, origin, allowed) => {
  const bench = createBench({ cors });
  const response = await bench.call('POST', INITIATE, {}, { origin });
  expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
});

it('sends the bytes of a result under the declared type, and calls the file what it is', async () => {
  const bench = createBench();
  const id = await bench.submit({ image_url: DATA_URI, seed: 3 });
  await bench.clock.advance(3000);
  const result = (await (await bench.call('GET', requestPath(id))).json()) as {
    model_glb: { url: string; file_size: number; content_type: string; file_name: string };
  };
  const file = await send(bench, 'GET', result.model_glb.url);
  const bytes = new Uint8Array(await file.arrayBuffer());
  expect(bytes.byteLength).toBe(result.model_glb.file_size);
  expect(String.fromCharCode(...bytes.slice(0, 4))).toBe('glTF');
  expect(file.headers.get('content-type')).toBe('model/gltf-binary');
  expect(result.model_glb.file_name).toMatch(/^local_approximation_[0-9a-f]{8}\.glb$/);
});

describe('an upload as the Python client of fal sends it', () => {
  /** The token, asked for with the key, and the headers that then go with every request to the media host. */
  async function login(bench: Bench) {
    const response = await bench.call('POST', '/rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3', {});
    const token = (await response.json()) as Record<string, string>;
    return { token, auth: { authorization: `${token.token_type} ${token.token}` } };
  }

  it('begins with a token, whose times Python can read, for whoever has a key', async () => {
    const bench = createBench();
    const { token } = await login(bench);
    expect(token).toMatchObject({ token_type: 'Bearer', base_url: 'http://127.0.0.1:9/v3b.fal.media' });
    expect(Date.parse(token.expires_at ?? '')).toBeGreaterThan(bench.clock.now());
    expect(token.expires_at).toMatch(/^[\d-]+T[\d:.]+\+00:00$/);
    const address = 'http://127.0.0.1:9/rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3';
    expect((await send(bench, 'POST', address, '{}')).status).toBe(401);
  });

  // The client sends whole files to the older of the two hosts, whatever the token says.
  it.each(['v3.fal.media', 'v3b.fal.media'])('takes a whole file at %s, and a run reads it', async (host) => {
    const bench = createBench();
    const { auth } = await login(bench);
    const address = `http://127.0.0.1:9/${host}/files/upload`;
    const headers = {
      ...auth,
      'content-type': 'image/png',
      'x-fal-file-name': 'cat.png',
      'x-fal-object-lifecycle': '{"expiration_duration_seconds":60}',
    };
    const refused = await send(bench, 'POST', address, PNG, { ...headers, authorization: 'Bearer x' });
    expect(refused.status).toBe(401);
    const sent = await send(bench, 'POST', address, PNG, headers);
    const { access_url } = (await sent.json()) as { access_url: string };
    expect(access_url).toMatch(
      /^http:\/\/127\.0\.0\.1:9\/v3b\.fal\.media\/files\/b\/[0-9a-f]{16}\/cat\.png$/,
    );
    const got = await send(bench, 'GET', access_url);
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'image/png']);
    await bench.submit({ image_url: access_url });
    await bench.clock.advance(3000);
    expect(bench.engine.runs[0]?.image).toEqual(PNG);
    await bench.clock.advance(60_000);
    expect((await send(bench, 'GET', access_url)).status).toBe(404);
  });

  it('takes a large file in parts, sent side by side', async () => {
    const bench = createBench();
    const { token, auth } = await login(bench);
    const headers = { ...auth, 'content-type': 'image/png', 'x-fal-file-name': 'cat.png' };
    const started = await send(bench, 'POST', `${token.base_url}/files/upload/multipart`, undefined, headers);
    const { access_url, uploadId } = (await started.json()) as Record<string, string>;
    const at = `${access_url}/multipart/${uploadId}`;
    expect((await send(bench, 'PUT', `${at}/1`, PNG)).status).toBe(401);
    const half = PNG.length >> 1;
    const put = async (partNumber: number, bytes: Uint8Array<ArrayBuffer>) => {
      const answer = await send(bench, 'PUT', `${at}/${partNumber}`, bytes, headers);
      return { partNumber, etag: answer.headers.get('etag') };
    };
    const parts = [await put(2, PNG.slice(half)), await put(1, PNG.slice(0, half))];
    const complete = () => send(bench, 'POST', `${at}/complete`, JSON.stringify({ parts }), auth);
    expect((await complete()).status).toBe(200);
    expect((await complete()).status).toBe(403);
    const got = await send(bench, 'GET', access_url ?? '');
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(PNG);
  });
});
