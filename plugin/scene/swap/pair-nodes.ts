import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { geometryMeshes } from '../content/name-content.ts';
import { contentNodeOf } from '../place/content-node.ts';

function groups(container: AssetContainer): TransformNode[][] {
  const node = contentNodeOf(container);
  const meshes = geometryMeshes(container);
  const isDrawn = new Set<TransformNode>(meshes);
  return [
    node ? [node] : [],
    container.meshes.filter((mesh) => !isDrawn.has(mesh)),
    container.transformNodes.filter((other) => other !== node),
    meshes,
  ];
}

/**
 * Pairs the nodes of old and new content: content nodes, roots, groups and meshes, each by their order. Where the new
 * content has more, the rest is paired with the last old node.
 */
export function pairNodes(from: AssetContainer, to: AssetContainer): [TransformNode, TransformNode][] {
  const old = groups(from);
  return groups(to).flatMap((fresh, kind) =>
    fresh.flatMap((node, index): [TransformNode, TransformNode][] => {
      const counterpart = old[kind]?.[Math.min(index, old[kind].length - 1)];
      return counterpart ? [[counterpart, node]] : [];
    }),
  );
}
