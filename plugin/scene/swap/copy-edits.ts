import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Material } from '@babylonjs/core/Materials/material.js';
import { Matrix, Quaternion } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { COPIED_MATERIAL_PROPERTIES } from '../content/copied-properties.ts';
import { importedMaterial, importedNode, localMatrix, nodeState } from '../content/imported-state.ts';
import { isSameValue, readValues, writeValue } from '../content/property-values.ts';
import { contentNodeOf } from '../place/content-node.ts';
import { pairNodes } from './pair-nodes.ts';

/**
 * Copies edits made since import from one container's content to another's: transforms, visibility, collision, shadow and
 * picking flags, new metadata keys, the app's own materials and textures, numbers and colours of materials. Everything
 * else gets the new content's imported value, so copying twice is safe. Neither container needs to be in the scene.
 */
export function copyEdits(from: AssetContainer, to: AssetContainer): void {
  const ratio = contentScale(from) / contentScale(to);
  for (const [old, fresh] of pairNodes(from, to)) {
    copyTransform(old, fresh, old === contentNodeOf(from) ? 1 : ratio);
    copyNode(old, fresh);
    if ('material' in old && 'material' in fresh)
      copyMaterial(from, to, old as AbstractMesh, fresh as AbstractMesh);
  }
}

function contentScale(container: AssetContainer): number {
  const node = contentNodeOf(container);
  const imported = node && importedNode(node);
  return imported ? Math.abs(imported.local.m[0]!) || 1 : 1;
}

/** `ratio`: old unit / new unit, so that a move keeps its length in metres. */
function copyTransform(old: TransformNode, fresh: TransformNode, ratio: number): void {
  const before = importedNode(old)?.local;
  const start = importedNode(fresh)?.local;
  if (!before || !start) return;
  const change = Matrix.Invert(before).multiply(localMatrix(old));
  const isMoved = !before.equalsWithEpsilon?.(localMatrix(old), 1e-6);
  if (!isMoved && localMatrix(fresh).equalsWithEpsilon?.(start, 1e-6)) return;
  const shift = change.getTranslation().scaleInPlace(ratio);
  const target = isMoved ? start.multiply(change.setTranslation(shift)) : start;
  const rotation = new Quaternion();
  target.decompose(fresh.scaling, rotation, fresh.position);
  if (fresh.rotationQuaternion) fresh.rotationQuaternion.copyFrom(rotation);
  else rotation.toEulerAnglesToRef(fresh.rotation);
}

function copyNode(old: TransformNode, fresh: TransformNode): void {
  const before = importedNode(old);
  const start = importedNode(fresh);
  if (!before || !start) return;
  const now = nodeState(old);
  const isEnabled = now.isEnabled === before.isEnabled ? start.isEnabled : now.isEnabled;
  if (fresh.isEnabled(false) !== isEnabled) fresh.setEnabled(isEnabled);
  for (const [path, imported] of start.values) {
    const value = now.values.get(path);
    const isEdited = now.values.has(path) && !isSameValue(value, before.values.get(path));
    writeValue(fresh, path, isEdited ? value : imported);
  }
  const added = [...now.metadataKeys].filter((key) => !before.metadataKeys.has(key));
  if (added.length === 0) return;
  const entries = added.map((key) => [key, old.metadata[key]]);
  fresh.metadata = { ...fresh.metadata, ...Object.fromEntries(entries) };
}

function copyMaterial(
  from: AssetContainer,
  to: AssetContainer,
  old: AbstractMesh,
  fresh: AbstractMesh,
): void {
  // An instance draws with its source's material.
  if (fresh.isAnInstance) return;
  const { material } = old;
  if (material && !from.materials.includes(material)) {
    // The app replaced the imported material by its own.
    if (fresh.material !== material) fresh.material = material;
    return;
  }
  if (material && fresh.material && to.materials.includes(fresh.material))
    copyMaterialValues(from, material, fresh.material);
}

function copyMaterialValues(from: AssetContainer, old: Material, fresh: Material): void {
  const before = importedMaterial(old);
  const start = importedMaterial(fresh);
  if (!before || !start) return;
  const owned = new Set<unknown>(from.textures);
  const now = readValues(old, COPIED_MATERIAL_PROPERTIES);
  for (const [path, imported] of start) {
    const value = now.get(path);
    const isEdited = now.has(path) && before.has(path) && !isSameValue(value, before.get(path));
    writeValue(fresh, path, isEdited && !owned.has(value) ? value : imported);
  }
}
