import { loadSimplifier } from './simplifier.ts';
import type { TriangleMesh } from './surface.ts';

/** Which corners of a mesh stand at the same place: what its UV seams and split normals hide. */
export interface MeshTopology {
  /** Three a triangle: the first vertex that has exactly this corner's position. */
  readonly corners: Uint32Array<ArrayBuffer>;
  readonly triangles: number;
  /** For every vertex, the first one at its place. */
  readonly first: Uint32Array;
}

/** Joins corners of exactly equal position. */
export async function meshTopology({ positions, indices }: TriangleMesh): Promise<MeshTopology> {
  const simplifier = await loadSimplifier();
  const first = simplifier.generatePositionRemap(positions, 3);
  const corners = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) corners[i] = first[indices[i]!]!;
  return { corners, triangles: indices.length / 3, first };
}
