import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../../plugin/budget/fit-plan.ts';
import { type Baker, createBaker } from '../../../../plugin/fit/bake/baker.ts';
import { workersFor } from '../../../../plugin/fit/bake/bands/bake-bands.ts';
import { type BandJob, createBandBaker } from '../../../../plugin/fit/bake/bands/band-baker.ts';
import { buildBvh } from '../../../../plugin/fit/bake/bvh.ts';
import { createPacer } from '../../../../plugin/fit/bake/pacer.ts';
import type { SurfaceRasters, TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { unwrap } from '../../../../plugin/fit/unwrap/unwrap.ts';
import { createWorkerFitEngine } from '../../../../plugin/fit/workers/worker-session.ts';
import { startNodeWorker } from '../../../../plugin/worker/node-worker.ts';
import type { StartWorker } from '../../../../plugin/worker/protocol.ts';
import {
  buildFitThread,
  type WatchedThreads,
  watchThreads,
} from '../../../fixtures/fit-threads/watch-threads.ts';
import { makeMaster } from '../../../fixtures/masters/index.ts';
import { joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { PLAIN_MATERIAL } from '../../../fixtures/mesh/plain-material.ts';
import { plane, sphere } from '../../../fixtures/mesh/shapes.ts';
import { image } from './rasters.ts';

let thread: Awaited<ReturnType<typeof buildFitThread>>;
const watched: WatchedThreads[] = [];
const watch = async (options?: { diesAtBand: number }) => {
  const threads = await watchThreads(thread.script, options);
  watched.push(threads);
  return threads;
};
beforeAll(async () => {
  thread = await buildFitThread();
});
// Whatever a test did: no thread outlives it.
afterEach(() => Promise.all(watched.splice(0).map((threads) => threads.close())));
afterAll(() => thread.remove());

/** Samples: bakes are shared that are over soon. */
const SMALL = 500_000;

const hashOf = (bytes: Uint8Array | Uint8ClampedArray) => createHash('sha256').update(bytes).digest('hex');
const hashes = (maps: SurfaceRasters) =>
  Object.entries(maps).map(([kind, { data }]) => `${kind} ${hashOf(data)}`);

describe('a bake with helping threads', () => {
  /** Ten bands, and samples enough for three workers. */
  const FINE = { sizePx: 640, quality: 'fine' } as const;
  const maps = {
    baseColor: image(64, (x, y) => [x * 4, y * 4, x * y, 255]),
    normal: image(64, (x, y) => [118 + (x % 20), 118 + (y % 20), 254, 255]),
  };
  const source = { mesh: sphere(1, 60, { columns: 60 }), rasters: maps, material: PLAIN_MATERIAL };
  const bakerWith = (maxWorkers: number, start: StartWorker): Promise<Baker> =>
    createBaker(source, { helpers: { maxWorkers, start, samplesPerWorker: SMALL } });
  let target: TexturedMesh;
  let alone: string[];
  beforeAll(async () => {
    target = (await unwrap(sphere(1, 20, { columns: 20 }), { sizePx: FINE.sizePx })).mesh;
    alone = hashes(await (await createBaker(source)).bake(target, FINE));
    expect(alone).toHaveLength(2);
  });

  test.each([1, 2, 3])('has the same bytes with %d in all', async (workers) => {
    const threads = await watch();
    const baker = await bakerWith(workers, threads.start);
    let bakes = 0;
    // On a busy machine a bake may end before its helpers have started.
    do {
      expect(hashes(await baker.bake(target, FINE))).toEqual(alone);
      bakes += 1;
      await threads.allEnded();
    } while (workers > 1 && threads.lentBands === 0);
    expect(threads.started).toBeLessThanOrEqual(bakes * (workers - 1));
  });

  test('does what a helper that dies has left', async () => {
    const crashes: string[] = [];
    const threads = await watch({ diesAtBand: 2 });
    const baker = await bakerWith(2, ({ onReply, onCrash }) =>
      threads.start({
        onReply,
        onCrash(error) {
          crashes.push(error.message);
          onCrash(error);
        },
      }),
    );
    do expect(hashes(await baker.bake(target, FINE))).toEqual(alone);
    while (!crashes.includes('The test thread ended with code 7.'));
    expect(threads.lentBands).toBeGreaterThan(0);
  });

  test('needs none that starts', async () => {
    const missing: StartWorker = (events) =>
      startNodeWorker(pathToFileURL('/no-such-folder/thread.mjs'), { name: 'missing thread' }, events);
    const refused: StartWorker = () => {
      throw new Error('No more threads.');
    };
    for (const start of [missing, refused])
      expect(hashes(await (await bakerWith(3, start)).bake(target, FINE))).toEqual(alone);
  });

  test('ends its helpers when it is stopped, and can be repeated', async () => {
    const threads = await watch();
    const baker = await bakerWith(2, threads.start);
    let stop: AbortController;
    // On a busy machine a bake may nearly end before its helpers have started.
    do {
      stop = new AbortController();
      const { signal } = stop;
      let later = 0;
      const onProgress = (fraction: number) => {
        if (signal.aborted) later += 1;
        else if (threads.lentBands > 0 && fraction < 0.8) stop.abort();
      };
      const baking = baker.bake(target, { ...FINE, signal, onProgress });
      const outcome = await baking.catch((thrown: unknown) => thrown);
      if (signal.aborted) expect(outcome).toMatchObject({ code: 'aborted' });
      // One that was nearly done may still have come.
      expect(later).toBeLessThanOrEqual(1);
      await threads.allEnded();
    } while (!stop.signal.aborted);
    expect(hashes(await baker.bake(target, FINE))).toEqual(alone);
  });

  test('reports each band once, and never less than before', async () => {
    const seen: number[] = [];
    const baker = await bakerWith(3, (await watch()).start);
    await baker.bake(target, { ...FINE, onProgress: (fraction) => seen.push(fraction) });
    const bands = Array.from({ length: 10 }, (_, done) => (0.95 * (done + 1)) / 10);
    expect(seen).toEqual([...bands, 1].map((fraction) => expect.closeTo(fraction, 6)));
  });
});

test('a band has the same bytes whatever was baked before it, where several surfaces are equally near', async () => {
  const colors = 9;
  // More triangles at one place than a leaf of the BVH holds, each sheet on a colour of its own; the target lies above.
  const sheet = (color: number): TexturedMesh => {
    const flat = plane(4);
    return { ...flat, uvs: flat.uvs.map(() => (color + 0.5) / colors) };
  };
  const mesh = joined(...Array.from({ length: colors }, (_, color) => sheet(color)));
  const job: BandJob = {
    mesh,
    bvh: await buildBvh(mesh),
    rasters: { baseColor: image(colors, (x) => [x * 25, 255 - x * 25, 0, 255]) },
    normalScale: 1,
    withAlpha: false,
    low: plane(4, 0.3),
    sizePx: 256,
    quality: 'fast',
  };
  const bake = createBandBaker(job);
  const bakeAll = async (rows: readonly number[]) => {
    const bands = new Map<number, string>();
    for (const row of rows) bands.set(row, hashOf((await bake(row, createPacer())).maps.baseColor!));
    return rows.toSorted((a, b) => a - b).map((row) => bands.get(row));
  };
  const rows = [0, 64, 128, 192];
  expect(await bakeAll(rows.toReversed())).toEqual(await bakeAll(rows));
});

describe('the number of workers', () => {
  const mesh = (triangles: number): TexturedMesh => ({
    positions: new Float32Array(triangles * 2.4),
    normals: new Float32Array(triangles * 2.4),
    uvs: new Float32Array(triangles * 1.6),
    indices: new Uint32Array(triangles * 3),
  });
  /** As large as a master's, and empty. */
  const job = (triangles: number, masterPx: number, sizePx: number, quality: 'fast' | 'fine'): BandJob => {
    const raster = () => ({
      widthPx: masterPx,
      heightPx: masterPx,
      data: new Uint8ClampedArray(4 * masterPx ** 2),
    });
    return {
      mesh: mesh(triangles),
      bvh: {
        bounds: new Float32Array(triangles * 5),
        links: new Int32Array(triangles),
        nodeCount: triangles,
        corners: new Float32Array(triangles * 9),
        faceNormals: new Float32Array(triangles * 3),
        triangles: new Uint32Array(triangles),
      },
      rasters: { baseColor: raster(), metallicRoughness: raster() },
      normalScale: 1,
      withAlpha: false,
      low: mesh(5000),
      sizePx,
      quality,
    };
  };

  test('is one where starting another takes about as long as the bake', () => {
    expect(workersFor(job(200_000, 2048, 1024, 'fast'), { maxWorkers: 8 })).toBe(1);
    expect(workersFor(job(200_000, 2048, 1024, 'fine'), { maxWorkers: 8 })).toBe(3);
    expect(workersFor(job(200_000, 2048, 2048, 'fine'), { maxWorkers: 8 })).toBe(8);
    expect(workersFor(job(200_000, 2048, 2048, 'fine'), { maxWorkers: 2 })).toBe(2);
  });

  test('is no larger than that of the bands', () => {
    expect(workersFor(job(1000, 64, 256, 'fine'), { maxWorkers: 64, samplesPerWorker: 1 })).toBe(4);
  });

  test('is small for a master of which few copies fit in memory', () => {
    expect(workersFor(job(550_000, 2048, 2048, 'fine'), { maxWorkers: 64 })).toBe(9);
    expect(workersFor(job(2_000_000, 4096, 2048, 'fine'), { maxWorkers: 64 })).toBe(2);
    expect(workersFor(job(3_500_000, 4096, 4096, 'fine'), { maxWorkers: 64 })).toBe(1);
  });
});

describe('a fit', () => {
  const plan = (textureSize: number): FitPlan => ({
    ...DEFAULT_FIT_PLAN,
    triangles: 2000,
    textureSize,
    allowUpscale: true,
    bake: 'fine',
    path: 'rebake',
  });
  let master: Uint8Array<ArrayBuffer>;
  beforeAll(async () => {
    master = await makeMaster({ shape: 'creature', triangles: 6000, seams: 'heavy' });
  });

  test('gives the same file with one, two and three workers', async () => {
    const files: string[] = [];
    for (const maxWorkers of [1, 2, 3]) {
      const threads = await watch();
      const engine = createWorkerFitEngine(threads.start, { maxWorkers });
      do {
        const session = await engine.openAsync(master);
        files.push(hashOf((await session.fitAsync(plan(640))).glb));
        session.close();
        await threads.allEnded();
      } while (maxWorkers > 1 && threads.lentBands === 0);
      engine.dispose();
      if (maxWorkers === 1) expect(threads.started).toBe(1);
    }
    expect(new Set(files).size).toBe(1);
  });

  test('whose engine is disposed of as it bakes leaves no thread behind', async () => {
    const threads = await watch();
    while (threads.lentBands === 0) {
      const engine = createWorkerFitEngine(threads.start, { maxWorkers: 3 });
      const session = await engine.openAsync(master);
      const onProgress = () => {
        if (threads.lentBands > 0) engine.dispose();
      };
      await session.fitAsync(plan(1024), { onProgress }).catch((thrown: unknown) => {
        expect(thrown).toMatchObject({ code: 'aborted' });
      });
      engine.dispose();
      await threads.allEnded();
    }
  });
});

test('a number of workers that cannot be is refused', () => {
  const start: StartWorker = () => {
    throw new Error('Nothing is to be started.');
  };
  for (const maxWorkers of [0, -1, 1.5, Number.NaN])
    expect(() => createWorkerFitEngine(start, { maxWorkers })).toThrow('maxWorkers');
});
