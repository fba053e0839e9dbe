import { cornerAngle } from '../mesh/corner-angle.ts';
import type { TexturedMesh } from '../mesh/surface.ts';

/** The mesh that receives the maps, with data computed once for all texels. */
export interface BakeTarget {
  readonly mesh: TexturedMesh;
  readonly triangles: number;
  /**
   * Six numbers per triangle: barycentric of corner b is [0] + [1]·x + [2]·y, of corner c [3] + [4]·x + [5]·y, with
   * x and y in texels. NaN for a triangle without area in UV.
   */
  readonly barycentrics: Float64Array;
  /**
   * Three floats per vertex: sum of the triangles' unit ∂P/∂u, weighted by corner angle as in MikkTSpace, not
   * normalised.
   */
  readonly tangents: Float32Array;
  /** +1 or −1 per triangle: sign of its UV determinant. */
  readonly handedness: Int8Array;
  /** UV island of each vertex. */
  readonly islands: Uint32Array;
  /** Triangle of every edge that bounds an island, with the edge's first corner: 3 × triangle + corner. */
  readonly outline: Uint32Array;
}

/** Prepares `mesh` for maps of `sizePx` texels per side. */
export function prepareTarget(mesh: TexturedMesh, sizePx: number): BakeTarget {
  const { positions, uvs, indices } = mesh;
  const triangles = Math.floor(indices.length / 3);
  const barycentrics = new Float64Array(triangles * 6);
  const tangents = new Float32Array(positions.length);
  const faceTangent = new Float64Array(3);
  const handedness = new Int8Array(triangles);
  for (let triangle = 0; triangle < triangles; triangle++) {
    const a = indices[triangle * 3]!;
    const b = indices[triangle * 3 + 1]!;
    const c = indices[triangle * 3 + 2]!;
    const ax = uvs[a * 2]! * sizePx;
    const ay = uvs[a * 2 + 1]! * sizePx;
    const bx = uvs[b * 2]! * sizePx - ax;
    const by = uvs[b * 2 + 1]! * sizePx - ay;
    const cx = uvs[c * 2]! * sizePx - ax;
    const cy = uvs[c * 2 + 1]! * sizePx - ay;
    const determinant = bx * cy - by * cx;
    handedness[triangle] = determinant < 0 ? -1 : 1;
    const scale = determinant === 0 ? Number.NaN : 1 / determinant;
    const to = triangle * 6;
    barycentrics[to + 1] = cy * scale;
    barycentrics[to + 2] = -cx * scale;
    barycentrics[to] = -(ax * cy - ay * cx) * scale;
    barycentrics[to + 4] = -by * scale;
    barycentrics[to + 5] = bx * scale;
    barycentrics[to + 3] = -(ay * bx - ax * by) * scale;
    if (determinant === 0) continue;
    let length = 0;
    for (let axis = 0; axis < 3; axis++) {
      const origin = positions[a * 3 + axis]!;
      const alongB = positions[b * 3 + axis]! - origin;
      const alongC = positions[c * 3 + axis]! - origin;
      const tangent = (alongB * cy - alongC * by) * handedness[triangle]!;
      faceTangent[axis] = tangent;
      length += tangent * tangent;
    }
    if (!(length > 0)) continue;
    for (let corner = 0; corner < 3; corner++) {
      const vertex = indices[triangle * 3 + corner]! * 3;
      const weight = cornerAngle(positions, indices, triangle * 3 + corner) / Math.sqrt(length);
      for (let axis = 0; axis < 3; axis++)
        tangents[vertex + axis] = tangents[vertex + axis]! + faceTangent[axis]! * weight;
    }
  }
  return {
    mesh,
    triangles,
    barycentrics,
    tangents,
    handedness,
    islands: findIslands(indices, positions.length / 3),
    outline: findOutline(indices, triangles),
  };
}

function findIslands(indices: Uint32Array, vertices: number): Uint32Array {
  const parents = new Uint32Array(vertices).map((_, vertex) => vertex);
  const rootOf = (vertex: number): number => {
    let root = vertex;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  for (let i = 0; i + 2 < indices.length; i += 3) {
    const root = rootOf(indices[i]!);
    parents[rootOf(indices[i + 1]!)] = root;
    parents[rootOf(indices[i + 2]!)] = root;
  }
  for (let vertex = 0; vertex < vertices; vertex++) parents[vertex] = rootOf(vertex);
  return parents;
}

/** Edges with only one triangle. */
function findOutline(indices: Uint32Array, triangles: number): Uint32Array {
  let capacity = 64;
  while (capacity < triangles * 6) capacity *= 2;
  // Open addressing: 1 + half-edge, negative once its twin was found.
  const table = new Int32Array(capacity);
  const ends = (halfEdge: number): [number, number] => {
    const corner = halfEdge % 3;
    return [indices[halfEdge]!, indices[corner === 2 ? halfEdge - 2 : halfEdge + 1]!];
  };
  for (let halfEdge = 0; halfEdge < triangles * 3; halfEdge++) {
    const corner = halfEdge % 3;
    const p = indices[halfEdge]!;
    const q = indices[corner === 2 ? halfEdge - 2 : halfEdge + 1]!;
    const low = Math.min(p, q);
    const high = Math.max(p, q);
    let place = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
    for (place = (place ^ (place >>> 15)) & (capacity - 1); ; place = (place + 1) & (capacity - 1)) {
      const entry = table[place]!;
      if (entry === 0) {
        table[place] = halfEdge + 1;
        break;
      }
      const [r, s] = ends(Math.abs(entry) - 1);
      if (Math.min(r, s) !== low || Math.max(r, s) !== high) continue;
      table[place] = -Math.abs(entry);
      break;
    }
  }
  return Uint32Array.from(table.filter((entry) => entry > 0).map((entry) => entry - 1)).sort();
}
