import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import { plainName } from '../../core/plain-text.ts';
import { isLod } from './lod-meshes.ts';

const MAX_NAME_CHARACTERS = 80;

/** The meshes of a container that have geometry, in file order, without LODs. */
export function geometryMeshes(container: AssetContainer): AbstractMesh[] {
  return container.meshes.filter((mesh) => mesh.getTotalVertices() > 0 && !isLod(mesh));
}

const numbered = (name: string, index: number, count: number) =>
  count === 1 ? name : `${name} ${index + 1}`;

/** Makes the remaining names from the file plain and short, since the Scene Explorer shows them. */
function sanitizeNames(container: AssetContainer): void {
  const nodes = [...container.meshes, ...container.transformNodes, ...container.cameras];
  const morphTargets = container.meshes.flatMap(({ morphTargetManager: manager }) =>
    Array.from({ length: manager?.numTargets ?? 0 }, (_, index) => manager!.getTarget(index)),
  );
  const bones = container.skeletons.flatMap((skeleton) => [skeleton, ...skeleton.bones]);
  const named: { name: string; id?: unknown }[] = [
    ...nodes,
    ...morphTargets,
    ...bones,
    ...container.animationGroups,
    ...container.textures,
  ];
  for (const entity of named) {
    const { name } = entity;
    // Names of morph targets come from a file's extras, so they may have any type.
    const text = typeof name === 'string' ? name : '';
    const tamed = plainName(text, MAX_NAME_CHARACTERS) || 'unnamed';
    if (tamed === name) continue;
    if (entity.id === name) entity.id = tamed;
    entity.name = tamed;
  }
}

/**
 * Gives every version the same names, since edits are matched by name and index: the loader's root becomes
 * `<name>.glb`, meshes and materials get the asset's name, textures the material's. Other names are kept as plain text.
 */
export function nameContent(container: AssetContainer, name: string): void {
  sanitizeNames(container);
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
