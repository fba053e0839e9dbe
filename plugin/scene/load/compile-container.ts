import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { throwIfAborted } from '../../core/errors.ts';

const POLL_MS = 16;
// If the app's environment texture never loads, meshes never become ready.
const TIMEOUT_MS = 10_000;

const sleep = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs));

/**
 * Waits until every mesh of a container can be drawn immediately: textures uploaded, shaders compiled for the scene's
 * current lights, fog and environment. Stops waiting after ten seconds without an error: the asset then appears when the
 * app's own textures are loaded. Throws `aborted`.
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
