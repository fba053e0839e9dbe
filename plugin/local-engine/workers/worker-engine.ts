import { ImageTo3DError, stopped, throwIfAborted } from '../../core/errors.ts';
import { once } from '../../core/once.ts';
import { callWorker, type WorkerCaller } from '../../worker/call-worker.ts';
import type { StartWorker } from '../../worker/protocol.ts';
import type { LocalEngine, LocalRequest } from '../contract.ts';
import type { EngineFunctions } from './engine-functions.ts';

/** A worker that has not stopped this long after an abort is ended, so that the next run does not wait for it. */
const ABORT_PATIENCE_MS = 300;

type Caller = WorkerCaller<EngineFunctions>;

interface Job {
  /** Sends the call to the worker and settles its promise; never rejects. */
  run(): Promise<void>;
  refuse(error: ImageTo3DError): void;
}

export interface WorkerEngineOptions {
  /** Throws for requests that this platform cannot run. */
  readonly check?: (request: LocalRequest) => void;
}

/**
 * A {@link LocalEngine} in one worker, which starts with the first job. Jobs run one after another. After a crash all
 * waiting jobs reject with `internal`, and the next job starts a new worker.
 */
export function createWorkerEngine(start: StartWorker, { check }: WorkerEngineOptions = {}): LocalEngine {
  const waiting = new Set<Job>();
  let caller: Caller | undefined;
  let isRunning = false;
  let isDisposed = false;

  const endWorker = (error: ImageTo3DError) => {
    caller?.end(error);
    caller = undefined;
    warmUp.forget();
  };
  const failAll = (error: ImageTo3DError) => {
    endWorker(error);
    for (const job of waiting) job.refuse(error);
    waiting.clear();
  };
  const worker = (): Caller => {
    try {
      caller ??= callWorker<EngineFunctions>(start, failAll);
      return caller;
    } catch (cause) {
      throw new ImageTo3DError('internal', `The local engine's worker did not start: ${cause}`, { cause });
    }
  };

  const runWaiting = async () => {
    if (isRunning) return;
    isRunning = true;
    for (const job of waiting) {
      waiting.delete(job);
      await job.run();
      const patience = setTimeout(() => endWorker(stopped()), ABORT_PATIENCE_MS);
      await caller?.idle();
      clearTimeout(patience);
    }
    isRunning = false;
  };

  const enqueue = async <T>(
    signal: AbortSignal | undefined,
    work: (caller: Caller) => Promise<T>,
  ): Promise<T> => {
    if (isDisposed) throw new ImageTo3DError('aborted', 'The local engine was disposed of.');
    throwIfAborted(signal);
    let leave = () => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        const job: Job = {
          run: () => (async () => work(worker()))().then(resolve, reject),
          refuse: reject,
        };
        leave = () => {
          waiting.delete(job);
          reject(stopped(signal?.reason));
        };
        signal?.addEventListener('abort', leave);
        waiting.add(job);
        void runWaiting();
      });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  };

  const warmUp = once(() => enqueue(undefined, (each) => each.call('warmUp', undefined)));

  return {
    warmUpAsync: warmUp,
    async generateAsync(request, { signal, onProgress } = {}) {
      check?.(request);
      const { parameters, profile } = request;
      // A copy: the job may wait, and the caller may change its bytes meanwhile.
      const image = new Uint8Array(request.image);
      return enqueue(signal, (each) =>
        each.call(
          'generate',
          { image, parameters, profile },
          { signal, onProgress, transfer: [image.buffer] },
        ),
      );
    },
    dispose() {
      isDisposed = true;
      failAll(new ImageTo3DError('aborted', 'The local engine was disposed of.'));
    },
  };
}
