import { ImageTo3DError } from '../core/errors.ts';
import { startPageWorker, type WorkerScript } from '../worker/page-worker.ts';
import type { LocalEngine, LocalRequest } from './contract.ts';
import { createWorkerEngine } from './workers/worker-engine.ts';

/** Larger atlases need more memory than a tab reliably has: four float planes of 64 MB each at 4096 px. */
const MAX_TEXTURE_PX = 2048;

function checkTexture({ parameters }: LocalRequest): void {
  if (parameters.textureSize <= MAX_TEXTURE_PX) return;
  throw new ImageTo3DError(
    'texture-too-large',
    `A texture of ${parameters.textureSize} px was requested; the local engine makes at most ${MAX_TEXTURE_PX} px in a browser.`,
  );
}

const SCRIPT: WorkerScript = {
  fileName: 'local-engine-worker.js',
  folder: 'dist/local-engine',
  start: () => new Worker(new URL('./local-engine-worker.js', import.meta.url), { type: 'module' }),
  loadText: async () => (await import('./local-engine-worker-text.ts')).text,
};

/**
 * Creates the local engine for a page, in a module worker that starts with the first job. `generate` throws
 * `empty-image`, `undecodable-image`, `unsupported-format`, `image-too-large`, `texture-too-large` (above 2048 px),
 * `aborted`, `internal` when the worker ends by itself, and `unsupported-platform` when it cannot be started.
 *
 * @example
 * const engine = createBrowserLocalEngine();
 * await engine.warmUpAsync();
 * engine.dispose();
 */
export function createBrowserLocalEngine(): LocalEngine {
  return createWorkerEngine((events) => startPageWorker(SCRIPT, events), { check: checkTexture });
}
