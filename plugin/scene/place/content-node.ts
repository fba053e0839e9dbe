import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { ImageTo3DError } from '../../core/errors.ts';
import { rememberNode } from '../content/imported-state.ts';
import { offLists } from '../content/make-mesh.ts';
import { geometryMeshes } from '../content/name-content.ts';
import { type Bounds, vertexBounds } from './bounds.ts';

interface ContentNode {
  readonly node: TransformNode;
  /** Of the content as imported, in the space of the content node. */
  readonly bounds: Bounds;
}

const contentNodes = new WeakMap<AssetContainer, ContentNode>();

/** The node between placement node and content; undefined before {@link placeContainer}. */
export function contentNodeOf(container: AssetContainer): TransformNode | undefined {
  return contentNodes.get(container)?.node;
}

/**
 * Puts a content node above a container's roots, so scaled and moved that the content's longest side is `size` metres and
 * its bottom centre is the origin of the content node's parent, whatever transform that has. Bounds are those of the vertices
 * as imported. Throws `import-failed` when nothing in it has an extent, `validation` when the size is none.
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
 * Measures a container's content as imported and makes its content node, once; before any edit is carried over to it.
 * The container must not be in the scene. Throws `import-failed` when it holds no vertices.
 */
export function prepareContentNode(container: AssetContainer): ContentNode {
  const known = contentNodes.get(container);
  if (known) return known;
  const bounds = vertexBounds(geometryMeshes(container));
  if (!bounds) throw new ImageTo3DError('import-failed', 'The asset holds no vertices.');
  const { scene } = container;
  // A node of a container stays off the scene's list until the container is added.
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
