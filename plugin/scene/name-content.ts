import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import { isLod } from './lod-meshes.ts';

/** The meshes of a container that draw something, in the file's order, at full detail. */
export function geometryMeshes(container: AssetContainer): AbstractMesh[] {
  return container.meshes.filter((mesh) => mesh.getTotalVertices() > 0 && !isLod(mesh));
}

const numbered = (name: string, index: number, count: number) =>
  count === 1 ? name : `${name} ${index + 1}`;

/**
 * Names that stay the same from one version to the next, since edits are matched by name and index: the loader's root
 * becomes `<name>.glb`, meshes and materials take the asset's name, textures the material's.
 */
export function nameContent(container: AssetContainer, name: string): void {
  for (const node of [...container.meshes, ...container.transformNodes]) {
    if (node.name !== '__root__') continue;
    node.name = `${name}.glb`;
    node.id = node.name;
  }
  const meshes = geometryMeshes(container);
  for (const [index, mesh] of meshes.entries()) {
    mesh.name = numbered(name, index, meshes.length);
    mesh.id = mesh.name;
  }
  for (const [index, material] of container.materials.entries()) {
    const old = material.name;
    material.name = numbered(name, index, container.materials.length);
    for (const texture of material.getActiveTextures()) {
      if (old && texture.name.startsWith(old)) texture.name = material.name + texture.name.slice(old.length);
    }
  }
}
