import { startPageWorker } from '../worker/page-worker.ts';
import type { FitEngine } from './contract.ts';
import type { FitMessage, FitReply, StartFitWorker } from './hosts/protocol.ts';
import { createWorkerFitEngine } from './hosts/worker-session.ts';

const startWorker: StartFitWorker = (events) =>
  startPageWorker<FitMessage, FitReply>(
    {
      fileName: 'fit-worker.js',
      folder: 'dist/fit',
      start: () => new Worker(new URL('./fit-worker.js', import.meta.url), { type: 'module' }),
      loadText: async () => (await import('./fit-worker-text.ts')).text,
    },
    events,
  );

/** Fits in module workers, one per master, so that the page stays responsive. */
export const createFitEngine = (): FitEngine => createWorkerFitEngine(startWorker);
