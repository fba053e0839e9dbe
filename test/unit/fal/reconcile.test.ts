import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createReconcile } from '../../../plugin/fal/reconcile.ts';

let close: (() => void) | undefined;
afterEach(() => close?.());

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const MARKS = { submitId: 'press-0001', imageUrl: 'https://x.test/i.png?a=b&c', seed: 7, sinceMs: 1234.5 };
const { signal } = new AbortController();

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
}

/** What is found when the other side answers this. */
async function ask(
  status: number,
  answer: unknown,
  headers: Record<string, string> = {},
  credentials?: string,
) {
  const asked: Asked[] = [];
  const base = await serve((request, response) => {
    asked.push({ method: request.method, url: request.url, authorization: request.headers.authorization });
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  });
  const reconcile = createReconcile({
    endpointId: 'fal-ai/trellis-2',
    ...(credentials === undefined ? { submitsUrl: `${base}/submits` } : { credentials }),
    fetch: (input, init) => fetch(String(input).replace('https://api.fal.ai', base), init),
    requestTimeoutMs: 2000,
  });
  if (!reconcile) throw new Error('There is a way to ask.');
  const finding = await reconcile(MARKS, signal).catch((thrown: unknown) => thrown);
  return { finding, asked };
}

describe('a server of ours', () => {
  test('is asked once, by GET, with all that is known', async () => {
    const { finding, asked } = await ask(200, { state: 'absent' });
    expect(finding).toEqual({ kind: 'absent' });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'GET', authorization: undefined });
    const url = new URL(asked[0]?.url ?? '', 'http://x');
    expect(url.pathname).toBe('/submits/press-0001');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      endpoint: 'fal-ai/trellis-2',
      seed: '7',
      image_url: MARKS.imageUrl,
      since: '1234',
    });
  });

  test.each<[string, unknown, unknown]>([
    ['unknown', { state: 'unknown' }, { kind: 'unknown' }],
    ['found', { state: 'found', request_id: 'r1' }, { kind: 'found', receipt: { requestId: 'r1' } }],
    [
      'found, with addresses',
      { state: 'found', request_id: 'r1', status_url: 's', response_url: 'r', cancel_url: 'c' },
      { kind: 'found', receipt: { requestId: 'r1', statusUrl: 's', responseUrl: 'r', cancelUrl: 'c' } },
    ],
    [
      'found, with an absurd address',
      { state: 'found', request_id: 'r1', status_url: 'x'.repeat(5000), cancel_url: 3 },
      { kind: 'found', receipt: { requestId: 'r1' } },
    ],
  ])('%s', async (_name, answer, expected) => {
    expect((await ask(200, answer)).finding).toEqual(expected);
  });

  test.each<[string, number, unknown, string]>([
    ['found without an id', 200, { state: 'found' }, 'protocol'],
    ['another state', 200, { state: 'maybe' }, 'protocol'],
    ['not JSON', 200, '<html>', 'protocol'],
    ['refused', 403, { detail: 'no' }, 'refused'],
    ['an older server', 404, { detail: 'There are …' }, 'expired'],
    ['a gateway', 502, '<html>', 'network'],
  ])('%s is an error, never an "absent"', async (_name, status, answer, code) => {
    expect((await ask(status, answer)).finding).toMatchObject({ name: 'ImageTo3DError', code });
  });

  test('says how long to wait', async () => {
    const { finding } = await ask(429, { detail: 'slow down' }, { 'retry-after': '6' });
    expect(finding).toMatchObject({ code: 'busy', retryAfterMs: 6000 });
  });

  test('stops when told to', async () => {
    const stop = new AbortController();
    const base = await serve(() => stop.abort());
    const reconcile = createReconcile({
      endpointId: 'e/e',
      submitsUrl: base,
      fetch,
      requestTimeoutMs: 5000,
    });
    await expect(reconcile?.(MARKS, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('fal itself, for programs with a key', () => {
  const row = {
    request_id: 'r9',
    sent_at: new Date(2000).toISOString(),
    json_input: { image_url: MARKS.imageUrl, seed: 7 },
  };

  test('is asked for its list, with the key in its header alone', async () => {
    const { finding, asked } = await ask(200, { items: [row], has_more: false }, {}, 'id:secret');
    expect(finding).toEqual({ kind: 'found', receipt: { requestId: 'r9' } });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'GET', authorization: 'Key id:secret' });
    expect(asked[0]?.url).not.toContain('secret');
  });

  test.each([401, 403])('a key that may not see the list (%i) cannot tell', async (status) => {
    expect((await ask(status, { detail: 'Admin key required' }, {}, 'id:secret')).finding).toEqual({
      kind: 'unknown',
    });
  });

  test('without a key nobody is asked', async () => {
    const reconcile = createReconcile({
      endpointId: 'e/e',
      credentials: () => undefined,
      fetch: () => Promise.reject(new Error('asked')),
      requestTimeoutMs: 100,
    });
    expect(await reconcile?.(MARKS, signal)).toEqual({ kind: 'unknown' });
  });
});

test('with neither there is no way to ask', () => {
  expect(createReconcile({ endpointId: 'e/e', fetch, requestTimeoutMs: 100 })).toBeUndefined();
});
