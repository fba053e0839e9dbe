import { startInProcess, startNodeWorker } from '../worker/node-worker.ts';
import type { FitEngine } from './contract.ts';
import { fitFunctions } from './hosts/fit-functions.ts';
import { createWorkerFitEngine } from './hosts/worker-session.ts';
import { nodeCodec } from './texture/node-codec.ts';

export * from './entry.ts';

export interface NodeFitEngineOptions {
  /** Runs on the calling thread instead of a worker: for hosts that run TypeScript sources, where no worker file exists. */
  readonly inProcess?: boolean;
}

/**
 * Fits in worker threads, one a master. A session keeps the process alive until it is closed. Pictures are read and
 * written by the optional package `sharp`; without it `fit` throws `unsupported-host`.
 */
export function createFitEngine({ inProcess = false }: NodeFitEngineOptions = {}): FitEngine {
  const script = new URL('./hosts/node-worker.js', import.meta.url);
  return createWorkerFitEngine((events) =>
    inProcess
      ? startInProcess(fitFunctions(nodeCodec), events)
      : startNodeWorker(script, { name: "fit's thread" }, events),
  );
}
