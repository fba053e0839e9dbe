import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { ImageTo3DError } from '../../core/errors.ts';
import { rememberNode } from '../content/imported-state.ts';
import { offLists } from '../content/make-mesh.ts';
import { geometryMeshes } from '../content/name-content.ts';
import { type Bounds, vertexBounds } from './bounds.ts';

interface ContentNode {
  readonly node: TransformNode;
  /** Bounds of the content as imported, in the content node's space. */
  readonly bounds: Bounds;
}

const contentNodes = new WeakMap<AssetContainer, ContentNode>();

/**
 * The node between placement node and content, which scales and centres it; undefined before {@link
 * prepareContentNode}.
 */
export function contentNodeOf(container: AssetContainer): TransformNode | undefined {
  return contentNodes.get(container)?.node;
}

/**
 * Scales and moves a container's content by its content node: the longest side is `size` metres and the bottom centre is
 * the origin of the placement node. Uses the bounds as imported. Throws `import-failed` when the content has no extent,
 * `validation` when the size is not positive.
 */
export function placeContainer(container: AssetContainer, options: { readonly size: number }): TransformNode {
  const { size } = options;
  if (!(size > 0 && Number.isFinite(size)))
    throw new ImageTo3DError('validation', `The size of an asset must be above 0 metres, not ${size}.`);
  const { node, bounds } = prepareContentNode(container);
  const extent = bounds.max.subtract(bounds.min);
  const longest = Math.max(extent.x, extent.y, extent.z);
  if (!(longest > 0 && Number.isFinite(longest)))
    throw new ImageTo3DError('import-failed', `The asset measures ${longest} m: it cannot be scaled.`);
  const scale = size / longest;
  node.scaling.setAll(scale);
  node.position.set(
    (-scale * (bounds.min.x + bounds.max.x)) / 2,
    -scale * bounds.min.y,
    (-scale * (bounds.min.z + bounds.max.z)) / 2,
  );
  rememberNode(node);
  return node;
}

/**
 * Measures a container's content and creates its content node; only once, before edits are copied to it. The container
 * must not be in the scene. Throws `import-failed` when it has no vertices.
 */
export function prepareContentNode(container: AssetContainer): ContentNode {
  const known = contentNodes.get(container);
  if (known) return known;
  const bounds = vertexBounds(geometryMeshes(container));
  if (!bounds) throw new ImageTo3DError('import-failed', 'The asset has no vertices.');
  const { scene } = container;
  // Nodes of a container are not in the scene's lists until the container is added.
  const node = offLists(scene, () => new TransformNode('content', scene));
  node._parentContainer = container;
  container.populateRootNodes();
  for (const root of container.rootNodes) root.parent = node;
  container.transformNodes.push(node);
  container.populateRootNodes();
  const placed = { node, bounds };
  contentNodes.set(container, placed);
  return placed;
}
