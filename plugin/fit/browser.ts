import { startPageWorker, type WorkerScript } from '../worker/page-worker.ts';
import type { FitEngine } from './contract.ts';
import { createWorkerFitEngine } from './hosts/worker-session.ts';

const SCRIPT: WorkerScript = {
  fileName: 'fit-worker.js',
  folder: 'dist/fit',
  start: () => new Worker(new URL('./fit-worker.js', import.meta.url), { type: 'module' }),
  loadText: async () => (await import('./fit-worker-text.ts')).text,
};

/** Fits in module workers, one a master: the page stays free. */
export const createFitEngine = (): FitEngine =>
  createWorkerFitEngine((events) => startPageWorker(SCRIPT, events));
