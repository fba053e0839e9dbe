import { afterEach, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../plugin/budget/fit-plan.ts';
import { browserCodec } from '../../../plugin/fit/texture/browser-codec.ts';
import { createWorkerFitEngine } from '../../../plugin/fit/workers/worker-session.ts';
import { writeFittedGlb } from '../../../plugin/fit/write/write-glb.ts';
import { startPageWorker } from '../../../plugin/worker/page-worker.ts';
import type { StartWorker } from '../../../plugin/worker/protocol.ts';
import { PLAIN_MATERIAL } from '../../fixtures/mesh/plain-material.ts';
import { sphere } from '../../fixtures/mesh/shapes.ts';

const start: StartWorker = (events) =>
  startPageWorker(
    {
      fileName: 'page-worker.js',
      folder: 'test',
      start: () =>
        new Worker(new URL('../../fixtures/fit-threads/page-worker.ts', import.meta.url), { type: 'module' }),
      loadText: async () => undefined,
    },
    events,
  );

let lentBands = 0;
const bands = new BroadcastChannel('lent bands');
bands.onmessage = () => {
  lentBands += 1;
};
/** Every worker holds this lock as long as it lives. */
const allEnded = () => navigator.locks.request('fit workers', () => {});
afterEach(allEnded);

const plan: FitPlan = {
  ...DEFAULT_FIT_PLAN,
  triangles: 1000,
  textureSize: 640,
  allowUpscale: true,
  bake: 'fine',
  path: 'rebake',
  repairs: [],
  output: { ...DEFAULT_FIT_PLAN.output, textures: 'png' },
};

async function makeBall(): Promise<Uint8Array> {
  const sizePx = 64;
  const data = new Uint8ClampedArray(sizePx * sizePx * 4).map((_, i) => (i % 4 === 3 ? 255 : (i * 7) % 251));
  const raster = { widthPx: sizePx, heightPx: sizePx, data };
  return writeFittedGlb({
    name: 'ball',
    mesh: sphere(1, 60, { columns: 60 }),
    material: PLAIN_MATERIAL,
    textures: { baseColor: await browserCodec.encode(raster, { format: 'png', kind: 'baseColor' }) },
    output: { geometry: 'float', withLods: false },
    generator: 'test',
  });
}

async function fitWith(maxWorkers: number, master: Uint8Array): Promise<Uint8Array> {
  const engine = createWorkerFitEngine(start, { maxWorkers });
  const session = await engine.openAsync(master);
  const { glb, shown } = await session.fitAsync(plan);
  for (const map of Object.values(shown?.maps ?? {})) map.close();
  engine.dispose();
  return glb;
}

test('workers of a page share a bake, and the file is the same', async () => {
  const master = await makeBall();
  const alone = await fitWith(1, master);
  await allEnded();
  expect(lentBands).toBe(0);
  // On a busy machine a bake may end before its helpers have started.
  while (lentBands === 0) expect(await fitWith(3, master)).toEqual(alone);
});

test('all end with the engine, in the middle of a bake too', async () => {
  const master = await makeBall();
  lentBands = 0;
  while (lentBands === 0) {
    const engine = createWorkerFitEngine(start, { maxWorkers: 3 });
    const session = await engine.openAsync(master);
    const onProgress = () => {
      if (lentBands > 0) engine.dispose();
    };
    await session.fitAsync(plan, { onProgress }).catch((thrown: unknown) => {
      expect(thrown).toMatchObject({ code: 'aborted' });
    });
    engine.dispose();
    await allEnded();
  }
});
