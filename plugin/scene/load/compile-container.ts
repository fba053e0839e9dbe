import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { throwIfAborted } from '../../core/errors.ts';

const POLL_MS = 16;
// The host's environment texture may never arrive; then nothing ever is "ready" and waiting longer helps nobody.
const TIMEOUT_MS = 10_000;

const sleep = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs));

/**
 * Waits until every mesh of a container could be drawn at once: textures decoded and uploaded, shaders compiled for the
 * scene's present lights, fog and environment. Gives up after ten seconds without an error: the asset then appears when
 * the host's own textures are there. Throws `aborted`.
 */
export async function compileContainer(container: AssetContainer, signal?: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + TIMEOUT_MS;
  for (const mesh of container.meshes) mesh.computeWorldMatrix(true);
  while (performance.now() < giveUpAt && !container.scene.isDisposed) {
    throwIfAborted(signal);
    if (container.meshes.every((mesh) => mesh.isReady(true))) return;
    await sleep(POLL_MS);
  }
}
