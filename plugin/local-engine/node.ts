import { startInProcess, startNodeWorker } from '../worker/node-worker.ts';
import type { LocalEngine } from './contract.ts';
import { engineFunctions } from './hosts/engine-functions.ts';
import { nodeCodec } from './hosts/node-codec.ts';
import { createWorkerEngine } from './hosts/worker-engine.ts';

export interface NodeLocalEngineOptions {
  /** Runs on the calling thread instead of a worker: for hosts that run TypeScript sources, where no worker file exists. */
  readonly inProcess?: boolean;
}

/**
 * The local engine in a worker thread, which starts with the first job and does not keep the process alive while idle.
 * Pictures are read and written by the optional package `sharp`; without it `generate` throws `unsupported-host`.
 */
export function createNodeLocalEngine({ inProcess = false }: NodeLocalEngineOptions = {}): LocalEngine {
  const script = new URL('./hosts/node-worker.js', import.meta.url);
  return createWorkerEngine((events) =>
    inProcess
      ? startInProcess(engineFunctions(nodeCodec), events)
      : startNodeWorker(script, { name: "local engine's thread", mayEndIdle: true }, events),
  );
}
