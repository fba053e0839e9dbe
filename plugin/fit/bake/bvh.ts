import type { TriangleMesh } from '../mesh/surface.ts';
import { sortAlongCurve } from './morton.ts';
import { createPacer, type Pacer } from './pacer.ts';

/** A bounding volume hierarchy of triangles in flat arrays; triangles are in leaf order, so a leaf is contiguous. */
export interface Bvh {
  /** Six floats per node: min x, y, z, then max. The two children of a node are adjacent. */
  readonly bounds: Float32Array;
  /** Inner node: its first child (the second follows it). Leaf: −1 − (4 × first slot + triangles − 1). */
  readonly links: Int32Array;
  /** Number of nodes in use; 0 for a mesh without triangles. */
  readonly nodeCount: number;
  /** Nine floats per slot. */
  readonly corners: Float32Array;
  /** Three floats per slot, unit length; zero for a degenerate triangle. */
  readonly faceNormals: Float32Array;
  /** Index of the mesh triangle, per slot. */
  readonly triangles: Uint32Array;
}

export const LEAF_TRIANGLES = 4;
const STRIDE_BETWEEN_PAUSES = 1 << 16;

/**
 * Builds the tree by splitting the Morton order of the triangles at its highest differing bit (Karras 2012, but
 * top-down), then fits the boxes from the leaves up. Works in slices of `pacer`.
 */
export async function buildBvh(mesh: TriangleMesh, pacer: Pacer = createPacer()): Promise<Bvh> {
  const order = await sortAlongCurve(mesh, pacer);
  if (pacer.due()) await pacer.rest();
  const { links, nodeCount } = splitByKeys(order.keys);
  if (pacer.due()) await pacer.rest();
  const count = order.triangles.length;
  const bvh: Bvh = {
    bounds: new Float32Array(nodeCount * 6),
    links: links.subarray(0, nodeCount),
    nodeCount,
    corners: new Float32Array(count * 9),
    faceNormals: new Float32Array(count * 3),
    triangles: order.triangles,
  };
  for (let first = 0; first < count; first += STRIDE_BETWEEN_PAUSES) {
    copyCorners(mesh, bvh, first, Math.min(count, first + STRIDE_BETWEEN_PAUSES));
    if (pacer.due()) await pacer.rest();
  }
  for (let last = nodeCount; last > 0; last -= STRIDE_BETWEEN_PAUSES) {
    fitBoxes(bvh, Math.max(0, last - STRIDE_BETWEEN_PAUSES), last);
    if (pacer.due()) await pacer.rest();
  }
  return bvh;
}

function splitByKeys(keys: Uint32Array): { links: Int32Array; nodeCount: number } {
  const count = keys.length;
  // Every split creates two nodes, and there are at most triangles − 1 splits.
  const links = new Int32Array(Math.max(1, 2 * count));
  if (count === 0) return { links, nodeCount: 0 };
  const firsts = new Uint32Array(links.length);
  const ends = new Uint32Array(links.length);
  ends[0] = count;
  let nodeCount = 1;
  for (let node = 0; node < nodeCount; node++) {
    const first = firsts[node]!;
    const end = ends[node]!;
    if (end - first <= LEAF_TRIANGLES) {
      links[node] = -1 - (first * LEAF_TRIANGLES + (end - first - 1));
      continue;
    }
    const middle = splitOf(keys, first, end);
    links[node] = nodeCount;
    firsts[nodeCount] = first;
    ends[nodeCount++] = middle;
    firsts[nodeCount] = middle;
    ends[nodeCount++] = end;
  }
  return { links, nodeCount };
}

/** First slot of the range whose highest differing bit is set; the middle where all keys are equal. */
function splitOf(keys: Uint32Array, first: number, end: number): number {
  const differing = keys[first]! ^ keys[end - 1]!;
  if (differing === 0) return (first + end) >>> 1;
  const bit = 1 << (31 - Math.clz32(differing));
  let low = first;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle]! & bit) === 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function copyCorners(mesh: TriangleMesh, bvh: Bvh, first: number, end: number): void {
  const { positions, indices } = mesh;
  const { corners, faceNormals, triangles } = bvh;
  for (let slot = first; slot < end; slot++) {
    const triangle = triangles[slot]! * 3;
    for (let corner = 0; corner < 3; corner++) {
      const from = indices[triangle + corner]! * 3;
      const to = slot * 9 + corner * 3;
      corners[to] = positions[from]!;
      corners[to + 1] = positions[from + 1]!;
      corners[to + 2] = positions[from + 2]!;
    }
    const at = slot * 9;
    const ux = corners[at + 3]! - corners[at]!;
    const uy = corners[at + 4]! - corners[at + 1]!;
    const uz = corners[at + 5]! - corners[at + 2]!;
    const vx = corners[at + 6]! - corners[at]!;
    const vy = corners[at + 7]! - corners[at + 1]!;
    const vz = corners[at + 8]! - corners[at + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    const scale = length > 0 ? 1 / length : 0;
    faceNormals[slot * 3] = nx * scale;
    faceNormals[slot * 3 + 1] = ny * scale;
    faceNormals[slot * 3 + 2] = nz * scale;
  }
}

/** Computes the boxes from `last` down to `first`: children come after their parents, so their boxes are ready. */
function fitBoxes(bvh: Bvh, first: number, last: number): void {
  const { bounds, links, corners } = bvh;
  for (let node = last - 1; node >= first; node--) {
    const link = links[node]!;
    const at = node * 6;
    if (link >= 0) {
      const left = link * 6;
      for (let axis = 0; axis < 3; axis++) {
        bounds[at + axis] = Math.min(bounds[left + axis]!, bounds[left + 6 + axis]!);
        bounds[at + 3 + axis] = Math.max(bounds[left + 3 + axis]!, bounds[left + 9 + axis]!);
      }
      continue;
    }
    const packed = -1 - link;
    const start = (packed >>> 2) * 9;
    const end = start + ((packed & 3) + 1) * 9;
    for (let axis = 0; axis < 3; axis++) {
      let low = Infinity;
      let high = -Infinity;
      for (let i = start + axis; i < end; i += 3) {
        const value = corners[i]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      bounds[at + axis] = low;
      bounds[at + 3 + axis] = high;
    }
  }
}
