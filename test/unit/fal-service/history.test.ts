import { describe, expect, it } from 'vitest';
import { createBench, DATA_URI, ENDPOINT, requestPath } from '../server/harness.ts';

const LIST = '/api.fal.ai/v1/models/requests/by-endpoint';
const IMAGE_URL = 'https://v3b.fal.media/files/b/0a86b61d/cat.png';

type Bench = ReturnType<typeof createBench>;

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

async function list(bench: Bench, query: Record<string, string> = {}): Promise<Page> {
  const search = new URLSearchParams({ endpoint_id: ENDPOINT, expand: 'payloads', ...query });
  const response = await bench.call('GET', `${LIST}?${search}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

describe('the account’s list of requests', () => {
  it('shows what was asked for at once, and how it ended later', async () => {
    const bench = createBench();
    const sentAt = new Date(bench.clock.now()).toISOString();
    const id = await bench.submit({ image_url: IMAGE_URL, seed: 7 });
    const open = { request_id: id, endpoint_id: ENDPOINT, sent_at: sentAt };
    const input = { json_input: { image_url: IMAGE_URL, seed: 7 } };
    expect((await list(bench)).items).toMatchObject([
      { ...open, ...input, status_code: null, ended_at: null },
    ]);
    await bench.clock.advance(10_000);
    const [ended] = (await list(bench)).items;
    expect(ended).toMatchObject({ ...open, ...input, status_code: 422 });
    expect(Date.parse(String(ended?.ended_at))).toBeGreaterThan(Date.parse(sentAt));
  });

  it('shows a cancelled request', async () => {
    const bench = createBench();
    const id = await bench.submit();
    await bench.call('PUT', requestPath(id, '/cancel'));
    expect((await list(bench)).items).toMatchObject([{ request_id: id, status_code: 499 }]);
  });

  it('outlives the request itself, which the queue forgets after an hour', async () => {
    const bench = createBench();
    const id = await bench.submit();
    await bench.clock.advance(3 * 3_600_000);
    expect((await bench.status(id)).code).toBe(404);
    expect((await list(bench)).items).toMatchObject([{ request_id: id, status_code: 200 }]);
  });

  it('keeps no picture that was sent inside the input, and shows no input unless asked', async () => {
    const bench = createBench();
    await bench.submit({ image_url: `${DATA_URI}${'A'.repeat(5000)}`, seed: 1 });
    expect((await list(bench)).items[0]?.json_input).toEqual({ seed: 1 });
    expect((await list(bench, { expand: 'none' })).items[0]).not.toHaveProperty('json_input');
  });

  it('comes in pages, the newest first, each request once', async () => {
    const bench = createBench();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      ids.unshift(await bench.submit());
      await bench.clock.advance(10);
    }
    const seen: unknown[] = [];
    let cursor: string | null = '0';
    let pages = 0;
    while (cursor !== null) {
      const page: Page = await list(bench, { limit: '2', cursor });
      expect(page.has_more).toBe(page.next_cursor !== null);
      seen.push(...page.items.map(({ request_id }) => request_id));
      cursor = page.next_cursor;
      pages += 1;
    }
    expect(seen).toEqual(ids);
    expect(pages).toBe(3);
  });

  it('goes back a day unless told otherwise; the end is left out', async () => {
    const bench = createBench();
    const sentMs = bench.clock.now();
    const id = await bench.submit();
    await bench.clock.advance(25 * 3_600_000);
    expect((await list(bench)).items).toEqual([]);
    const at = (ms: number) => new Date(ms).toISOString();
    expect((await list(bench, { start: at(sentMs) })).items).toMatchObject([{ request_id: id }]);
    expect((await list(bench, { start: at(sentMs - 1), end: at(sentMs) })).items).toEqual([]);
  });

  it.each([
    ['no endpoint', '', 400],
    ['an unknown endpoint', '?endpoint_id=fal-ai/veo3', 404],
    ['a limit of 101', `?endpoint_id=${ENDPOINT}&limit=101`, 400],
    ['a limit of 0', `?endpoint_id=${ENDPOINT}&limit=0`, 400],
    ['a strange start', `?endpoint_id=${ENDPOINT}&start=soon`, 400],
    ['a strange cursor', `?endpoint_id=${ENDPOINT}&cursor=-1`, 400],
  ])('refuses %s', async (_name, query, status) => {
    expect((await createBench().call('GET', `${LIST}${query}`)).status).toBe(status);
  });

  it('wants a key, as fal does', async () => {
    const bench = createBench();
    const response = await bench.call('GET', `${LIST}?endpoint_id=${ENDPOINT}`, undefined, {
      authorization: '',
    });
    expect(response.status).toBe(401);
  });
});
