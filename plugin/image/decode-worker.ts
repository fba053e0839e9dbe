import { asImageTo3DError, type ErrorCode } from '../core/errors.ts';
import { WORKER_READY } from '../worker/page-worker.ts';
import { type DecodeRequest, decodeAndFinish } from './browser/decode.ts';
import type { FinishedImage } from './finish-image.ts';

/** Answer to the worker's only request. */
export type DecodeAnswer =
  | { readonly kind: 'finished'; readonly image: FinishedImage }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

// The worker's global scope; the DOM types declare the page's `postMessage`.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<DecodeRequest>) => void) | null;
  postMessage(message: DecodeAnswer | typeof WORKER_READY, transfer?: Transferable[]): void;
};

scope.onmessage = ({ data: request }) => {
  decodeAndFinish(request).then(
    (image) => scope.postMessage({ kind: 'finished', image }, [image.png.buffer]),
    (error) => {
      const { code, message } = asImageTo3DError(error);
      scope.postMessage({ kind: 'failed', code, message });
    },
  );
};
scope.postMessage(WORKER_READY);
