import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';

/**
 * Babylon's loader computes bounds by creating and keeping a `Vector3` per vertex: 100 bytes and a microsecond each. This
 * prevents that; the returned function, called after loading, computes the same bounds without allocation.
 */
export function deferBounds(loader: GLTFFileLoader): () => void {
  const meshes: AbstractMesh[] = [];
  loader.onMeshLoadedObservable.add((mesh) => {
    meshes.push(mesh);
    Object.assign(mesh, { refreshBoundingInfo: () => mesh });
  });
  return () => {
    for (const mesh of meshes) {
      Reflect.deleteProperty(mesh, 'refreshBoundingInfo');
      if (mesh.isDisposed()) continue;
      mesh.refreshBoundingInfo({ applySkeleton: true, applyMorph: true, updatePositionsArray: false });
    }
  };
}
