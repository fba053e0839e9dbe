import { ImageTo3DError } from '../errors.ts';
import type { LocalEngine, LocalRequest } from './contract.ts';
import type { StartWorker, WorkerReply } from './hosts/protocol.ts';
import { createWorkerEngine } from './hosts/worker-engine.ts';

/** Above it the float planes of the atlas alone take more than a tab can count on (4 × 64 MB at 4096). */
const MAX_TEXTURE_PX = 2048;

function checkTexture({ parameters }: LocalRequest): void {
  if (parameters.textureSize <= MAX_TEXTURE_PX) return;
  throw new ImageTo3DError(
    'texture-too-large',
    `A texture of ${parameters.textureSize} px was asked for; the local engine makes at most ${MAX_TEXTURE_PX} px in a browser.`,
  );
}

const startWorker: StartWorker = ({ onReply, onCrash }) => {
  const worker = new Worker(new URL('./hosts/browser-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => onReply(data);
  worker.onmessageerror = () => onCrash("A message of the local engine's worker could not be read.");
  worker.onerror = (event) => {
    event.preventDefault();
    onCrash(`The local engine's worker failed: ${event.message || 'its script could not be loaded'}.`);
  };
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    setBusy: () => undefined,
  };
};

/**
 * The local engine in a module worker, which starts with the first job. `generate` throws `empty-image`,
 * `undecodable-image`, `unsupported-format`, `image-too-large`, `texture-too-large` (above 2048 px), `aborted`, and
 * `internal` when the worker ends by itself.
 */
export function createBrowserLocalEngine(): LocalEngine {
  return createWorkerEngine(startWorker, { check: checkTexture });
}
