import { describe, expect, test } from 'vitest';
import { findInRequestList } from '../../../plugin/job/request-list.ts';

const ENDPOINT = 'fal-ai/trellis-2';
const SINCE_MS = Date.UTC(2026, 10, 22, 12);
const MARKS = { imageUrl: 'https://v3b.fal.media/files/b/1/i.png', seed: 7, sinceMs: SINCE_MS };

const item = (id: string, changes: Record<string, unknown> = {}) => ({
  request_id: id,
  endpoint_id: ENDPOINT,
  sent_at: new Date(SINCE_MS + 1000).toISOString(),
  status_code: 200,
  json_input: { image_url: MARKS.imageUrl, seed: 7, resolution: 1024 },
  ...changes,
});
const other = (id: string) => item(id, { json_input: { image_url: 'https://x.test/other.png', seed: 7 } });

/** Pages as the list gives them, one after the other; the last one repeats. */
async function search(pages: readonly unknown[]) {
  const urls: URL[] = [];
  const finding = await findInRequestList(ENDPOINT, MARKS, async (url) => {
    urls.push(new URL(url));
    return pages[Math.min(urls.length, pages.length) - 1];
  });
  return { finding, urls };
}

const page = (items: readonly unknown[], next: string | null = null) => ({
  items,
  next_cursor: next,
  has_more: next !== null,
});

test('asks for the inputs of that endpoint, from before the submit on', async () => {
  const { urls } = await search([page([])]);
  expect(urls).toHaveLength(1);
  expect(urls[0]?.origin).toBe('https://api.fal.ai');
  expect(urls[0]?.pathname).toBe('/v1/models/requests/by-endpoint');
  expect(Object.fromEntries(urls[0]?.searchParams ?? [])).toEqual({
    endpoint_id: ENDPOINT,
    expand: 'payloads',
    limit: '100',
    start: '2026-11-22T11:00:00.000Z',
  });
});

describe('a run is its seed and its image', () => {
  test.each<[string, unknown[], unknown]>([
    ['both: found', [item('a')], { kind: 'found', requestId: 'a' }],
    [
      'the seed as text: found',
      [item('a', { json_input: { image_url: MARKS.imageUrl, seed: '7' } })],
      { kind: 'found', requestId: 'a' },
    ],
    [
      'the image alone: not it',
      [item('a', { json_input: { image_url: MARKS.imageUrl, seed: 8 } })],
      { kind: 'absent' },
    ],
    ['the seed alone: not it', [other('a')], { kind: 'absent' }],
    ['no seed', [item('a', { json_input: { image_url: MARKS.imageUrl } })], { kind: 'absent' }],
    ['sent long before: not it', [item('a', { sent_at: '2026-11-22T10:00:00Z' })], { kind: 'absent' }],
    ['sent at an unknown time', [item('a', { sent_at: 'soon' })], { kind: 'found', requestId: 'a' }],
    ['not ended yet', [item('a', { status_code: null })], { kind: 'found', requestId: 'a' }],
    ['failed', [item('a', { status_code: 422 })], { kind: 'found', requestId: 'a' }],
    [
      'of two, the one that did not fail',
      [item('a', { status_code: 500 }), item('b', { sent_at: '2026-11-22T12:00:00Z' })],
      { kind: 'found', requestId: 'b' },
    ],
    [
      'of two, the later one',
      [item('a'), item('b', { sent_at: '2026-11-22T12:30:00Z' })],
      { kind: 'found', requestId: 'b' },
    ],
    ['none at all', [], { kind: 'absent' }],
    [
      'inputs are not kept: it cannot tell',
      [other('a'), item('b', { json_input: null })],
      { kind: 'unknown' },
    ],
    [
      'a find beside a hidden input',
      [item('b', { json_input: null }), item('a')],
      { kind: 'found', requestId: 'a' },
    ],
    [
      'a hidden input of long before',
      [item('b', { json_input: null, sent_at: '2026-11-20T00:00:00Z' })],
      { kind: 'absent' },
    ],
  ])('%s', async (_name, items, expected) => {
    expect((await search([page(items)])).finding).toEqual(expected);
  });
});

describe('the whole list', () => {
  test('goes on by the cursor', async () => {
    const { finding, urls } = await search([
      page([other('a')], 'c1'),
      page([other('b')], 'c2'),
      page([item('c')]),
    ]);
    expect(finding).toEqual({ kind: 'found', requestId: 'c' });
    expect(urls.map((url) => url.searchParams.get('cursor'))).toEqual([null, 'c1', 'c2']);
  });

  test('ends after ten pages, without a word about what it has not seen', async () => {
    const { finding, urls } = await search([page([other('a')], 'again')]);
    expect(finding).toEqual({ kind: 'unknown' });
    expect(urls).toHaveLength(10);
  });

  test.each([
    ['more, but no cursor', { items: [], has_more: true }],
    ['another form', { requests: [] }],
    ['a list', []],
    ['nothing', undefined],
    ['a request without id', page([{ sent_at: '2026-11-22T12:00:00Z' }])],
  ])('%s: it cannot tell', async (_name, answer) => {
    expect((await search([answer])).finding).toEqual({ kind: 'unknown' });
  });

  test('what its reader throws comes through', async () => {
    await expect(findInRequestList(ENDPOINT, MARKS, () => Promise.reject(new Error('503')))).rejects.toThrow(
      '503',
    );
  });
});
