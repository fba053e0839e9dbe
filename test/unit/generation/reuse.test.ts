import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createGeneration, type Generation, type RunOptions } from '../../../plugin/generation/generation.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { createImageTo3DServer } from '../../../plugin/server/index.ts';
import { toNodeListener } from '../../../plugin/server/node.ts';
import type { Library } from '../../../plugin/storage/contract.ts';
import {
  createMemoryDisk,
  createMemoryLibrary,
  type MemoryDisk,
} from '../../../plugin/storage/memory/library.ts';
import { type FalStandIn, startFalStandIn } from '../../fixtures/fal-stand-in.ts';
import { FAL_MEDIA, likeFal } from '../../fixtures/like-fal.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { image } from '../fal/press.ts';

const IMAGE: PreparedImage = await image();
const SMALL = { decimationTarget: 5000, seed: 1 };

let standIn: FalStandIn;
let http: ReturnType<typeof createServer>;
let address: string;
let disk: MemoryDisk;
const commits: string[] = [];

const blockedFetch = globalThis.fetch;

/** A paid endpoint: our server, with a key, in front of a simulated fal. */
beforeEach(async () => {
  standIn = await startFalStandIn();
  globalThis.fetch = (input, init) =>
    String(input instanceof Request ? input.url : input).startsWith(FAL_MEDIA)
      ? standIn.fetch(input, init)
      : blockedFetch(input, init);
  const server = createImageTo3DServer({
    falKey: 'id-of-a-test:secret-of-a-test',
    fetch: likeFal(standIn),
    submitsPerMinute: 1000,
    dailyCapUsd: 1000,
  });
  http = createServer(toNodeListener((request, context) => server.fetch(request, context)));
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/fal`;
  disk = createMemoryDisk();
  commits.length = 0;
});
afterEach(async () => {
  globalThis.fetch = blockedFetch;
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
  await standIn.close();
});

/** Like a browser's library, but in memory; `change` breaks it. */
function library(change: (real: Library) => Partial<Library> = () => ({})): Library {
  const real = createMemoryLibrary(disk);
  const journal: Library['journal'] = {
    ...real.journal,
    isDurable: true,
    async commit(record) {
      commits.push(`${record.job.state} · ${standIn.service.ledger.rows.length} charged`);
      await real.journal.commit(record);
    },
  };
  return { ...real, journal, ...change(real) };
}

const generate = (
  openLibrary: (() => Promise<Library>) | undefined,
  endpoint: string = address,
): Generation =>
  createGeneration({
    endpoint,
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => createScriptedEngine(),
      ...(openLibrary ? { openLibraryAsync: openLibrary } : {}),
    },
  });
const charges = () => standIn.service.ledger.rows.length;

async function finish(generation: Generation, options: RunOptions = {}) {
  return generation.run(IMAGE, { parameters: SMALL, ...options }).result;
}
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof ImageTo3DError ? thrown.code : String(thrown)),
  );

describe('a paid run', () => {
  test('is recorded before each step', async () => {
    await finish(generate(async () => library()));
    expect(commits.slice(0, 3)).toEqual([
      'uploading · 0 charged',
      'submitting · 0 charged',
      'queued · 1 charged',
    ]);
    expect(commits.slice(-2)).toEqual(['done · 1 charged', 'done · 1 charged']);
  });

  test('is not sent when it cannot be recorded, and leaves nothing behind', async () => {
    const full = library((real) => ({
      journal: {
        ...real.journal,
        isDurable: true,
        commit: () => Promise.reject(new ImageTo3DError('storage', 'The disk is full.')),
      },
    }));
    expect(await failure(finish(generate(async () => full)))).toBe('storage');
    expect(charges()).toBe(0);
  });

  test.each([
    ['the browser stores nothing', () => Promise.reject(new ImageTo3DError('storage', 'IndexedDB is off.'))],
    ['what it keeps ends with the page', async () => createMemoryLibrary(disk)],
  ])('is not sent where %s, unless that is accepted', async (_why, openLibrary) => {
    const generation = generate(openLibrary);
    expect(await failure(finish(generation))).toBe('storage');
    expect(charges()).toBe(0);
    const run = generation.run(IMAGE, { parameters: SMALL, allowUnrecorded: true });
    await run.result;
    expect(run.getSnapshot().isRecorded).toBe(false);
    expect(charges()).toBe(1);
  });

  test('continues to its end when the disk becomes full', async () => {
    let writes = 0;
    const filling = library((real) => ({
      journal: {
        ...real.journal,
        isDurable: true,
        commit: (record) =>
          ++writes > 3
            ? Promise.reject(new ImageTo3DError('storage', 'The disk is full.'))
            : real.journal.commit(record),
      },
    }));
    expect((await finish(generate(async () => filling))).master.byteLength).toBeGreaterThan(1000);
    expect(charges()).toBe(1);
  });

  test('whose result cannot be stored still gives it, with a note', async () => {
    const tight = library((real) => ({
      masters: {
        ...real.masters,
        put: async () => ({ hash: 'a'.repeat(64), isKept: false, reason: 'There is no room for it.' }),
      },
    }));
    const result = await finish(generate(async () => tight));
    expect(result.notes).toContain('There is no room for it.');
    expect(result.libraryHash).toBeUndefined();
  });
});

describe('the same request again', () => {
  test('comes from the library, and nothing is paid', async () => {
    const generation = generate(async () => library());
    const first = await finish(generation);
    const second = await finish(generation);
    expect(charges()).toBe(1);
    expect([first.isFromLibrary, second.isFromLibrary]).toEqual([undefined, true]);
    expect(second.master).toEqual(first.master);
    expect(second.libraryHash).toBe(first.libraryHash);
  });

  test('another seed or parameter is another request, unless any seed is accepted', async () => {
    const generation = generate(async () => library());
    await finish(generation);
    await finish(generation, { parameters: { ...SMALL, seed: 2 } });
    await finish(generation, { parameters: { ...SMALL, decimationTarget: 6000 } });
    expect(charges()).toBe(3);
    const any = await finish(generation, { parameters: { decimationTarget: 5000 }, anySeed: true });
    expect([charges(), any.isFromLibrary]).toEqual([3, true]);
  });

  test('is paid again with skipLibrary', async () => {
    const generation = generate(async () => library());
    await finish(generation);
    expect((await finish(generation, { skipLibrary: true })).isFromLibrary).toBeUndefined();
    expect(charges()).toBe(2);
  });

  test('made twice at the same time is paid once', async () => {
    const [one, other] = [generate(async () => library()), generate(async () => library())];
    const results = await Promise.all([finish(one), finish(other)]);
    expect(charges()).toBe(1);
    expect(results.filter(({ isFromLibrary }) => isFromLibrary).length).toBe(1);
  });

  test('a local approximation is never returned for a paid request, nor the other way round', async () => {
    const local = await finish(generate(async () => library(), 'local'));
    const paid = await finish(generate(async () => library()));
    expect([local.isLocal, paid.isFromLibrary, charges()]).toEqual([true, undefined, 1]);
    expect((await finish(generate(async () => library(), 'local'))).isFromLibrary).toBe(true);
  });

  test('damaged bytes are not returned: a new run is made', async () => {
    const generation = generate(async () => library());
    const first = await finish(generation);
    const damaged = library((real) => ({ masters: { ...real.masters, read: async () => undefined } }));
    const second = await finish(generate(async () => damaged));
    expect([charges(), second.isFromLibrary]).toEqual([2, undefined]);
    expect(second.stats.triangles).toBe(first.stats.triangles);
  });

  test('is refused while its outcome is unknown, and paid with skipLibrary', async () => {
    standIn.service.faults.add({ fault: 'server-error', route: 'submit', variant: '504' });
    const generation = createGeneration({
      endpoint: address,
      clock: { now: () => Date.now(), sleep: async () => {} },
      platform: {
        prepareImageAsync: async () => IMAGE,
        createLocalEngineAsync: async () => createScriptedEngine(),
        openLibraryAsync: async () => library(),
      },
    });
    expect(await failure(finish(generation))).toBe('unconfirmed');
    expect(await failure(finish(generation))).toBe('unconfirmed');
    expect(charges()).toBe(0);
    await finish(generation, { skipLibrary: true });
    expect(charges()).toBe(1);
  });
});
