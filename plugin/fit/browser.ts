import type { FitEngine } from './contract.ts';
import type { FitReply, StartFitWorker } from './hosts/protocol.ts';
import { createWorkerFitEngine } from './hosts/worker-session.ts';

const startWorker: StartFitWorker = ({ onReply, onCrash }) => {
  const worker = new Worker(new URL('./hosts/browser-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<FitReply>) => onReply(data);
  worker.onmessageerror = () => onCrash("A message of the fit's worker could not be read.");
  worker.onerror = (event) => {
    event.preventDefault();
    onCrash(`The fit's worker failed: ${event.message || 'its script could not be loaded'}.`);
  };
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    terminate: () => worker.terminate(),
  };
};

/** Fits in module workers, one a master: the page stays free. */
export const createFitEngine = (): FitEngine => createWorkerFitEngine(startWorker);
