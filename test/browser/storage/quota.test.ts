import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { sha256 } from '../../../plugin/core/sha256.ts';
import { makeFacts, makeRecord, seeded } from '../../unit/storage/records.ts';
import { freshName, listFiles, openLibrary } from './in-browser.ts';

// The protocol takes 0 for the browser's own quota.
const QUOTAS_BYTES = [1, 64_000, 1e6, 2e6, 5e6, 20e6];
const MASTER_BYTES = 1_500_000;

const send = (method: string, given: object = {}) =>
  (cdp() as unknown as { send(method: string, given: object): Promise<void> }).send(method, {
    origin: location.origin,
    ...given,
  });

/** Undefined: the browser's own. */
const setQuota = (quotaSize?: number) =>
  send('Storage.overrideQuotaForOrigin', quotaSize === undefined ? {} : { quotaSize });

/** Incompressible, and a different file for each number. */
function noise(number: number, length: number): Uint8Array<ArrayBuffer> {
  const random = seeded(number);
  const words = new Uint32Array(length / 4);
  for (let at = 0; at < words.length; at++) words[at] = random() * 2 ** 32;
  return new Uint8Array(words.buffer);
}

beforeEach(async () => {
  // What earlier tests have deleted still takes room for a while.
  await send('Storage.clearDataForOrigin', { storageTypes: 'all' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await setQuota();
});

describe.each(QUOTAS_BYTES)('a quota of %i bytes', (quota) => {
  test('a commit is there after reopening, or it threw `storage`', async () => {
    const name = freshName();
    const first = await openLibrary(name);
    await setQuota(quota);
    const committed: string[] = [];
    let refused = 0;
    const random = seeded(quota);
    const note = () =>
      Array.from({ length: 45 }, () => random().toString(36).slice(2))
        .join('')
        .slice(0, 500);
    for (let at = 0; at < 60; at++) {
      // Records as large as they may be, 1.5 MB together, and not to be compressed: the quotas are reached half-way.
      const notes = Array.from({ length: 50 }, note);
      const id = `run-${1000 + at}`;
      const record = makeRecord(id);
      const job = { ...record.job, result: { url: 'https://x.example/m.glb', isLocal: false, notes } };
      try {
        await first.journal.commit({ ...record, job });
        committed.push(id);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'storage', message: expect.stringContaining('no space left') });
        refused++;
      }
    }
    first.close();
    await setQuota();
    const { journal } = await openLibrary(name);
    const { records, quarantined } = await journal.list();
    expect(records.map(({ id }) => id).sort()).toEqual(committed);
    expect(quarantined).toEqual([]);
    expect(committed.length + refused).toBe(60);
    if (quota <= 64_000) expect(refused).toBe(60);
    if (quota === 1e6) expect(committed.length * refused).toBeGreaterThan(0);
    if (quota >= 5e6) expect(refused).toBe(0);
  });

  test('a master is kept and whole, or said not to be, and leaves nothing', async () => {
    const name = freshName();
    const { masters } = await openLibrary(name);
    await setQuota(quota);
    const bytes = noise(1, MASTER_BYTES);
    const kept = await masters.put(bytes, makeFacts(1));
    const files = await listFiles(name, 'masters');
    if (kept.isKept) {
      expect(files).toEqual({ [kept.hash]: MASTER_BYTES });
      expect(await sha256((await masters.read(kept.hash))!)).toBe(kept.hash);
    } else {
      expect(kept.reason).toMatch(/^This model \(1\.5 MB\) is not kept: /);
      expect(files).toEqual({});
      await expect(masters.list()).resolves.toEqual([]);
    }
    if (quota <= 1e6) expect(kept.isKept).toBe(false);
    if (quota >= 5e6) expect(kept.isKept).toBe(true);
  });

  test('of many the oldest make way, what another tab retains stays, and what is listed is whole', async () => {
    const name = freshName();
    const { masters, journal } = await openLibrary(name);
    const other = await openLibrary(name);
    await setQuota(quota);
    const results = [];
    let release = () => {};
    for (let at = 0; at < 16; at++) {
      results.push(await masters.put(noise(at, MASTER_BYTES), makeFacts(at)));
      if (at === 0) release = other.masters.retain(results[0]!.hash);
    }
    release();
    const listed = await masters.list();
    const kept = results.filter(({ isKept }) => isKept).map(({ hash }) => hash);
    expect(await listFiles(name, 'masters')).toEqual(
      Object.fromEntries(listed.map(({ hash }) => [hash, MASTER_BYTES])),
    );
    for (const { hash } of listed) {
      expect(kept).toContain(hash);
      expect(await sha256((await masters.read(hash))!)).toBe(hash);
    }
    if (results[0]!.isKept) expect(listed.map(({ hash }) => hash)).toContain(results[0]!.hash);
    // With room for more than the retained one everything that came was taken in, the last of them too.
    if (quota >= 5e6) expect(kept).toHaveLength(16);
    if (quota === 5e6) expect(listed.length).toBeLessThan(4);
    if (quota === 20e6) expect(listed.length).toBeGreaterThan(9);
    if (quota <= 1e6) expect(listed).toEqual([]);
    // And the journal is none the worse: it writes, or says `storage`.
    await journal.commit(makeRecord('run-0001')).then(
      () => expect(journal.read('run-0001')).resolves.toBeDefined(),
      (thrown) => expect(thrown).toMatchObject({ code: 'storage' }),
    );
  });
});

test('what can never fit evicts nothing', async () => {
  const { masters } = await openLibrary(freshName());
  await setQuota(5e6);
  const first = await masters.put(noise(1, MASTER_BYTES), makeFacts(1));
  await expect(masters.put(noise(2, 6_000_000), makeFacts(2))).resolves.toMatchObject({
    isKept: false,
    reason: expect.stringContaining('6.0 MB'),
  });
  expect((await masters.list()).map(({ hash }) => hash)).toEqual([first.hash]);
});

test('as blobs, too, the oldest make way and what is listed is whole', async () => {
  vi.spyOn(StorageManager.prototype, 'getDirectory').mockRejectedValue(new Error('none'));
  const { masters } = await openLibrary(freshName());
  await setQuota(5e6);
  const results = [];
  for (let at = 0; at < 12; at++) results.push(await masters.put(noise(at, MASTER_BYTES), makeFacts(at)));
  const listed = await masters.list();
  expect(results.map(({ isKept }) => isKept)).toEqual(Array(12).fill(true));
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.length).toBeLessThan(4);
  for (const { hash } of listed) expect(await sha256((await masters.read(hash))!)).toBe(hash);
});
