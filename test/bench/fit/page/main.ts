import { DEFAULT_FIT_PLAN } from '../../../../plugin/budget/fit-plan.ts';
import { createFitEngine } from '../../../../plugin/fit/index.ts';
import { type LongTasks, watchLongTasks } from './long-tasks.ts';

export interface BrowserTimes {
  /** Plain `simplify` to 20,000 triangles in a worker, best of three: what all else is held against. */
  readonly simplifyMs: number;
  readonly openMs: number;
  /** From the bytes to the first preview's arrays on the page. */
  readonly firstPreviewMs: number;
  /** A preview for each place of the slider, while it is warm. */
  readonly sliderMs: readonly number[];
  readonly fastMs: readonly number[];
  readonly fineMs: readonly number[];
  readonly stagesMs: Readonly<Record<string, number>>;
  readonly tasks: LongTasks;
}

declare global {
  interface Window {
    benchFit(masterUrl: string, runs: number): Promise<BrowserTimes>;
    fitOnce(masterUrl: string): Promise<number>;
  }
}

const bytesAt = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

function plainSimplify(glb: Uint8Array): Promise<number> {
  const worker = new Worker(new URL('./simplify-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number>) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    const copy = glb.slice();
    worker.postMessage(copy, [copy.buffer]);
  });
}

const plan = (triangles: number, bake: 'fast' | 'fine') => ({
  ...DEFAULT_FIT_PLAN,
  triangles,
  textureSizePx: 1024,
  bake,
});

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

window.benchFit = async (masterUrl, runs) => {
  const master = await bytesAt(masterUrl);
  const simplifyMs = await plainSimplify(master);
  const engine = createFitEngine();
  const watch = watchLongTasks();
  const start = performance.now();
  const session = await engine.open(master);
  const openMs = performance.now() - start;
  await session.preview(20_000);
  const firstPreviewMs = performance.now() - start;
  // What the session makes ready in the background is part of no slider move.
  await session.lint();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const sliderMs: number[] = [];
  for (const triangles of [30_000, 12_000, 20_000, 8000, 25_000, 5000, 15_000])
    sliderMs.push((await timed(() => session.preview(triangles))).ms);
  const fastMs: number[] = [];
  const fineMs: number[] = [];
  let stagesMs: Readonly<Record<string, number>> = {};
  for (let run = 0; run < runs; run++)
    for (const [bake, times] of [
      ['fast', fastMs],
      ['fine', fineMs],
    ] as const) {
      // Another count each time, so that nothing is taken from a run before.
      const { value, ms } = await timed(() => session.fit(plan(20_000 - run * 400, bake)));
      times.push(ms);
      stagesMs = value.report.timingsMs;
      for (const map of Object.values(value.shown?.maps ?? {})) map.close();
    }
  session.close();
  engine.dispose();
  return {
    simplifyMs,
    openMs,
    firstPreviewMs,
    sliderMs,
    fastMs,
    fineMs,
    stagesMs,
    tasks: await watch.stop(),
  };
};

window.fitOnce = async (masterUrl) => {
  const engine = createFitEngine();
  const session = await engine.open(await bytesAt(masterUrl));
  await session.preview(20_000);
  const { report } = await session.fit(plan(20_000, 'fine'));
  session.close();
  return report.after.triangles;
};
