import type { Page } from 'playwright';
import { LARGEST_MASTER, masterOf } from './bench-masters.ts';
import { type BenchPage, openBenchPage } from './browser-page.ts';
import type { LongTasks } from './page/long-tasks.ts';
import type { StepTime } from './page/main.ts';
import { type ViewRow, viewsOf } from './rendered-views.ts';
import { rendererCpuMs, watchRendererMemory } from './renderer-load.ts';

/** Wall time in the page, and processor time of the renderer meanwhile. */
export interface BrowserStep extends StepTime {
  readonly cpuMs: number;
}

export interface BrowserTimes {
  /** The best of three by processor time. */
  readonly simplify: BrowserStep;
  readonly firstPreview: BrowserStep;
  readonly settle: BrowserStep;
  readonly slider: readonly BrowserStep[];
  readonly fast: readonly BrowserStep[];
  readonly fine: readonly BrowserStep[];
  readonly mainThread: LongTasks;
}

export interface BrowserResult {
  readonly master: string;
  readonly times: BrowserTimes;
  readonly timesPeakBytes: number;
  /** Absent when the largest master was left out. */
  readonly largestPeakBytes?: number;
  readonly views: readonly ViewRow[];
}

const SLIDER = [30_000, 12_000, 20_000, 8000, 25_000, 5000, 15_000];

async function openSteps(bench: BenchPage, glb: Uint8Array): Promise<Page> {
  const page = await bench.open('index.html');
  await page.waitForFunction(() => 'fitSteps' in window);
  await page.evaluate((url) => window.fitSteps.load(url), bench.serve(glb));
  return page;
}

async function timesOf(bench: BenchPage, glb: Uint8Array): Promise<BrowserTimes> {
  const page = await openSteps(bench, glb);
  const step = async (work: () => Promise<StepTime>): Promise<BrowserStep> => {
    const before = await rendererCpuMs(bench.browserPid);
    const time = await work();
    return { ...time, cpuMs: (await rendererCpuMs(bench.browserPid)) - before };
  };
  const simplified: BrowserStep[] = [];
  for (let run = 0; run < 3; run++)
    simplified.push(await step(() => page.evaluate(() => window.fitSteps.simplify())));
  await page.evaluate(() => window.fitSteps.endSimplifier());
  const firstPreview = await step(() => page.evaluate(() => window.fitSteps.firstPreview()));
  const settle = await step(() => page.evaluate(() => window.fitSteps.settle()));
  const slider: BrowserStep[] = [];
  for (const triangles of SLIDER)
    slider.push(await step(() => page.evaluate((n) => window.fitSteps.preview(n), triangles)));
  const [fast, fine]: [BrowserStep[], BrowserStep[]] = [[], []];
  for (let run = 0; run < 3; run++)
    // Another count each time, so that nothing is taken from a run before.
    for (const [bake, times] of [
      ['fast', fast],
      ['fine', fine],
    ] as const)
      times.push(
        await step(() =>
          page.evaluate(([n, how]) => window.fitSteps.fit(n, how), [
            20_000 - run * 400 - fine.length,
            bake,
          ] as const),
        ),
      );
  const mainThread = await page.evaluate(() => window.fitSteps.close());
  await page.context().close();
  simplified.sort((a, b) => a.cpuMs - b.cpuMs);
  return { simplify: simplified[0]!, firstPreview, settle, slider, fast, fine, mainThread };
}

async function largestPeak(bench: BenchPage): Promise<number> {
  const page = await openSteps(bench, (await masterOf(LARGEST_MASTER)).glb);
  await page.evaluate(() => window.fitSteps.endSimplifier());
  const watch = watchRendererMemory(bench.browserPid);
  await page.evaluate(() => window.fitSteps.firstPreview());
  await page.evaluate(() => window.fitSteps.fit(20_000, 'fine'));
  await page.evaluate(() => window.fitSteps.close());
  const peak = await watch.stop();
  await page.context().close();
  return peak;
}

/** Times, memory and rendered views in a real Chromium. */
export async function browserRuns(
  masterName: string,
  options: { readonly largest: boolean; readonly views: boolean; readonly log: (line: string) => void },
): Promise<BrowserResult> {
  const bench = await openBenchPage();
  try {
    const { glb } = await masterOf(masterName);
    options.log('  times …');
    const memory = watchRendererMemory(bench.browserPid);
    const times = await timesOf(bench, glb);
    const timesPeakBytes = await memory.stop();
    if (options.largest) options.log(`  ${LARGEST_MASTER} …`);
    const largestPeakBytes = options.largest ? await largestPeak(bench) : 0;
    const views = options.views ? await viewsOf(bench, glb, options.log) : [];
    return {
      master: masterName,
      times,
      timesPeakBytes,
      ...(largestPeakBytes ? { largestPeakBytes } : {}),
      views,
    };
  } finally {
    await bench.close();
  }
}
