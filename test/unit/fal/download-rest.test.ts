import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createDownloader, type Downloader } from '../../../plugin/fal/download.ts';

let close: (() => void) | undefined;
afterEach(() => close?.());

const SIZE = 60_000;
const CUT = 20_000;

/** A GLB header followed by bytes that tell where they stand. */
function glb(first = 0): Uint8Array {
  const bytes = Uint8Array.from({ length: SIZE }, (_, at) => (at * 7 + first) & 255);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x46546c67, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, SIZE, true);
  return bytes;
}

// Compared in one go: a matcher that goes byte by byte takes seconds.
const expectBytes = (got: Uint8Array, wanted: Uint8Array) => expect(Buffer.compare(got, wanted)).toBe(0);

interface Asked {
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

let breakOff = () => {};

/** A server that breaks off the first answer after `CUT` bytes; the next ones are given by `answer`. */
async function serve(
  headers: Record<string, string>,
  answer: (response: ServerResponse, asked: Asked) => void,
): Promise<{ readonly url: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const now = { range: request.headers.range, ifRange: request.headers['if-range'] as string | undefined };
    asked.push(now);
    if (asked.length > 1) return answer(response, now);
    response.writeHead(200, { 'content-length': SIZE, ...headers });
    response.write(glb().subarray(0, CUT));
    breakOff = () => response.destroy();
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/m.glb`, asked };
}

const whole = (response: ServerResponse, bytes = glb()) =>
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
const rest = (response: ServerResponse, headers: Record<string, string> = {}, bytes = glb()) =>
  response
    .writeHead(206, { 'content-range': `bytes ${CUT}-${SIZE - 1}/${SIZE}`, ...headers })
    .end(bytes.subarray(CUT));

const get = (downloader: Downloader, url: string, seen: number[] = []) =>
  downloader.get(url, {
    signal: new AbortController().signal,
    onProgress(loadedBytes) {
      seen.push(loadedBytes);
      // Not before what was sent has come: a connection that is reset takes along what nobody has read yet.
      if (loadedBytes === CUT) breakOff();
    },
  });

/** The first try breaks off, the second one is given out. */
async function twice(url: string, seen?: number[]) {
  const downloader = createDownloader(fetch);
  await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
  return get(downloader, url, seen);
}

describe('a download that broke off', () => {
  test('goes on where it stood, and its progress too', async () => {
    const { url, asked } = await serve({ etag: '"a"' }, (response) => rest(response, { etag: '"a"' }));
    const seen: number[] = [];
    expectBytes(await twice(url, seen), glb());
    expect(asked).toEqual([
      { range: undefined, ifRange: undefined },
      { range: `bytes=${CUT}-`, ifRange: '"a"' },
    ]);
    expect(seen[0]).toBeGreaterThan(CUT);
    expect(seen.at(-1)).toBe(SIZE);
  });

  test.each<[string, Record<string, string>, string | undefined]>([
    [
      'a date where there is no tag',
      { 'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT' },
      'Sun, 22 Nov 2026 12:00:00 GMT',
    ],
    [
      'a date where the tag is weak',
      { etag: 'W/"a"', 'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT' },
      'Sun, 22 Nov 2026 12:00:00 GMT',
    ],
    ['nothing where there is neither', {}, undefined],
  ])('is conditioned on %s', async (_name, headers, condition) => {
    const { url, asked } = await serve(headers, (response) => rest(response));
    expectBytes(await twice(url), glb());
    expect(asked[1]?.ifRange).toBe(condition);
  });

  test('starts anew where the server sends the whole', async () => {
    const { url } = await serve({ etag: '"a"' }, (response) => whole(response));
    const seen: number[] = [];
    expectBytes(await twice(url, seen), glb());
    expect(seen.at(-1)).toBe(SIZE);
  });

  test.each<[string, Record<string, string>]>([
    ['of another file', { etag: '"b"' }],
    ['changed since', { 'last-modified': 'Sun, 22 Nov 2026 13:00:00 GMT' }],
    ['from another byte', { 'content-range': `bytes ${CUT - 1}-${SIZE - 1}/${SIZE}` }],
    ['that ends early', { 'content-range': `bytes ${CUT}-${SIZE - 2}/${SIZE}` }],
    ['of another size', { 'content-range': `bytes ${CUT}-${SIZE}/${SIZE + 1}` }],
    ['without its place', { 'content-range': 'bytes */*' }],
  ])('takes no rest %s: it starts anew', async (_name, headers) => {
    const known = { etag: '"a"', 'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT' };
    const { url, asked } = await serve(known, (response, { range }) =>
      range === undefined ? whole(response, glb(3)) : rest(response, headers, glb(5)),
    );
    expectBytes(await twice(url), glb(3));
    expect(asked.map(({ range }) => range)).toEqual([undefined, `bytes=${CUT}-`, undefined]);
  });

  test('starts anew where the server knows no such byte', async () => {
    const { url } = await serve({}, (response, { range }) =>
      range === undefined ? whole(response) : response.writeHead(416).end(),
    );
    expectBytes(await twice(url), glb());
  });

  test('keeps what it has while the server is busy or out of reach', async () => {
    let fails = 3;
    const { url, asked } = await serve({ etag: '"a"' }, (response) => {
      fails -= 1;
      if (fails === 2) response.writeHead(503).end();
      else if (fails === 1) response.writeHead(429, { 'retry-after': '7' }).end();
      else if (fails === 0) response.destroy();
      else rest(response);
    });
    const downloader = createDownloader(fetch);
    await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
    await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
    await expect(get(downloader, url)).rejects.toMatchObject({ code: 'busy', retryAfterMs: 7000 });
    await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
    expectBytes(await get(downloader, url), glb());
    expect(asked.slice(1).map(({ range }) => range)).toEqual(Array(4).fill(`bytes=${CUT}-`));
  });

  test.each([
    [404, 'expired'],
    [403, 'refused'],
  ])('forgets what it has once the file is gone (%i)', async (status, code) => {
    let answers = 0;
    const { url, asked } = await serve({ etag: '"a"' }, (response) => {
      answers += 1;
      if (answers === 1) response.writeHead(status).end();
      else whole(response);
    });
    const downloader = createDownloader(fetch);
    await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
    await expect(get(downloader, url)).rejects.toMatchObject({ code });
    expectBytes(await get(downloader, url), glb());
    expect(asked.at(-1)?.range).toBeUndefined();
  });

  test('keeps nothing of a body that came compressed', async () => {
    const { url, asked } = await serve({ 'content-encoding': 'identity' }, (response) => whole(response));
    expectBytes(await twice(url), glb());
    expect(asked[1]?.range).toBeUndefined();
  });

  test('keeps nothing of a run that was stopped', async () => {
    const { url, asked } = await serve({}, (response) => whole(response));
    const downloader = createDownloader(fetch);
    const stop = new AbortController();
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    await expect(downloader.get(url, options)).rejects.toMatchObject({ code: 'aborted' });
    expectBytes(await get(downloader, url), glb());
    expect(asked[1]?.range).toBeUndefined();
  });

  test('goes on over another way to the same file', async () => {
    const { url, asked } = await serve({ etag: '"a"' }, (response) => rest(response));
    const downloader = createDownloader(fetch);
    await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
    const via = `${url}?way=other`;
    const bytes = await downloader.get(url, {
      signal: new AbortController().signal,
      onProgress: () => {},
      via,
    });
    expectBytes(bytes, glb());
    expect(asked[1]?.range).toBe(`bytes=${CUT}-`);
  });
});

test('a part that nobody asked for is refused', async () => {
  const { url } = await serve({}, (response) => rest(response));
  const downloader = createDownloader(fetch);
  await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
  await get(downloader, url);
  await expect(get(createDownloader(fetch), url)).rejects.toMatchObject({ code: 'protocol' });
});

test('a file that says that it is too large is not read', async () => {
  const { url } = await serve({}, (response) =>
    response.writeHead(200, { 'content-length': 300 * 1024 * 1024 }).write(glb()),
  );
  const downloader = createDownloader(fetch);
  await expect(get(downloader, url)).rejects.toMatchObject({ code: 'network' });
  await expect(get(createDownloader(fetch), url)).rejects.toMatchObject({ code: 'invalid-glb' });
});
