import type { TriangleMesh } from '../mesh/surface.ts';

/** Triangles prepared for unwrapping: welded at equal positions, with areas and neighbours. */
export interface Faces {
  readonly count: number;
  /** Point of each corner: vertices of one position are one point. */
  readonly corners: Uint32Array;
  /** Three numbers per point, scaled so that the bounding box's longest edge is 1. */
  readonly points: Float64Array;
  /** Unit normal per face; zero for a degenerate one. */
  readonly normals: Float64Array;
  readonly areas: Float64Array;
  readonly perimeters: Float64Array;
  /** Pairs of faces that share an edge which no third face has. */
  readonly pairs: Pairs;
}

/** Neighbouring faces, with the length of their shared edge. */
export interface Pairs {
  readonly count: number;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly lengths: Float64Array;
}

export function readFaces(mesh: TriangleMesh): Faces {
  const count = Math.floor(mesh.indices.length / 3);
  const { points, pointOf } = weld(mesh.positions);
  const corners = new Uint32Array(count * 3);
  for (let i = 0; i < corners.length; i++) corners[i] = pointOf[mesh.indices[i]!]!;
  const normals = new Float64Array(count * 3);
  const areas = new Float64Array(count);
  const perimeters = new Float64Array(count);
  for (let face = 0; face < count; face++) {
    const a = corners[face * 3]! * 3;
    const b = corners[face * 3 + 1]! * 3;
    const c = corners[face * 3 + 2]! * 3;
    const ux = points[b]! - points[a]!;
    const uy = points[b + 1]! - points[a + 1]!;
    const uz = points[b + 2]! - points[a + 2]!;
    const vx = points[c]! - points[a]!;
    const vy = points[c + 1]! - points[a + 1]!;
    const vz = points[c + 2]! - points[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const length = Math.hypot(nx, ny, nz);
    perimeters[face] =
      Math.hypot(ux, uy, uz) + Math.hypot(vx, vy, vz) + Math.hypot(ux - vx, uy - vy, uz - vz);
    if (!(length > 0)) continue;
    areas[face] = length / 2;
    normals[face * 3] = nx / length;
    normals[face * 3 + 1] = ny / length;
    normals[face * 3 + 2] = nz / length;
  }
  return { count, corners, points, normals, areas, perimeters, pairs: findPairs(corners, points) };
}

/** Points scaled to a unit cube, one for all vertices at exactly the same position. */
function weld(positions: Float32Array): { points: Float64Array; pointOf: Uint32Array } {
  const vertices = Math.floor(positions.length / 3);
  const low = [Infinity, Infinity, Infinity];
  let extent = 0;
  for (let axis = 0; axis < 3; axis++) {
    let high = -Infinity;
    for (let i = axis; i < positions.length; i += 3) {
      if (!Number.isFinite(positions[i]!)) continue;
      low[axis] = Math.min(low[axis]!, positions[i]!);
      high = Math.max(high, positions[i]!);
    }
    if (high > low[axis]!) extent = Math.max(extent, high - low[axis]!);
  }
  const scale = extent > 0 ? 1 / extent : 1;
  const bits = new Int32Array(positions.buffer, positions.byteOffset, positions.length);
  const capacity = powerOfTwoAbove(vertices * 2);
  const table = new Int32Array(capacity).fill(-1);
  const firsts = new Uint32Array(vertices);
  const pointOf = new Uint32Array(vertices);
  let count = 0;
  for (let vertex = 0; vertex < vertices; vertex++) {
    const at = vertex * 3;
    // −0 and 0 have different bit patterns: adding 0 makes them equal.
    const hash =
      Math.imul(positions[at] === 0 ? 0 : bits[at]!, 0x9e3779b1) ^
      Math.imul(positions[at + 1] === 0 ? 0 : bits[at + 1]!, 0x85ebca6b) ^
      Math.imul(positions[at + 2] === 0 ? 0 : bits[at + 2]!, 0xc2b2ae35);
    let place = (hash ^ (hash >>> 15)) & (capacity - 1);
    for (; ; place = (place + 1) & (capacity - 1)) {
      const point = table[place]!;
      if (point < 0) {
        table[place] = count;
        firsts[count] = vertex;
        pointOf[vertex] = count++;
        break;
      }
      const first = firsts[point]! * 3;
      if (
        positions[first] === positions[at] &&
        positions[first + 1] === positions[at + 1] &&
        positions[first + 2] === positions[at + 2]
      ) {
        pointOf[vertex] = point;
        break;
      }
    }
  }
  const points = new Float64Array(count * 3);
  for (let point = 0; point < count; point++)
    for (let axis = 0; axis < 3; axis++) {
      const value = (positions[firsts[point]! * 3 + axis]! - low[axis]!) * scale;
      points[point * 3 + axis] = Number.isFinite(value) ? value : 0;
    }
  return { points, pointOf };
}

function findPairs(corners: Uint32Array, points: Float64Array): Pairs {
  const capacity = powerOfTwoAbove(corners.length * 2);
  const lows = new Uint32Array(capacity);
  const highs = new Uint32Array(capacity);
  const firsts = new Int32Array(capacity).fill(-1);
  const seconds = new Int32Array(capacity).fill(-1);
  for (let i = 0; i < corners.length; i++) {
    const face = Math.floor(i / 3);
    const p = corners[i]!;
    const q = corners[i % 3 === 2 ? i - 2 : i + 1]!;
    if (p === q) continue;
    const low = Math.min(p, q);
    const high = Math.max(p, q);
    const hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    let place = (hash ^ (hash >>> 15)) & (capacity - 1);
    while (firsts[place]! >= 0 && (lows[place] !== low || highs[place] !== high))
      place = (place + 1) & (capacity - 1);
    if (firsts[place]! < 0) {
      lows[place] = low;
      highs[place] = high;
      firsts[place] = face;
    } else {
      // −1: one face so far; −2: more than two.
      seconds[place] = seconds[place] === -1 && firsts[place] !== face ? face : -2;
    }
  }
  const a = new Uint32Array(corners.length);
  const b = new Uint32Array(corners.length);
  const lengths = new Float64Array(corners.length);
  let count = 0;
  for (let place = 0; place < capacity; place++) {
    if (seconds[place]! < 0) continue;
    a[count] = firsts[place]!;
    b[count] = seconds[place]!;
    const p = lows[place]! * 3;
    const q = highs[place]! * 3;
    lengths[count++] = Math.hypot(
      points[p]! - points[q]!,
      points[p + 1]! - points[q + 1]!,
      points[p + 2]! - points[q + 2]!,
    );
  }
  return { count, a, b, lengths };
}

function powerOfTwoAbove(value: number): number {
  let power = 16;
  while (power < value) power *= 2;
  return power;
}
