import type { Document, Mesh, Node } from '@gltf-transform/core';
import { screenCoverages } from '../write/lod-json.ts';
import { boundsOf } from '../write/quantize.ts';
import {
  drawnTriangles,
  isTriangles,
  nodesOf,
  type Part,
  type ReduceOptions,
  readParts,
  reduceParts,
  setTriangles,
} from './simplify-document.ts';

/** A node and the nodes that are drawn instead of it from further away, the finest first. */
export interface NodeLods {
  readonly node: Node;
  readonly lods: readonly Node[];
  /** For `MSFT_screencoverage`. */
  readonly coverages: readonly number[];
}

interface MeshLod {
  readonly mesh: Mesh;
  /** In the mesh's own units. */
  readonly error: number;
}

function extentOf({ geometry }: Part): readonly number[] {
  const { min, max } = boundsOf([geometry]);
  return max.map((value, axis) => value - min[axis]!);
}

/** A mesh of the triangles that its parts have now; undefined when they are no fewer than before. */
async function lodMesh(document: Document, mesh: Mesh, parts: readonly Part[], level: number, most: number) {
  const triangles = parts.reduce((sum, { indices }) => sum + indices.length / 3, 0);
  if (triangles >= most) return undefined;
  const lod = document.createMesh(`${mesh.getName()} LOD ${level}`);
  for (const { primitive, indices } of parts) {
    const copy = primitive.clone();
    lod.addPrimitive(copy);
    await setTriangles(document, copy, indices);
  }
  for (const primitive of mesh.listPrimitives()) if (!isTriangles(primitive)) lod.addPrimitive(primitive);
  const error = Math.max(...parts.map((part) => part.error * Math.max(...extentOf(part))));
  return { lod: { mesh: lod, error }, triangles };
}

/** A node that may be exchanged as a whole: with children or a movement of its own, the mesh hangs on a new child. */
function holderOf(document: Document, node: Node, isMoved: boolean): Node {
  if (!isMoved && node.listChildren().length === 0) return node;
  const holder = document.createNode(node.getName()).setMesh(node.getMesh()).setSkin(node.getSkin());
  node.setMesh(null).setSkin(null).addChild(holder);
  return holder;
}

/**
 * Makes levels of detail of every drawn mesh: shares of the triangles that the document has now. They use the skin of
 * their node, so that they move with the same skeleton; its materials and its place too.
 */
export async function makeDocumentLods(
  document: Document,
  shares: readonly number[],
  options: ReduceOptions,
): Promise<NodeLods[]> {
  const whole = drawnTriangles(document);
  const copies = await readParts(document, (primitive) => primitive.clone());
  const parts = copies.filter(({ instances }) => instances > 0);
  const chains = new Map<Mesh, MeshLod[]>();
  const least = new Map<Mesh, number>();
  const meshes = [...new Set(parts.map(({ mesh }) => mesh))];
  for (const share of shares) {
    await reduceParts(parts, Math.max(1, Math.floor(whole * share)), options);
    for (const mesh of meshes) {
      const own = parts.filter((part) => part.mesh === mesh);
      const chain = chains.get(mesh) ?? [];
      const most = least.get(mesh) ?? own.reduce((sum, { geometry }) => sum + geometry.indices.length / 3, 0);
      const made = await lodMesh(document, mesh, own, chain.length + 1, most);
      if (!made) continue;
      chains.set(mesh, [...chain, made.lod]);
      least.set(mesh, made.triangles);
    }
  }
  const moved = new Set(
    document
      .getRoot()
      .listAnimations()
      .flatMap((animation) => animation.listChannels().map((channel) => channel.getTargetNode())),
  );
  const links = [...chains].flatMap(([mesh, chain]) => {
    const radius = Math.max(
      ...parts.filter((part) => part.mesh === mesh).map((part) => Math.hypot(...extentOf(part)) / 2),
    );
    const coverages = screenCoverages(
      chain.map(({ error }) => error),
      radius,
    );
    return nodesOf(mesh).map((owner): NodeLods => {
      const node = holderOf(document, owner, moved.has(owner));
      const lods = chain.map(({ mesh: lod }, i) =>
        document
          .createNode(`${node.getName()} LOD ${i + 1}`)
          .setTranslation(node.getTranslation())
          .setRotation(node.getRotation())
          .setScale(node.getScale())
          .setMesh(lod)
          .setSkin(node.getSkin()),
      );
      return { node, lods, coverages };
    });
  });
  for (const { primitive } of copies) primitive.dispose();
  return links;
}
