import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Material } from '@babylonjs/core/Materials/material.js';
import type { BaseTexture } from '@babylonjs/core/Materials/Textures/baseTexture.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { MorphTargetManager } from '@babylonjs/core/Morph/morphTargetManager.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';
import { disposeContainer, ownObservers, watchObservers } from '../content/dispose-container.ts';

/** Everything that one load has made so far. */
export interface Created {
  /** From here on the container owns all of it. */
  handOver(container: AssetContainer): void;
  dispose(): void;
}

/** Follows a loader, since a load that fails half-way drops its container without disposing what is in it. */
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
  // The loader makes its container in the same task as it announces the parsed file, before its first await.
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
      // Their texture stands in the scene, and goes with neither mesh nor geometry.
      for (const manager of morphTargets) manager.dispose();
      for (const material of materials) material.dispose();
      for (const texture of textures) texture.dispose();
      removeObservers();
    },
  };
}
