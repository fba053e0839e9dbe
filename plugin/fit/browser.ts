import { startPageWorker, type WorkerScript } from '../worker/page-worker.ts';
import type { FitEngine, FitEngineOptions } from './contract.ts';
import { createWorkerFitEngine } from './workers/worker-session.ts';

const SCRIPT: WorkerScript = {
  fileName: 'fit-worker.js',
  folder: 'dist/fit',
  start: () => new Worker(new URL('./fit-worker.js', import.meta.url), { type: 'module' }),
  loadText: async () => (await import('./fit-worker-text.ts')).text,
};

/**
 * Creates the fit engine for a page: every master is fitted in a module worker of its own, so that the page stays
 * responsive. `open` throws `unsupported-platform` when the worker cannot be started, and the function itself
 * `validation` for `maxWorkers` that is not a positive integer.
 *
 * @example
 * const engine = createFitEngine();
 * const session = await engine.openAsync(glb);
 * const { glb: small } = await fitWithinAsync(session, { preset: 'planner' });
 * engine.dispose();
 */
export const createFitEngine = (options: FitEngineOptions = {}): FitEngine =>
  createWorkerFitEngine((events) => startPageWorker(SCRIPT, events), options);
