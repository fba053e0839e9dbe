import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import type { FitOptions, FitStage } from '../../../plugin/fit/contract.ts';
import { createScriptedFitEngine } from '../../fixtures/scripted-fit-engine.ts';

interface HeldFit {
  readonly resolve: () => void;
  readonly reject: (error: ImageTo3DError) => void;
  readonly onProgress: FitOptions['onProgress'];
}

/** A fit engine whose fits wait until the test ends them. */
export function createScriptedFits() {
  const fitEngine = createScriptedFitEngine();
  let held: HeldFit | undefined;
  let whenHeld = () => {};
  const isHeld = async (): Promise<HeldFit> => {
    while (!held)
      await new Promise<void>((resolve) => {
        whenHeld = resolve;
      });
    return held;
  };
  const fits = {
    /** Fits end well at once. */
    isQuick: false,
    calls: fitEngine.calls,
    setFindings(findings: typeof fitEngine.findings) {
      fitEngine.findings = findings;
    },
    /** The fit under way, or the next one, reports this. */
    async step(stage: FitStage, fraction: number) {
      (await isHeld()).onProgress?.(stage, fraction);
    },
    /** The fit under way, or the next one, ends: well, or with this error. */
    async end(error?: ImageTo3DError) {
      const { resolve, reject } = await isHeld();
      held = undefined;
      if (error) reject(error);
      else resolve();
    },
  };
  fitEngine.onWork = (call, signal, onProgress) => {
    if (fits.isQuick || !call.startsWith('fit')) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const mine: HeldFit = { resolve, reject, onProgress };
      held = mine;
      signal?.addEventListener('abort', () => {
        if (held === mine) held = undefined;
        reject(new ImageTo3DError('aborted', 'Stopped.'));
      });
      whenHeld();
    });
  };
  return { fits, fitEngine };
}
