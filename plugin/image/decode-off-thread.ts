import { ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import { startPageWorker, type WorkerScript } from '../worker/page-worker.ts';
import { type DecodeRequest, decodeAndFinish } from './browser/decode.ts';
import type { DecodeAnswer } from './decode-worker.ts';
import type { FinishedImage } from './finish-image.ts';

const SCRIPT: WorkerScript = {
  fileName: 'decode-worker.js',
  folder: 'dist/image',
  start: () => new Worker(new URL('./decode-worker.js', import.meta.url), { type: 'module' }),
  loadText: async () => (await import('./decode-worker-text.ts')).text,
};

/** Resolves with the worker's answer; undefined when it did not start (no workers, policy, missing file). */
function decodeInWorker(request: DecodeRequest) {
  let end = () => {};
  const answer = new Promise<FinishedImage | undefined>((resolve, reject) => {
    const worker = startPageWorker<DecodeRequest, DecodeAnswer>(SCRIPT, {
      onReply(reply) {
        if (reply.kind === 'finished') resolve(reply.image);
        else reject(new ImageTo3DError(reply.code, reply.message));
      },
      onCrash(message, code) {
        if (code === 'unsupported-host') resolve(undefined);
        else reject(new ImageTo3DError(code, message));
      },
    });
    end = worker.terminate;
    worker.post(request, request.source instanceof Blob ? [] : [request.source]);
  });
  return { answer, end };
}

/** Rejects with `aborted` when the signal aborts. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfAborted(signal);
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new ImageTo3DError('aborted', 'Stopped.', { cause: signal?.reason }));
  });
  signal?.addEventListener('abort', stop);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * Decodes in a new worker, which is terminated afterwards to free its memory; on this thread where no worker can run.
 * Throws what {@link decodeAndFinish} throws, and `aborted`.
 */
export async function decodeOffThread(request: DecodeRequest, signal?: AbortSignal): Promise<FinishedImage> {
  const { answer, end } = decodeInWorker(request);
  try {
    return (await orAborted(answer, signal)) ?? (await decodeAndFinish(request));
  } finally {
    end();
  }
}
