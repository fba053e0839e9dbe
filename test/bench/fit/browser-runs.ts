import { LARGEST_MASTER, masterOf } from './bench-masters.ts';
import { openBenchPage } from './browser-page.ts';
import { compareViews, type ImageDifference } from './image-difference.ts';
import { openMaster, planFor, runOurs } from './ours.ts';
import type { BrowserTimes } from './page/main.ts';
import type {} from './page/render.ts';
import { PEERS, runPeer } from './peers.ts';
import { textureSizeFor } from './quality-runs.ts';
import { watchRendererMemory } from './renderer-memory.ts';

const VIEW_PX = 512;

export interface ViewRow extends ImageDifference {
  readonly method: string;
  readonly target: number;
}

export interface BrowserResult {
  readonly master: string;
  readonly times: BrowserTimes;
  readonly timesPeakBytes: number;
  /** Absent when the largest master was left out. */
  readonly largestPeakBytes?: number;
  readonly views: readonly ViewRow[];
}

/** Times, memory and rendered views in a real Chromium. */
export async function browserRuns(
  masterName: string,
  options: { readonly largest: boolean; readonly log: (line: string) => void },
): Promise<BrowserResult> {
  const bench = await openBenchPage();
  try {
    const { glb } = await masterOf(masterName);
    const timing = await bench.open('index.html');
    await timing.waitForFunction(() => 'benchFit' in window);
    options.log('  times …');
    const memory = watchRendererMemory(bench.browserPid);
    const times = await timing.evaluate(([url, runs]) => window.benchFit(url, runs), [
      bench.serve(glb),
      3,
    ] as const);
    const timesPeakBytes = await memory.stop();
    await timing.context().close();
    let largestPeakBytes: number | undefined;
    if (options.largest) {
      options.log(`  ${LARGEST_MASTER} …`);
      const page = await bench.open('index.html');
      await page.waitForFunction(() => 'fitOnce' in window);
      const url = bench.serve((await masterOf(LARGEST_MASTER)).glb);
      const watch = watchRendererMemory(bench.browserPid);
      await page.evaluate((address) => window.fitOnce(address), url);
      largestPeakBytes = await watch.stop();
      await page.context().close();
    }
    options.log('  views …');
    const views: ViewRow[] = [];
    const images = async (bytes: Uint8Array) => {
      const page = await bench.open('render.html');
      await page.waitForFunction(() => 'renderViews' in window);
      const encoded = await page.evaluate(([url, size]) => window.renderViews(url, size), [
        bench.serve(bytes),
        VIEW_PX,
      ] as const);
      await page.context().close();
      return encoded.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
    };
    const reference = await images(glb);
    const session = await openMaster(glb.slice());
    for (const target of [5000, 20_000]) {
      const size = textureSizeFor(target);
      const makers = [
        ...(['fast', 'fine'] as const).map((bake) => () => runOurs(session, planFor(target, size, bake))),
        ...PEERS.map((peer) => () => runPeer(peer, glb, target, size)),
      ];
      for (const make of makers) {
        const made = await make().catch(() => undefined);
        if (made)
          views.push({
            method: made.method,
            target,
            ...compareViews(reference, await images(made.glb), VIEW_PX),
          });
      }
    }
    session.close();
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
