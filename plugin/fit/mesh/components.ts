import type { Box } from './vectors.ts';

/** A connected component of a mesh: triangles that share corners. */
export interface MeshComponent extends Box {
  readonly triangles: number;
  readonly area: number;
  /** Signed volume (divergence theorem): negative when the triangles face inward. Only meaningful when `isClosed`. */
  readonly volume: number;
  /** Every edge is used equally often in both directions: no border, consistent winding. */
  readonly isClosed: boolean;
}

export interface MeshComponents {
  /** Index into `components` for every triangle. */
  readonly componentOf: Uint32Array<ArrayBuffer>;
  readonly components: readonly MeshComponent[];
}

/** Numbers per component in the sums: area, volume, bounding box. */
const SUMS = 8;

/**
 * The connected components of a mesh.
 *
 * @param corners three per triangle, equal where positions are equal.
 */
export function componentsOf(positions: Float32Array, corners: Uint32Array): MeshComponents {
  const { componentOf, count } = labelTriangles(positions.length / 3, corners);
  const sums = new Float64Array(count * SUMS);
  const triangles = new Uint32Array(count);
  const balance = new Int32Array(count);
  for (let c = 0; c < count; c++)
    sums.fill(Infinity, c * SUMS + 2, c * SUMS + 5).fill(-Infinity, c * SUMS + 5, c * SUMS + 8);
  // Consecutive triangles usually belong to one component: their sums stay in registers.
  for (let first = 0; first < componentOf.length; ) {
    const component = componentOf[first]!;
    let end = first + 1;
    while (end < componentOf.length && componentOf[end] === component) end++;
    triangles[component]! += end - first;
    balance[component] = (balance[component]! + edgeBalance(corners, first, end)) | 0;
    addTriangles(sums, component * SUMS, positions, corners, first, end);
    first = end;
  }
  const components = Array.from({ length: count }, (_, c) => {
    const at = c * SUMS;
    return {
      triangles: triangles[c]!,
      area: sums[at]!,
      volume: sums[at + 1]!,
      isClosed: balance[c] === 0,
      min: [sums[at + 2]!, sums[at + 3]!, sums[at + 4]!] as const,
      max: [sums[at + 5]!, sums[at + 6]!, sums[at + 7]!] as const,
    };
  });
  return { componentOf, components };
}

/** Number of components that `componentsOf` would find. */
export function countPieces(vertices: number, corners: Uint32Array): number {
  return labelTriangles(vertices, corners).count;
}

/**
 * Joins triangles that share corners, all or only some of them: a function that gives the component of a triangle, a
 * number below `vertices`.
 */
export function joinTriangles(
  vertices: number,
  corners: Uint32Array,
  isJoined?: (triangle: number) => boolean,
): (triangle: number) => number {
  const parent = new Uint32Array(vertices);
  for (let v = 0; v < vertices; v++) parent[v] = v;
  function rootOf(vertex: number): number {
    let v = vertex;
    while (parent[v] !== v) {
      const up = parent[parent[v]!]!;
      parent[v] = up;
      v = up;
    }
    return v;
  }
  for (let i = 0; i < corners.length; i += 3) {
    if (isJoined && !isJoined(i / 3)) continue;
    const a = rootOf(corners[i]!);
    const b = rootOf(corners[i + 1]!);
    const c = rootOf(corners[i + 2]!);
    const least = Math.min(a, b, c);
    parent[a] = least;
    parent[b] = least;
    parent[c] = least;
  }
  return (triangle) => rootOf(corners[3 * triangle]!);
}

function labelTriangles(vertices: number, corners: Uint32Array) {
  const rootOf = joinTriangles(vertices, corners);
  const numberOf = new Int32Array(vertices).fill(-1);
  const componentOf = new Uint32Array(corners.length / 3);
  let count = 0;
  for (let t = 0; t < componentOf.length; t++) {
    const root = rootOf(t);
    if (numberOf[root]! < 0) numberOf[root] = count++;
    componentOf[t] = numberOf[root]!;
  }
  return { componentOf, count };
}

/**
 * A hash of an edge whose sign depends on the direction: on a closed surface they cancel out (false positive: 1 in
 * 2³²).
 */
function edgeTag(from: number, to: number): number {
  if (from === to) return 0;
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high + 0x7f4a7c15, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return from < to ? hash : -hash;
}

function edgeBalance(corners: Uint32Array, first: number, end: number): number {
  let sum = 0;
  for (let i = 3 * first; i < 3 * end; i += 3) {
    const a = corners[i]!;
    const b = corners[i + 1]!;
    const c = corners[i + 2]!;
    sum = (sum + edgeTag(a, b) + edgeTag(b, c) + edgeTag(c, a)) | 0;
  }
  return sum;
}

function addTriangles(
  sums: Float64Array,
  at: number,
  positions: Float32Array,
  corners: Uint32Array,
  first: number,
  end: number,
): void {
  // Relative to a point of the mesh, for precision far from the origin.
  const [ox, oy, oz] = [positions[0]!, positions[1]!, positions[2]!];
  let area = 0;
  let volume = 0;
  let [minX, minY, minZ] = [sums[at + 2]!, sums[at + 3]!, sums[at + 4]!];
  let [maxX, maxY, maxZ] = [sums[at + 5]!, sums[at + 6]!, sums[at + 7]!];
  for (let i = 3 * first; i < 3 * end; i += 3) {
    const a = corners[i]! * 3;
    const b = corners[i + 1]! * 3;
    const c = corners[i + 2]! * 3;
    const ax = positions[a]!;
    const ay = positions[a + 1]!;
    const az = positions[a + 2]!;
    const ux = positions[b]! - ax;
    const uy = positions[b + 1]! - ay;
    const uz = positions[b + 2]! - az;
    const vx = positions[c]! - ax;
    const vy = positions[c + 1]! - ay;
    const vz = positions[c + 2]! - az;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    area += Math.sqrt(nx * nx + ny * ny + nz * nz);
    volume += (ax - ox) * nx + (ay - oy) * ny + (az - oz) * nz;
    minX = Math.min(minX, ax, ax + ux, ax + vx);
    minY = Math.min(minY, ay, ay + uy, ay + vy);
    minZ = Math.min(minZ, az, az + uz, az + vz);
    maxX = Math.max(maxX, ax, ax + ux, ax + vx);
    maxY = Math.max(maxY, ay, ay + uy, ay + vy);
    maxZ = Math.max(maxZ, az, az + uz, az + vz);
  }
  sums[at] = sums[at]! + area / 2;
  sums[at + 1] = sums[at + 1]! + volume / 6;
  sums.set([minX, minY, minZ, maxX, maxY, maxZ], at + 2);
}
