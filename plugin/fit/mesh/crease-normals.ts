import { cornerAngle } from './corner-angle.ts';
import { neighboursOf, nextCorner } from './neighbours.ts';
import { normalizeAll } from './vectors.ts';

/** Normals with their vertices: a position has several where its faces do not share one. */
export interface CreaseNormals {
  /** Three floats per new vertex, unit length. */
  readonly normals: Float32Array<ArrayBuffer>;
  /** Three new vertices per triangle. */
  readonly indices: Uint32Array<ArrayBuffer>;
  /** For every new vertex, the given vertex whose other attributes it has. */
  readonly sourceVertices: Uint32Array<ArrayBuffer>;
}

/** Blender's default for smooth shading by angle: sharper edges look hard. */
export const CREASE_DEGREES = 30;

/**
 * Normals that are smooth across edges flatter than `creaseDegrees` and hard across the others, weighted by corner angle
 * (Thürmer and Wüthrich 1998). Neighbours with opposite winding share a normal up to its sign, so that each triangle's
 * normals lie on its own front.
 *
 * @param indices three vertices per triangle; those of one position may differ in other attributes.
 * @param corners three per triangle, equal where positions are equal.
 */
export function creaseNormals(
  positions: Float32Array,
  indices: Uint32Array,
  corners: Uint32Array,
  creaseDegrees = CREASE_DEGREES,
): CreaseNormals {
  const faces = faceNormals(positions, corners);
  const across = neighboursOf(positions.length / 3, withoutSlivers(corners));
  const minCosine = Math.cos((creaseDegrees * Math.PI) / 180);
  const perCorner = new Float32Array(corners.length * 3);
  // 0: not visited; otherwise the side of its triangle relative to the first triangle of its fan.
  const sides = new Int8Array(corners.length);
  const fan: number[] = [];

  /** Adds the corner of the triangle across `edge` at the same position, when that edge is smooth. */
  const visit = (from: number, edge: number, atStart: boolean) => {
    const other = across[edge]!;
    if (other < 0) return;
    const isConsistent = corners[other] !== corners[edge];
    const corner = isConsistent === atStart ? nextCorner(other) : other;
    if (sides[corner] !== 0) return;
    const [f, g] = [Math.floor(from / 3) * 3, Math.floor(corner / 3) * 3];
    const turn = isConsistent ? 1 : -1;
    const cosine = faces[f]! * faces[g]! + faces[f + 1]! * faces[g + 1]! + faces[f + 2]! * faces[g + 2]!;
    if (cosine * turn < minCosine) return;
    sides[corner] = sides[from]! * turn;
    fan.push(corner);
  };

  for (let start = 0; start < corners.length; start++) {
    if (sides[start] !== 0) continue;
    fan.length = 0;
    fan.push(start);
    sides[start] = 1;
    let [x, y, z] = [0, 0, 0];
    for (let i = 0; i < fan.length; i++) {
      const corner = fan[i]!;
      visit(corner, corner, true);
      visit(corner, nextCorner(nextCorner(corner)), false);
      const weight = sides[corner]! * cornerAngle(positions, corners, corner);
      const face = Math.floor(corner / 3) * 3;
      x += faces[face]! * weight;
      y += faces[face + 1]! * weight;
      z += faces[face + 2]! * weight;
    }
    const length = Math.hypot(x, y, z);
    for (const corner of fan) {
      const face = Math.floor(corner / 3) * 3;
      const scale = length > 0 ? sides[corner]! / length : 0;
      const facing = (x * faces[face]! + y * faces[face + 1]! + z * faces[face + 2]!) * scale;
      // A fan that turns over has no common normal.
      if (facing > 0) perCorner.set([x * scale, y * scale, z * scale], corner * 3);
      else perCorner.set(faces.subarray(face, face + 3), corner * 3);
    }
  }
  return shared(perCorner, indices);
}

/** Triangles with two corners at one place lose their edges, which would count as third faces of real ones. */
function withoutSlivers(corners: Uint32Array): Uint32Array {
  const result = corners.slice();
  for (let i = 0; i < corners.length; i += 3) {
    const [a, b, c] = [corners[i]!, corners[i + 1]!, corners[i + 2]!];
    if (a === b || b === c || c === a) result.fill(a, i, i + 3);
  }
  return result;
}

/** One vertex for all corners with the same given vertex and normal. */
function shared(perCorner: Float32Array, given: Uint32Array): CreaseNormals {
  let most = 0;
  for (let i = 0; i < given.length; i++) most = Math.max(most, given[i]!);
  const firstOf = new Int32Array(most + 1).fill(-1);
  const next = new Int32Array(given.length).fill(-1);
  const cornerOf = new Uint32Array(given.length);
  const indices = new Uint32Array(given.length);
  let count = 0;
  for (let corner = 0; corner < given.length; corner++) {
    const from = corner * 3;
    let vertex = firstOf[given[corner]!]!;
    for (; vertex >= 0; vertex = next[vertex]!) {
      const as = cornerOf[vertex]! * 3;
      if (
        perCorner[as] === perCorner[from] &&
        perCorner[as + 1] === perCorner[from + 1] &&
        perCorner[as + 2] === perCorner[from + 2]
      )
        break;
    }
    if (vertex < 0) {
      vertex = count++;
      cornerOf[vertex] = corner;
      next[vertex] = firstOf[given[corner]!]!;
      firstOf[given[corner]!] = vertex;
    }
    indices[corner] = vertex;
  }
  const normals = new Float32Array(count * 3);
  const sourceVertices = new Uint32Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    const corner = cornerOf[vertex]!;
    sourceVertices[vertex] = given[corner]!;
    normals.set(perCorner.subarray(corner * 3, corner * 3 + 3), vertex * 3);
  }
  return { normals, indices, sourceVertices };
}

/** Three per triangle, unit length; +z for one without area. */
function faceNormals(positions: Float32Array, corners: Uint32Array): Float32Array<ArrayBuffer> {
  const faces = new Float32Array(corners.length);
  for (let i = 0; i < corners.length; i += 3) {
    const a = corners[i]! * 3;
    const b = corners[i + 1]! * 3;
    const c = corners[i + 2]! * 3;
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    faces[i] = uy * vz - uz * vy;
    faces[i + 1] = uz * vx - ux * vz;
    faces[i + 2] = ux * vy - uy * vx;
  }
  normalizeAll(faces);
  return faces;
}
