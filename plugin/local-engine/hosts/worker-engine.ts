import { ImageTo3DError } from '../../core/errors.ts';
import { once } from '../../core/once.ts';
import type { LocalEngine, LocalRequest, LocalResult, LocalRunOptions } from '../contract.ts';
import type { StartWorker, WorkerPort, WorkerReply, WorkerRequest } from './protocol.ts';

/** A worker that has not answered an abort by then is ended, so that the next run does not wait for it. */
const ABORT_PATIENCE_MS = 300;

interface Job {
  readonly message: Exclude<WorkerRequest, { kind: 'abort' }>;
  readonly onProgress: LocalRunOptions['onProgress'];
  settle(outcome: LocalResult | null | ImageTo3DError): void;
}

export interface WorkerEngineOptions {
  /** Throws for requests that this host cannot run. */
  readonly check?: (request: LocalRequest) => void;
}

/**
 * A {@link LocalEngine} in front of one worker, which starts with the first job. Jobs run one after another. After a
 * crash everything that waits is refused with `internal`, and the next job starts a new worker.
 */
export function createWorkerEngine(start: StartWorker, options: WorkerEngineOptions = {}): LocalEngine {
  const waiting: Job[] = [];
  let current: Job | undefined;
  let worker: WorkerPort | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let isDisposed = false;
  let lastId = 0;

  const endWorker = () => {
    clearTimeout(patience);
    worker?.terminate();
    worker = undefined;
    warmUp.forget();
    current = undefined;
  };

  const failAll = (error: ImageTo3DError) => {
    const lost = current ? [current, ...waiting] : [...waiting];
    waiting.length = 0;
    endWorker();
    for (const job of lost) job.settle(error);
  };

  const onReply = (reply: WorkerReply) => {
    const job = current;
    if (!job || reply.id !== job.message.id) return;
    if (reply.kind === 'progress') {
      job.onProgress?.(reply.stage, reply.fraction);
      return;
    }
    clearTimeout(patience);
    current = undefined;
    if (reply.kind === 'done') job.settle(reply.result);
    else job.settle(new ImageTo3DError(reply.code, reply.message, { fields: reply.fields }));
    next();
  };

  const startWorker = (): WorkerPort => {
    const started: WorkerPort = start({
      onReply: (reply) => {
        if (worker === started) onReply(reply);
      },
      onCrash: (message, code = 'internal') => {
        if (worker === started) failAll(new ImageTo3DError(code, message));
      },
    });
    return started;
  };

  const next = () => {
    if (current) return;
    current = waiting.shift();
    if (!current) {
      worker?.setBusy(false);
      return;
    }
    try {
      worker ??= startWorker();
      worker.setBusy(true);
      worker.post(current.message);
    } catch (cause) {
      failAll(new ImageTo3DError('internal', `The local engine's worker did not start: ${cause}`, { cause }));
    }
  };

  /** Frees the worker from a job whose caller no longer waits. */
  const abandon = (job: Job) => {
    const place = waiting.indexOf(job);
    if (place >= 0) waiting.splice(place, 1);
    if (job !== current) return;
    worker?.post({ kind: 'abort', id: job.message.id });
    patience = setTimeout(() => {
      endWorker();
      next();
    }, ABORT_PATIENCE_MS);
  };

  const enqueue = (message: Job['message'], { signal, onProgress }: LocalRunOptions) =>
    new Promise<LocalResult | null>((resolve, reject) => {
      if (isDisposed) throw new ImageTo3DError('aborted', 'The local engine was disposed of.');
      if (signal?.aborted) throw new ImageTo3DError('aborted', 'Stopped.', { cause: signal.reason });
      let isSettled = false;
      const job: Job = {
        message,
        onProgress: (stage, fraction) => {
          if (!isSettled) onProgress?.(stage, fraction);
        },
        settle(outcome) {
          isSettled = true;
          signal?.removeEventListener('abort', onAbort);
          if (outcome instanceof ImageTo3DError) reject(outcome);
          else resolve(outcome);
        },
      };
      const onAbort = () => {
        job.settle(new ImageTo3DError('aborted', 'Stopped.', { cause: signal?.reason }));
        abandon(job);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.push(job);
      next();
    });

  const warmUp = once(() => {
    lastId += 1;
    return enqueue({ kind: 'warm-up', id: lastId }, {}).then(() => undefined);
  });

  return {
    warmUp,
    async generate(request, runOptions = {}) {
      options.check?.(request);
      const { image, parameters, profile } = request;
      lastId += 1;
      const message = {
        kind: 'generate',
        id: lastId,
        // A copy: the job may wait, and the bytes are the caller's to change or hand on.
        request: { image: new Uint8Array(image), parameters, profile },
      } as const;
      const result = await enqueue(message, runOptions);
      if (!result) throw new ImageTo3DError('internal', 'The local engine answered without a result.');
      return result;
    },
    dispose() {
      isDisposed = true;
      failAll(new ImageTo3DError('aborted', 'The local engine was disposed of.'));
    },
  };
}
