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
 * Which node of a newcomer stands for which node of the old content: content node for content node, root for root, groups and
 * drawn meshes by their order. Where the newcomer has more, the last old one stands for the rest.
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
