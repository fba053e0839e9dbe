import type { RenderTargetTexture } from '@babylonjs/core/Materials/Textures/renderTargetTexture.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Scene } from '@babylonjs/core/scene.js';

type MeshList = AbstractMesh[];

/** Every list of chosen meshes in a scene: shadow casters, mirrors and other render targets, what lights spare or single out. */
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

/** In place of the first old one all new ones, the other old ones taken out. Returns those that were in. */
function replaceIn(list: MeshList, old: readonly AbstractMesh[], fresh: readonly AbstractMesh[]): MeshList {
  const found = list.filter((mesh) => old.includes(mesh));
  if (found.length === 0) return found;
  const next = list.flatMap((mesh) => (mesh === found[0] ? fresh : found.includes(mesh) ? [] : [mesh]));
  // Babylon watches these arrays through their own splice, which drops what it is asked to insert.
  list.splice(0, list.length);
  list.push(...next);
  return found;
}

/** Puts new meshes where old ones are listed. Returns the way back. */
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
