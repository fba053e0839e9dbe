import { startInProcess, startNodeWorker } from '../worker/node-worker.ts';
import type { FitEngine, FitEngineOptions } from './contract.ts';
import { nodeCodec } from './texture/node-codec.ts';
import { fitFunctions } from './workers/fit-functions.ts';
import { createWorkerFitEngine } from './workers/worker-session.ts';

export type { FitEngineOptions } from './contract.ts';
export * from './entry.ts';

/** Options of {@link createFitEngine}. */
export interface NodeFitEngineOptions extends FitEngineOptions {
  /**
   * Runs on the calling thread instead of a worker: for programs that run TypeScript sources, where no worker file
   * exists.
   */
  readonly inProcess?: boolean;
}

/**
 * Creates the fit engine for Node: every master is fitted in a worker thread of its own. An open session keeps the
 * process running until it is closed. Images are read and written by the optional package `sharp`; without it `fit`
 * throws `unsupported-platform`. Throws `validation` for `maxWorkers` that is not a positive integer.
 *
 * @example
 * const engine = createFitEngine();
 * const session = await engine.openAsync(glb);
 * const { glb: small } = await fitWithinAsync(session, { preset: 'planner' });
 * engine.dispose();
 */
export function createFitEngine({ inProcess = false, ...options }: NodeFitEngineOptions = {}): FitEngine {
  const script = new URL('./workers/node-worker.js', import.meta.url);
  return createWorkerFitEngine(
    (events) =>
      inProcess
        ? startInProcess(fitFunctions(nodeCodec), events)
        : startNodeWorker(script, { name: "fit's thread" }, events),
    options,
  );
}
