import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';

/**
 * Babylon's loader measures every mesh in a way that makes a `Vector3` of every vertex and keeps it: a hundred bytes and
 * a microsecond each. This holds that back; the function returned, called when all is loaded, measures the same
 * vertices in place.
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
