import type { RenderTargetTexture } from '@babylonjs/core/Materials/Textures/renderTargetTexture.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Scene } from '@babylonjs/core/scene.js';

type MeshList = AbstractMesh[];

/** Every mesh list in a scene: shadow casters, render targets such as mirrors, included and excluded meshes of lights. */
function meshLists(scene: Scene): Set<MeshList> {
  const lists = new Set<MeshList>();
  for (const texture of scene.textures) {
    const list = 'renderList' in texture ? (texture as RenderTargetTexture).renderList : null;
    if (list) lists.add(list);
  }
  for (const light of scene.lights) {
    lists.add(light.includedOnlyMeshes);
    lists.add(light.excludedMeshes);
    for (const generator of light.getShadowGenerators()?.values() ?? []) {
      const list = generator.getShadowMap()?.renderList;
      if (list) lists.add(list);
    }
  }
  return lists;
}

/** Replaces the first old mesh by all new ones and removes the other old ones. Returns the old ones found. */
function replaceIn(list: MeshList, old: readonly AbstractMesh[], fresh: readonly AbstractMesh[]): MeshList {
  const found = list.filter((mesh) => old.includes(mesh));
  if (found.length === 0) return found;
  const next = list.flatMap((mesh) => (mesh === found[0] ? fresh : found.includes(mesh) ? [] : [mesh]));
  // Babylon overrides `splice` of these arrays, and its version ignores inserted items.
  list.splice(0, list.length);
  list.push(...next);
  return found;
}

/** Replaces old meshes by new ones in all lists. Returns the undo function. */
export function replaceInMeshLists(
  scene: Scene,
  old: readonly AbstractMesh[],
  fresh: readonly AbstractMesh[],
): () => void {
  const changes: { list: MeshList; found: MeshList }[] = [];
  for (const list of meshLists(scene)) {
    const found = replaceIn(list, old, fresh);
    if (found.length > 0) changes.push({ list, found });
  }
  return () => {
    for (const { list, found } of changes) replaceIn(list, fresh, found);
  };
}
