import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Node } from '@babylonjs/core/node.js';
import { contentNodeOf } from '../place/content-node.ts';
import { pairNodes } from './pair-nodes.ts';

function isOwned(container: AssetContainer, node: Node): boolean {
  const lists: readonly (readonly Node[])[] = [
    container.meshes,
    container.transformNodes,
    container.lights,
    container.cameras,
  ];
  return lists.some((list) => list.includes(node));
}

/**
 * Moves nodes that the app has parented to the old content (a light, a hat) to the corresponding node of the new content,
 * keeping their world transform; to the content node where there is no corresponding node. Returns the undo function,
 * which restores the exact local transforms.
 */
export function moveAppChildren(from: AssetContainer, to: AssetContainer): () => void {
  const counterpart = new Map<Node, TransformNode>();
  for (const [old, fresh] of pairNodes(from, to)) if (!counterpart.has(old)) counterpart.set(old, fresh);
  const contentNode = contentNodeOf(to);
  const left = [...from.meshes, ...from.transformNodes].filter((node) => !counterpart.has(node));
  if (contentNode) for (const node of left) counterpart.set(node, contentNode);
  const undo: (() => void)[] = [];
  for (const [old, fresh] of counterpart) {
    const children = old.getChildren().filter((child) => !isOwned(from, child));
    for (const child of children) undo.push(move(child, fresh));
  }
  return () => {
    for (const step of undo.reverse()) step();
  };
}

function move(child: Node, parent: TransformNode): () => void {
  const old = child.parent;
  if (!(child instanceof TransformNode)) {
    child.parent = parent;
    return () => {
      child.parent = old;
    };
  }
  const position = child.position.clone();
  const scaling = child.scaling.clone();
  const rotation = child.rotation.clone();
  const quaternion = child.rotationQuaternion?.clone() ?? null;
  child.setParent(parent);
  return () => {
    child.parent = old;
    child.position.copyFrom(position);
    child.scaling.copyFrom(scaling);
    child.rotationQuaternion = quaternion;
    if (!quaternion) child.rotation.copyFrom(rotation);
  };
}
