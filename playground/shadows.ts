import type { ShadowGenerator } from '@babylonjs/core/Lights/Shadows/shadowGenerator.js';
import { RenderTargetTexture } from '@babylonjs/core/Materials/Textures/renderTargetTexture.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Scene } from '@babylonjs/core/scene.js';

export interface ShadowFollower {
  /** Stops watching the scene; existing shadows stay. */
  dispose(): void;
}

/**
 * Lets every mesh that enters the scene, and that `casts` accepts, cast and receive shadows.
 * A mesh is checked in the first frame after it was added, when its parents and metadata are set.
 * The shadow map is only rendered again when a caster was added, removed, moved, shown or hidden.
 */
export function followShadowCasters(
  scene: Scene,
  shadows: ShadowGenerator,
  casts: (mesh: AbstractMesh) => boolean,
): ShadowFollower {
  const arrivals = new Set<AbstractMesh>(scene.meshes);
  const casters = new Set<AbstractMesh>();
  const map = shadows.getShadowMap();
  if (map) map.refreshRate = RenderTargetTexture.REFRESHRATE_RENDER_ONCE;
  let drawn = '';

  const admit = () => {
    for (const mesh of arrivals) {
      if (!scene.meshes.includes(mesh) || mesh.getTotalVertices() === 0 || !casts(mesh)) continue;
      mesh.receiveShadows = true;
      shadows.addShadowCaster(mesh, false);
      casters.add(mesh);
    }
    arrivals.clear();
  };
  const added = scene.onNewMeshAddedObservable.add((mesh) => {
    arrivals.add(mesh);
  });
  const removed = scene.onMeshRemovedObservable.add((mesh) => {
    arrivals.delete(mesh);
    if (casters.delete(mesh)) shadows.removeShadowCaster(mesh, false);
  });
  // At this time the frame's world matrices are known, and no shadow map has been rendered yet.
  const beforeMaps = scene.onBeforeRenderTargetsRenderObservable.add(() => {
    if (arrivals.size > 0) admit();
    const now = castersState(casters);
    if (now === drawn) return;
    drawn = now;
    map?.resetRefreshCounter();
  });
  return {
    dispose() {
      added.remove();
      removed.remove();
      beforeMaps.remove();
    },
  };
}

/** Changes whenever the shadows of these meshes may have changed. */
function castersState(casters: ReadonlySet<AbstractMesh>): string {
  let state = '';
  for (const mesh of casters) {
    // Babylon increases the matrix's update flag at every change; readiness covers a mesh's first frame in the map.
    const matrix = mesh.worldMatrixFromCache;
    state += `${mesh.uniqueId}:${matrix.updateFlag}:${mesh.isEnabled() && mesh.isVisible}:${mesh.isReady(true)};`;
  }
  return state;
}
