import { ImageTo3DError, throwIfAborted } from '../errors.ts';
import { type DecodeRequest, decodeAndFinish } from './browser-decode.ts';
import type { DecodeAnswer } from './decode-worker.ts';
import type { FinishedImage } from './finish-image.ts';

function startWorker(): Worker | undefined {
  try {
    return new Worker(new URL('./decode-worker.js', import.meta.url), { type: 'module' });
  } catch {
    return undefined; // no workers here, or the page's policy forbids them
  }
}

/** Settles with the worker's answer; with undefined when it never came up (policy, missing file). */
function ask(worker: Worker, request: DecodeRequest): Promise<FinishedImage | undefined> {
  return new Promise((resolve, reject) => {
    let isReady = false;
    worker.onmessage = ({ data }: MessageEvent<DecodeAnswer>) => {
      if (data.kind === 'finished') resolve(data.image);
      else if (data.kind === 'failed') reject(new ImageTo3DError(data.code, data.message));
      else {
        isReady = true;
        worker.postMessage(request, request.picture instanceof Blob ? [] : [request.picture]);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (isReady) reject(new ImageTo3DError('internal', `The picture’s worker failed: ${event.message}`));
      else resolve(undefined);
    };
  });
}

/** Rejects with `aborted` when the signal fires, and stops listening when the work has ended by itself. */
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
 * Decodes in a worker of its own, which ends with the work and takes its memory along; on this thread where no worker
 * can run. Throws what {@link decodeAndFinish} throws, and `aborted`.
 */
export async function decodeOffThread(request: DecodeRequest, signal?: AbortSignal): Promise<FinishedImage> {
  const worker = startWorker();
  try {
    const answer = worker && (await orAborted(ask(worker, request), signal));
    return answer ?? (await decodeAndFinish(request));
  } finally {
    worker?.terminate();
  }
}
