import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Material } from '@babylonjs/core/Materials/material.js';
import type { BaseTexture } from '@babylonjs/core/Materials/Textures/baseTexture.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { MorphTargetManager } from '@babylonjs/core/Morph/morphTargetManager.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';
import { disposeContainer, ownObservers, watchObservers } from '../content/dispose-container.ts';

/** Everything that a load has created so far. */
export interface Created {
  /** Hands everything over to the container. */
  handOver(container: AssetContainer): void;
  dispose(): void;
}

/** Tracks what a loader creates: a load that fails half-way does not dispose its container. */
export function trackCreated(scene: Scene, loader: GLTFFileLoader): Created {
  const meshes = new Set<AbstractMesh>();
  const materials = new Set<Material>();
  const textures = new Set<BaseTexture>();
  const morphTargets = new Set<MorphTargetManager>();
  let removeObservers = () => {};
  let container: AssetContainer | undefined;

  loader.onMeshLoadedObservable.add((mesh) => {
    meshes.add(mesh);
    if (mesh.morphTargetManager) morphTargets.add(mesh.morphTargetManager);
  });
  loader.onMaterialLoadedObservable.add((material) => materials.add(material));
  loader.onTextureLoadedObservable.add((texture) => textures.add(texture));
  // The loader creates its container in the same task as this event, before its first await.
  loader.onParsedObservable.add(() => {
    const finish = watchObservers(scene);
    queueMicrotask(() => {
      removeObservers = finish();
    });
  });

  return {
    handOver(owner) {
      container = owner;
      ownObservers(owner, removeObservers);
    },
    dispose() {
      if (container) {
        disposeContainer(container);
        return;
      }
      for (const mesh of meshes) {
        const geometry = 'geometry' in mesh ? (mesh.geometry as { dispose(): void } | null) : null;
        mesh.dispose();
        geometry?.dispose();
      }
      // Their texture belongs to the scene and is not disposed with mesh or geometry.
      for (const manager of morphTargets) manager.dispose();
      for (const material of materials) material.dispose();
      for (const texture of textures) texture.dispose();
      removeObservers();
    },
  };
}
