import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Material } from '@babylonjs/core/Materials/material.js';
import { Matrix } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Node } from '@babylonjs/core/node.js';
import { COPIED_MATERIAL_PROPERTIES, COPIED_NODE_PROPERTIES } from './copied-properties.ts';
import { type PropertyValues, readValues } from './property-values.ts';

/** State of a node right after import: any difference now is an edit by the user. */
export interface NodeState {
  readonly local: Matrix;
  readonly isEnabled: boolean;
  readonly values: PropertyValues;
  readonly metadataKeys: ReadonlySet<string>;
}

const nodes = new WeakMap<TransformNode, NodeState>();
const materials = new WeakMap<Material, PropertyValues>();

/** Local transform of a node. */
export function localMatrix(node: TransformNode): Matrix {
  const rotation = node.rotationQuaternion ?? node.rotation.toQuaternion();
  return Matrix.Compose(node.scaling, rotation, node.position);
}

/** Current state of a node. */
export function nodeState(node: TransformNode): NodeState {
  const metadata: unknown = node.metadata;
  return {
    local: localMatrix(node),
    isEnabled: node.isEnabled(false),
    values: readValues(node, COPIED_NODE_PROPERTIES),
    metadataKeys: new Set(typeof metadata === 'object' && metadata !== null ? Object.keys(metadata) : []),
  };
}

export function rememberNode(node: TransformNode): void {
  nodes.set(node, nodeState(node));
}

/** Saves the imported state of every node and material of a container. */
export function rememberImport(container: AssetContainer): void {
  for (const node of [...container.meshes, ...container.transformNodes]) rememberNode(node);
  for (const material of container.materials)
    materials.set(material, readValues(material, COPIED_MATERIAL_PROPERTIES));
}

export function importedNode(node: TransformNode): NodeState | undefined {
  return nodes.get(node);
}

export function importedMaterial(material: Material): PropertyValues | undefined {
  return materials.get(material);
}

const chain = (
  node: TransformNode,
  top: Node | undefined,
  localOf: (node: TransformNode) => Matrix,
): Matrix => {
  let product = localOf(node);
  for (let at = node.parent; at && at !== top && at instanceof TransformNode; at = at.parent)
    product = product.multiply(localOf(at));
  return product;
};

/** Transform from a node to its ancestor `top`, as imported. */
export function importedChain(node: TransformNode, top: Node | undefined): Matrix {
  return chain(node, top, (at) => nodes.get(at)?.local ?? localMatrix(at));
}

/** The same with the current transforms. */
export function currentChain(node: TransformNode, top: Node | undefined): Matrix {
  return chain(node, top, localMatrix);
}
