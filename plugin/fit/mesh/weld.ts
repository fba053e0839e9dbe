import { gather } from './gather.ts';
import type { TriangleMesh } from './surface.ts';
import { type MeshTopology, meshTopology } from './topology.ts';
import { normalizeAll } from './vectors.ts';

export interface WeldedMesh {
  /** Without duplicate positions, unused vertices and degenerate triangles. */
  readonly mesh: TriangleMesh;
  /** For every vertex, a vertex of the original mesh with this position. */
  readonly sourceVertices: Uint32Array<ArrayBuffer>;
  /** Number of removed triangles with two corners at the same position. */
  readonly degenerate: number;
}

const NONE = 0xffffffff;

/**
 * Welds the mesh, ignoring UV seams: vertices of exactly equal position become one, with the average of their normals.
 * Unused vertices are removed: a simplifier would treat them as seam duplicates and stop early.
 */
export async function weldMesh(mesh: TriangleMesh, topology?: MeshTopology): Promise<WeldedMesh> {
  const { corners, first } = topology ?? (await meshTopology(mesh));
  const vertexOf = new Uint32Array(mesh.positions.length / 3).fill(NONE);
  const sources = new Uint32Array(vertexOf.length);
  const indices = new Uint32Array(corners.length);
  let vertices = 0;
  let kept = 0;
  for (let i = 0; i < corners.length; i += 3) {
    const a = corners[i]!;
    const b = corners[i + 1]!;
    const c = corners[i + 2]!;
    if (a === b || b === c || c === a) continue;
    for (let k = 0; k < 3; k++) {
      const corner = corners[i + k]!;
      let vertex = vertexOf[corner]!;
      if (vertex === NONE) {
        vertex = vertices++;
        vertexOf[corner] = vertex;
        sources[vertex] = corner;
      }
      indices[kept++] = vertex;
    }
  }
  const sourceVertices = sources.slice(0, vertices);
  return {
    mesh: {
      positions: gather(mesh.positions, sourceVertices, 3),
      normals: meanNormals(mesh, first, vertexOf, sourceVertices),
      indices: indices.slice(0, kept),
    },
    sourceVertices,
    degenerate: (corners.length - kept) / 3,
  };
}

// Every vertex of the original mesh counts once, however many triangles use it.
function meanNormals(
  { normals }: TriangleMesh,
  first: Uint32Array,
  vertexOf: Uint32Array,
  sourceVertices: Uint32Array,
): Float32Array<ArrayBuffer> {
  const sums = new Float32Array(sourceVertices.length * 3);
  for (let source = 0; source < first.length; source++) {
    const vertex = vertexOf[first[source]!]!;
    if (vertex === NONE) continue;
    const at = vertex * 3;
    sums[at] = sums[at]! + normals[source * 3]!;
    sums[at + 1] = sums[at + 1]! + normals[source * 3 + 1]!;
    sums[at + 2] = sums[at + 2]! + normals[source * 3 + 2]!;
  }
  // Where opposite normals cancel out, use any one of them.
  normalizeAll(sums, (vertex, out) => {
    const s = sourceVertices[vertex]! * 3;
    for (let c = 0; c < 3; c++) out[vertex * 3 + c] = normals[s + c]!;
  });
  return sums;
}
