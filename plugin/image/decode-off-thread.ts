import { asImageTo3DError, stopped } from '../core/errors.ts';
import { callWorker } from '../worker/call-worker.ts';
import { startPageWorker, type WorkerScript } from '../worker/page-worker.ts';
import { type DecodeRequest, decodeAndFinish } from './browser/decode.ts';
import type { DecodeFunctions } from './decode-worker.ts';
import type { FinishedImage } from './finish-image.ts';

const SCRIPT: WorkerScript = {
  fileName: 'decode-worker.js',
  folder: 'dist/image',
  start: () => new Worker(new URL('./decode-worker.js', import.meta.url), { type: 'module' }),
  loadText: async () => (await import('./decode-worker-text.ts')).text,
};

/**
 * Decodes in a new worker, which is terminated afterwards to free its memory; on this thread where no worker can run.
 * Throws what {@link decodeAndFinish} throws, and `aborted`.
 */
export async function decodeOffThread(request: DecodeRequest, signal?: AbortSignal): Promise<FinishedImage> {
  const worker = callWorker<DecodeFunctions>((events) => startPageWorker(SCRIPT, events));
  const transfer = request.source instanceof Blob ? [] : [request.source];
  try {
    return await worker.call('decode', request, { signal, transfer });
  } catch (thrown) {
    const { code } = asImageTo3DError(thrown);
    // It never started: no workers here, a policy, a missing file.
    if (worker.isEnded && code === 'unsupported-platform') return await decodeAndFinish(request);
    throw thrown;
  } finally {
    worker.end(stopped());
  }
}
