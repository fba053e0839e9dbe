import type { WORKER_READY } from '../../worker/page-worker.ts';
import type { FitMessage, FitReply } from './protocol.ts';

/** The part of a dedicated worker's global scope that is used; the library `webworker` clashes with `dom`. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent<FitMessage>) => void) | null;
  postMessage(message: FitReply | typeof WORKER_READY, transfer: Transferable[]): void;
}

/**
 * The scope of this worker, told to do without `new Function`: zod tries it out when it starts, which a content security
 * policy reports. So this module comes before whatever uses zod.
 */
export const scope = Object.assign(globalThis, {
  __zod_globalConfig: { jitless: true },
}) as unknown as WorkerScope;
