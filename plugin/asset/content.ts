import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { FittedLod } from '../fit/mesh/surface.ts';
import { loadContainer } from '../scene/load/load-container.ts';
import { addLods } from '../scene/lods.ts';
import type { AppliedFit, AssetVersion } from './contract.ts';
import type { LoadContent } from './stage.ts';

/** Under which what a version shows stays loaded: another fit of it is another content. */
export const contentKey = (versionId: string, fit: AppliedFit | undefined): string =>
  fit ? `${versionId}~${fit.id}` : versionId;

// The file may hold no LODs, and when it does the glTF loader leaves them out.
const lodsOf = new WeakMap<AppliedFit, readonly FittedLod[]>();

/** Remembers the geometry of a fit's LODs for as long as the fit itself is known. */
export function keepLods(fit: AppliedFit, lods: readonly FittedLod[]): void {
  if (lods.length > 0) lodsOf.set(fit, lods);
}

/** Loads what a version shows, its fit or its master, from its bytes. */
export function contentLoader(
  scene: Scene,
  { fit, master }: AssetVersion,
  signal?: AbortSignal,
): LoadContent {
  return async (options): Promise<AssetContainer> => {
    const container = await loadContainer(scene, fit?.glb ?? master, {
      ...options,
      ...(signal ? { signal } : {}),
    });
    if (fit) addLods(container, lodsOf.get(fit) ?? []);
    return container;
  };
}
