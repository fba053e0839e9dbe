import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Node } from '@babylonjs/core/node.js';
import { replaceInMeshLists } from '../content/mesh-lists.ts';
import { geometryMeshes } from '../content/name-content.ts';

/** A mesh that stands in for content, and the node that it hangs on. */
export interface SubstituteMesh {
  readonly mesh: Mesh;
  readonly parent: Node;
}

const COPIED = ['layerMask', 'renderingGroupId', 'receiveShadows', 'applyFog', 'alphaIndex'] as const;

/**
 * Draws other meshes in place of a container's content. The content stays where it is, only not drawn, so that
 * selection and references keep; stand-ins cast shadows and are mirrored where the content did. They are on the scene's
 * list without anyone being told, hidden from explorers, not pickable and not serialised. Returns the way back to
 * exactly what was before; the stand-ins stay alive.
 */
export function drawSubstitutes(
  container: AssetContainer,
  substitutes: readonly SubstituteMesh[],
): () => void {
  const { scene } = container;
  const content = geometryMeshes(container);
  const [first] = content;
  const wasVisible = content.map((mesh) => mesh.isVisible);
  const isShown = wasVisible.some(Boolean) && content.some((mesh) => mesh.isEnabled(false));
  for (const { mesh, parent } of substitutes) {
    mesh.parent = parent;
    mesh.isPickable = false;
    mesh.doNotSerialize = true;
    mesh.reservedDataStore = { hidden: true };
    mesh.isVisible = isShown;
    if (first) for (const key of COPIED) Reflect.set(mesh, key, first[key]);
    if (scene.meshes.includes(mesh)) continue;
    scene.meshes.push(mesh);
    mesh._resyncLightSources();
  }
  const meshes: AbstractMesh[] = substitutes.map(({ mesh }) => mesh);
  const restoreLists = replaceInMeshLists(scene, content, meshes);
  for (const mesh of content) mesh.isVisible = false;
  return () => {
    for (const [index, mesh] of content.entries()) mesh.isVisible = wasVisible[index] ?? true;
    restoreLists();
    for (const mesh of meshes) {
      const index = scene.meshes.indexOf(mesh);
      if (index >= 0) scene.meshes.splice(index, 1);
      mesh.parent = null;
      mesh._removeFromSceneRootNodes();
    }
  };
}
