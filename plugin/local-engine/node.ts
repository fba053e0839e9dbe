import { startInProcess, startNodeWorker } from '../worker/node-worker.ts';
import type { LocalEngine } from './contract.ts';
import { engineFunctions } from './workers/engine-functions.ts';
import { nodeCodec } from './workers/node-codec.ts';
import { createWorkerEngine } from './workers/worker-engine.ts';

export type * from './contract.ts';

/** Options of {@link createNodeLocalEngine}. */
export interface NodeLocalEngineOptions {
  /**
   * Runs on the calling thread instead of a worker: for programs that run TypeScript sources, where no worker file
   * exists.
   */
  readonly inProcess?: boolean;
}

/**
 * Creates the local engine for Node, in a worker thread that starts with the first job and does not keep the process
 * running while idle. Images are read and written by the optional package `sharp`; without it `generate` throws
 * `unsupported-platform`.
 *
 * @example
 * import { createImageTo3DServer } from 'babylon-image-to-3d/server/node';
 *
 * const server = createImageTo3DServer({ engine: createNodeLocalEngine() });
 */
export function createNodeLocalEngine({ inProcess = false }: NodeLocalEngineOptions = {}): LocalEngine {
  const script = new URL('./workers/node-worker.js', import.meta.url);
  return createWorkerEngine((events) =>
    inProcess
      ? startInProcess(engineFunctions(nodeCodec), events)
      : startNodeWorker(script, { name: "local engine's thread", mayEndIdle: true }, events),
  );
}
