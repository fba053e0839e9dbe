import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../plugin/core/sha256.ts';
import { createMemoryMasterData, createMemoryMasters } from '../../../plugin/storage/memory/masters.ts';
import { hexHash, makeBytes, makeFacts, seeded } from './records.ts';

const HOUR_MS = 3600 * 1000;

/** A clock that a test sets. */
function setClock(startMs = 1_000_000) {
  let nowMs = startMs;
  return { now: () => nowMs, advance: (ms: number) => (nowMs += ms) };
}

describe('masters by content', () => {
  test('are found by their recipe and by any seed of it, real and local apart', async () => {
    const masters = createMemoryMasters();
    const real = makeFacts(1);
    const newer = makeFacts(2, { endedAtMs: 3_000 });
    const { hash } = await masters.put(makeBytes(1, 100), real);
    const second = await masters.put(makeBytes(2, 100), newer);
    await masters.put(makeBytes(3, 100), makeFacts(1, { isLocal: true, endedAtMs: 9_000 }));
    expect(hash).toBe(await sha256(makeBytes(1, 100)));
    await expect(masters.find(real.key, false)).resolves.toMatchObject({
      hash,
      bytes: 100,
      parameters: { seed: 1 },
    });
    await expect(masters.find(real.family, false)).resolves.toMatchObject({ hash: second.hash });
    await expect(masters.find(real.key, true)).resolves.toMatchObject({ isLocal: true });
    await expect(masters.find(newer.key, true)).resolves.toBeUndefined();
    await expect(masters.read(hash)).resolves.toEqual(makeBytes(1, 100));
  });

  test('the same bytes for two recipes are one master, found by both', async () => {
    const masterData = createMemoryMasterData();
    const masters = createMemoryMasters({ masterData });
    const [first, second] = [makeFacts(1), makeFacts(2, { isLocal: true })];
    const { hash } = await masters.put(makeBytes(1, 100), first);
    await masters.put(makeBytes(1, 100), second);
    await expect(masters.find(first.key, false)).resolves.toMatchObject({ hash });
    await expect(masters.find(second.key, true)).resolves.toMatchObject({ hash });
    expect((await masters.list()).map((record) => record.hash)).toEqual([hash]);
    expect((await masters.usage()).bytes).toBe(100);
    await masters.remove(hash);
    expect(masterData.rows.size + masterData.files.size).toBe(0);
  });

  test('one changed byte: nothing is read, and bytes and facts are gone', async () => {
    const masterData = createMemoryMasterData();
    const masters = createMemoryMasters({ masterData });
    const facts = makeFacts(1);
    const { hash } = await masters.put(makeBytes(1, 100), facts);
    const stored = masterData.files.get(`masters/${hash}`);
    if (stored) stored.bytes[50] = stored.bytes[50]! ^ 1;
    await expect(masters.read(hash)).resolves.toBeUndefined();
    await expect(masters.find(facts.key, false)).resolves.toBeUndefined();
    expect(masterData.files.size).toBe(0);
  });

  test('facts that could not be read back are said, not written', async () => {
    const masterData = createMemoryMasterData();
    const kept = await createMemoryMasters({ masterData }).put(
      makeBytes(1, 9),
      makeFacts(1, { imageHash: 'fox' }),
    );
    expect(kept).toMatchObject({ isKept: false, reason: expect.stringContaining('imageHash') });
    expect(masterData.files.size).toBe(0);
  });

  test('a listener hears of every addition, use and removal', async () => {
    const masters = createMemoryMasters();
    let heard = 0;
    const stop = masters.onChange(() => heard++);
    const { hash } = await masters.put(makeBytes(1, 9), makeFacts(1));
    await masters.read(hash);
    await masters.remove(hash);
    expect(heard).toBe(3);
    stop();
    await masters.put(makeBytes(1, 9), makeFacts(1));
    expect(heard).toBe(3);
  });
});

describe('images', () => {
  test('stay as long as a master or a run without an end names them', async () => {
    const png = makeBytes(77, 50);
    const imageHash = await sha256(png);
    const needed = { masters: new Set<string>(), images: new Set([imageHash]) };
    const masterData = createMemoryMasterData();
    const masters = createMemoryMasters({ masterData, neededFiles: async () => needed });
    await expect(masters.putImage(imageHash, png)).resolves.toEqual({ hash: imageHash, isKept: true });
    const first = await masters.put(makeBytes(1, 9), makeFacts(1, { imageHash }));
    const second = await masters.put(makeBytes(2, 9), makeFacts(2, { imageHash }));
    expect((await masters.usage()).bytes).toBe(68);
    await masters.remove(first.hash);
    await masters.remove(second.hash);
    await expect(masters.readImage(imageHash)).resolves.toEqual(png);
    needed.images.clear();
    const third = await masters.put(makeBytes(3, 9), makeFacts(3, { imageHash }));
    await masters.remove(third.hash);
    await expect(masters.readImage(imageHash)).resolves.toBeUndefined();
    expect(masterData.files.size).toBe(0);
  });

  test('one under the name of another is not kept', async () => {
    await expect(createMemoryMasters().putImage(hexHash(1), makeBytes(1, 9))).resolves.toMatchObject({
      isKept: false,
    });
  });
});

describe('what a crash has left', () => {
  test('goes an hour later: parts of writes, masters without facts, images that nothing names', async () => {
    const clock = setClock();
    const masterData = createMemoryMasterData();
    const masters = createMemoryMasters({ masterData, now: clock.now });
    const { hash } = await masters.put(makeBytes(1, 9), makeFacts(1));
    const left = { bytes: makeBytes(5, 5), writtenAtMs: clock.now() };
    masterData.files.set(`masters/${hexHash(5)}`, left);
    masterData.files.set(`masters/${hexHash(6)}.part`, left);
    masterData.files.set(`images/${hexHash(7)}`, left);
    masterData.files.set(`images/${hexHash(1)}`, left);
    clock.advance(HOUR_MS);
    await expect(masters.removeOrphans()).resolves.toBe(0);
    clock.advance(1);
    await expect(masters.removeOrphans()).resolves.toBe(3);
    expect([...masterData.files.keys()].sort()).toEqual([`images/${hexHash(1)}`, `masters/${hash}`]);
  });
});

describe('without room', () => {
  test('the least recently used that nobody retains makes way', async () => {
    const masters = createMemoryMasters({ quotaBytes: 300 });
    const [a, b, c] = await Promise.all(
      [1, 2, 3].map((number) => masters.put(makeBytes(number, 100), makeFacts(number))),
    );
    const release = masters.retain(a!.hash);
    await masters.read(b!.hash);
    await expect(masters.put(makeBytes(4, 100), makeFacts(4))).resolves.toMatchObject({ isKept: true });
    await expect(masters.read(c!.hash)).resolves.toBeUndefined();
    await expect(masters.read(a!.hash)).resolves.toEqual(makeBytes(1, 100));
    release();
    release();
  });

  test('what runs without an end need is not evicted', async () => {
    const needed = { masters: new Set<string>(), images: new Set<string>() };
    const masters = createMemoryMasters({ quotaBytes: 200, neededFiles: async () => needed });
    const { hash } = await masters.put(makeBytes(1, 150), makeFacts(1));
    needed.masters.add(hash);
    await expect(masters.put(makeBytes(2, 150), makeFacts(2))).resolves.toMatchObject({ isKept: false });
    await expect(masters.read(hash)).resolves.toHaveLength(150);
  });

  test('what can never fit evicts nothing, and a person is told the sizes', async () => {
    const masters = createMemoryMasters({ quotaBytes: 2_000_000 });
    const { hash } = await masters.put(makeBytes(1, 100_000), makeFacts(1));
    await expect(masters.put(makeBytes(2, 2_500_000), makeFacts(2))).resolves.toEqual({
      hash: await sha256(makeBytes(2, 2_500_000)),
      isKept: false,
      reason:
        'This model (2.5 MB) is not kept: the browser has no space for it. It allows this site 2.0 MB, of which 100 KB are in use and cannot be freed.',
    });
    await expect(masters.read(hash)).resolves.toHaveLength(100_000);
  });
});

describe('1,000 random puts, reads, retains and releases', () => {
  test.each([1, 2, 3])('hold against the rules of eviction (seed %i)', async (seed) => {
    const random = seeded(seed);
    const pick = (below: number) => Math.floor(random() * below);
    const quotaBytes = 1000;
    const masterData = createMemoryMasterData();
    const masters = createMemoryMasters({ masterData, quotaBytes });
    const files = Array.from({ length: 40 }, (_, at) => makeBytes(at, 20 + pick(400)));
    const hashes = await Promise.all(files.map(sha256));
    const retained = new Map<string, (() => void)[]>();
    // The order of use as this test has seen it, oldest first.
    let used: string[] = [];
    const use = (hash: string) => {
      used = [...used.filter((other) => other !== hash), hash];
    };
    const stored = () => new Set([...masterData.rows.values()].map(({ hash }) => hash));
    const sizeOf = (hash: string) => files[hashes.indexOf(hash)]!.byteLength;
    const sum = (list: Iterable<string>) => [...list].reduce((total, hash) => total + sizeOf(hash), 0);
    const counts = { kept: 0, refused: 0, evicted: 0 };

    for (let round = 0; round < 1000; round++) {
      const at = pick(files.length);
      const hash = hashes[at]!;
      const before = stored();
      switch (pick(4)) {
        case 0:
          if (pick(3) === 0) {
            retained.set(hash, [...(retained.get(hash) ?? []), masters.retain(hash)]);
          }
          break;
        case 1:
          retained.get(hash)?.pop()?.();
          if (retained.get(hash)?.length === 0) retained.delete(hash);
          break;
        case 2: {
          const bytes = await masters.read(hash);
          expect(bytes !== undefined).toBe(before.has(hash));
          if (bytes) use(hash);
          break;
        }
        default: {
          const kept = await masters.put(files[at]!, makeFacts(at));
          const evicted = [...before].filter((other) => !stored().has(other));
          const stayed = [...stored()].filter((other) => other !== hash && !retained.has(other));
          const free = quotaBytes - sum(before);
          if (before.has(hash)) expect(kept.isKept).toBe(true);
          if (kept.isKept) {
            counts.kept++;
            use(hash);
            // In the order of use, and no more than it takes.
            const oldestStayed = Math.min(...stayed.map((other) => used.indexOf(other)), used.length);
            for (const other of evicted) expect(used.indexOf(other)).toBeLessThan(oldestStayed);
            const last = evicted.sort((a, b) => used.indexOf(a) - used.indexOf(b)).at(-1);
            if (last) expect(free + sum(evicted) - sizeOf(last)).toBeLessThan(sizeOf(hash));
          } else {
            counts.refused++;
            expect(evicted).toEqual([]);
            expect(free + sum(stayed)).toBeLessThan(sizeOf(hash));
          }
          counts.evicted += evicted.length;
        }
      }
      for (const kept of retained.keys()) if (before.has(kept)) expect(stored().has(kept)).toBe(true);
      expect(sum(stored())).toBeLessThanOrEqual(quotaBytes);
      expect(masterData.files.size).toBe(stored().size);
    }
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20);
  });
});
