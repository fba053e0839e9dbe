import { DEFAULT_FIT_PLAN } from '../../../../plugin/budget/fit-plan.ts';
import { createFitEngine, type FitSession } from '../../../../plugin/fit/index.ts';
import { type LongTasks, watchLongTasks } from './long-tasks.ts';

/** One thing that a session does; the clock starts and ends in the page. */
export interface StepTime {
  readonly ms: number;
  readonly stagesMs?: Readonly<Record<string, number>>;
}

export interface FitSteps {
  load(masterUrl: string): Promise<void>;
  /** Plain `simplify` to 20,000 triangles in a worker of its own: what all else is held against. */
  simplify(): Promise<StepTime>;
  endSimplifier(): void;
  /** From the bytes to the first preview's arrays on the page, in a new session. */
  firstPreview(): Promise<StepTime>;
  /** Until what a session makes ready in the background is there; part of no slider move. */
  settle(): Promise<StepTime>;
  preview(triangles: number): Promise<StepTime>;
  fit(triangles: number, bake: 'fast' | 'fine'): Promise<StepTime>;
  /** A fine bake in an engine of its own: its milliseconds, and a hash of the file. */
  bakeWith(maxWorkers: number, triangles: number, sizePx: number): Promise<{ ms: number; file: string }>;
  /** Ends the session, and says what the main thread did since the first preview. */
  close(): Promise<LongTasks>;
}

declare global {
  interface Window {
    fitSteps: FitSteps;
  }
}

const bytesAt = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

const simplifier = new Worker(new URL('./simplify-worker.ts', import.meta.url), { type: 'module' });

function askSimplifier(message: Uint8Array<ArrayBuffer> | 'run'): Promise<number> {
  return new Promise((resolve, reject) => {
    simplifier.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
    simplifier.onerror = (event) => reject(new Error(event.message));
    simplifier.postMessage(message);
  });
}

const plan = (triangles: number, bake: 'fast' | 'fine') => ({
  ...DEFAULT_FIT_PLAN,
  triangles,
  textureSize: 1024,
  bake,
});

async function timed(work: () => Promise<unknown>): Promise<StepTime> {
  const start = performance.now();
  await work();
  return { ms: performance.now() - start };
}

let master = new Uint8Array();
let session: FitSession | undefined;
let watch: ReturnType<typeof watchLongTasks> | undefined;
// What its times are held against runs on one thread too.
const engine = createFitEngine({ maxWorkers: 1 });

const opened = () => {
  if (!session) throw new Error('No session is open.');
  return session;
};

window.fitSteps = {
  async load(masterUrl) {
    master = await bytesAt(masterUrl);
    await askSimplifier(master);
  },
  simplify: async () => ({ ms: await askSimplifier('run') }),
  endSimplifier: () => simplifier.terminate(),
  async firstPreview() {
    // As a pane does when it opens: starting a worker and compiling is no part of what a hand waits for.
    await engine.warmUpAsync();
    watch = watchLongTasks();
    return timed(async () => {
      session = await engine.openAsync(master);
      await session.previewAsync(20_000);
    });
  },
  settle: () =>
    timed(async () => {
      await opened().lintAsync();
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }),
  preview: (triangles) => timed(() => opened().previewAsync(triangles)),
  async fit(triangles, bake) {
    let stagesMs: Readonly<Record<string, number>> = {};
    const { ms } = await timed(async () => {
      const { report, shown } = await opened().fitAsync(plan(triangles, bake));
      stagesMs = report.timingsMs;
      for (const map of Object.values(shown?.maps ?? {})) map.close();
    });
    return { ms, stagesMs };
  },
  async bakeWith(maxWorkers, triangles, sizePx) {
    const own = createFitEngine({ maxWorkers });
    const session = await own.openAsync(master);
    const { glb, report, shown } = await session.fitAsync({
      ...plan(triangles, 'fine'),
      textureSize: sizePx,
    });
    for (const map of Object.values(shown?.maps ?? {})) map.close();
    own.dispose();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', glb));
    return { ms: report.timingsMs.bake ?? 0, file: hash.join() };
  },
  async close() {
    opened().close();
    session = undefined;
    return watch!.stop();
  },
};
