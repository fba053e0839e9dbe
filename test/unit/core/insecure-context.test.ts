import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { randomId } from '../../../plugin/core/random-id.ts';
import { sha256 } from '../../../plugin/core/sha256.ts';
import { openBrowserLibrary } from '../../../plugin/storage/browser-library.ts';

const bytesOf = (length: number) => new Uint8Array(randomBytes(length));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What a page over plain http has of `crypto`, and what it says of itself. */
function bePlainHttp(): void {
  const { crypto } = globalThis;
  vi.stubGlobal('isSecureContext', false);
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
}
afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each([
  ['https', () => {}],
  ['plain http', bePlainHttp],
])('a page over %s', (_name, become) => {
  test.each([0, 1, 55, 56, 64, 1000, 300_000])('names %i bytes by their SHA-256', async (length) => {
    const bytes = bytesOf(length);
    become();
    expect(await sha256(bytes)).toBe(hashOf(bytes));
  });

  test('hashes the bytes of a view, not of its buffer', async () => {
    const view = bytesOf(100).subarray(10, 60);
    become();
    expect(await sha256(view)).toBe(hashOf(view));
  });

  test('makes ids that are UUIDs of version 4, each another', () => {
    become();
    const ids = Array.from({ length: 1000 }, randomId);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

test('what outlives the page is not opened over plain http, and the reason is one sentence', async () => {
  bePlainHttp();
  const refusal = await openBrowserLibrary().catch((thrown: unknown) => thrown);
  expect(refusal).toMatchObject({
    code: 'storage',
    message: expect.stringMatching(/^[^.]*plain http[^.]+\.$/),
  });
});
