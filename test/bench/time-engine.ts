import type { LocalEngine } from '../../plugin/local-engine/contract.ts';
import type { BenchCase, Timing } from './cases.ts';

/** Runs a case on an engine, one run after another. */
export async function timeEngine(
  engine: LocalEngine,
  image: Uint8Array<ArrayBuffer>,
  { profile, parameters, runs }: BenchCase,
): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let run = 0; run < runs; run++) {
    const startedMs = performance.now();
    const { glb, report } = await engine.generateAsync({ image, parameters, profile });
    timings.push({
      totalMs: performance.now() - startedMs,
      stagesMs: report.timingsMs,
      vertices: report.vertices,
      glbBytes: glb.byteLength,
    });
  }
  return timings;
}
