import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Node } from '@babylonjs/core/node.js';
import { replaceInMeshLists } from '../content/mesh-lists.ts';
import { geometryMeshes } from '../content/name-content.ts';

/** A mesh to draw instead of the content, and its parent. */
export interface SubstituteMesh {
  readonly mesh: Mesh;
  readonly parent: Node;
}

const COPIED = ['layerMask', 'renderingGroupId', 'receiveShadows', 'applyFog', 'alphaIndex'] as const;

/**
 * Draws other meshes instead of a container's content. The content stays in the scene, only invisible, so that selection
 * and references stay valid. Substitutes cast shadows and are mirrored as the content was. They are added to the scene
 * without notifying observers, hidden from the Scene Explorer, not pickable and not serialised. Returns the undo function,
 * which does not dispose the substitutes.
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
