import { createBrowserLocalEngine } from '../../../plugin/local-engine/index.ts';
import type { BenchCase, Timing } from '../cases.ts';
import { timeEngine } from '../time-engine.ts';

declare global {
  interface Window {
    /** Times a case on the page's engine; `warm` loads and warms it first and says how long that took. */
    bench(
      imageBase64: string,
      benchCase: BenchCase,
      warm: boolean,
    ): Promise<{ warmUpMs: number; timings: Timing[] }>;
  }
}

const engine = createBrowserLocalEngine();

window.bench = async (imageBase64, benchCase, warm) => {
  const image = Uint8Array.from(atob(imageBase64), (character) => character.charCodeAt(0));
  const startedMs = performance.now();
  if (warm) await engine.warmUpAsync();
  const warmUpMs = performance.now() - startedMs;
  return { warmUpMs, timings: await timeEngine(engine, image, benchCase) };
};
