import { loadSimplifier } from './simplifier.ts';
import type { TriangleMesh } from './surface.ts';

/** Which corners of a mesh have the same position, across UV seams and split normals. */
export interface MeshTopology {
  /** Three per triangle: the first vertex with exactly this corner's position. */
  readonly corners: Uint32Array<ArrayBuffer>;
  readonly triangles: number;
  /** For every vertex, the first one with the same position. */
  readonly first: Uint32Array;
}

/** Finds corners of exactly equal position. */
export async function meshTopology({
  positions,
  indices,
}: Pick<TriangleMesh, 'positions' | 'indices'>): Promise<MeshTopology> {
  const simplifier = await loadSimplifier();
  const first = simplifier.generatePositionRemap(positions, 3);
  const corners = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) corners[i] = first[indices[i]!]!;
  return { corners, triangles: indices.length / 3, first };
}
