import type { Bvh } from './bvh.ts';
import { type ClosestPoint, closestOnTriangle } from './closest-point.ts';

/** Result of a query. */
export interface Hit {
  /** Slot of the tree; −1 when nothing was found. */
  slot: number;
  readonly place: ClosestPoint;
}

/** Disables the facing test. */
export const ANY_FACING = -2;

export interface NearestQuery {
  /** The last result; overwritten by the next query. */
  readonly hit: Hit;
  /**
   * Finds the point of the surface nearest to p = points[3 index …] among triangles whose face normal m has n·m ≥
   * `minDot`, n = normals[3 index …] ({@link ANY_FACING}: all), at a squared distance below `bound2`. False when there
   * is none.
   */
  find(points: Float64Array, normals: Float64Array, index: number, minDot: number, bound2: number): boolean;
}

// Deeper than any tree: 30 bits of key, then halves of at most 2^29 equal ones.
const MAX_DEPTH = 64;

/** A query that allocates nothing when it runs. */
export function createNearestQuery(bvh: Bvh): NearestQuery {
  const { bounds, links, corners, faceNormals } = bvh;
  const stack = new Int32Array(MAX_DEPTH);
  const stackDistances = new Float64Array(MAX_DEPTH);
  const closest: ClosestPoint = new Float64Array(3);
  const hit: Hit = { slot: -1, place: new Float64Array(3) };

  const boxDistance2 = (at: number, px: number, py: number, pz: number): number => {
    const dx = Math.max(bounds[at]! - px, px - bounds[at + 3]!, 0);
    const dy = Math.max(bounds[at + 1]! - py, py - bounds[at + 4]!, 0);
    const dz = Math.max(bounds[at + 2]! - pz, pz - bounds[at + 5]!, 0);
    return dx * dx + dy * dy + dz * dz;
  };

  return {
    hit,
    find(points, normals, index, minDot, bound2) {
      const at = index * 3;
      const px = points[at]!;
      const py = points[at + 1]!;
      const pz = points[at + 2]!;
      const nx = normals[at]!;
      const ny = normals[at + 1]!;
      const nz = normals[at + 2]!;
      hit.slot = -1;
      let best = bound2;
      if (bvh.nodeCount === 0) return false;
      let depth = 0;
      let node = 0;
      for (;;) {
        const link = links[node]!;
        if (link >= 0) {
          const left = boxDistance2(link * 6, px, py, pz);
          const right = boxDistance2(link * 6 + 6, px, py, pz);
          const leftFirst = left <= right;
          const near = leftFirst ? left : right;
          const far = leftFirst ? right : left;
          if (near < best) {
            if (far < best) {
              stack[depth] = leftFirst ? link + 1 : link;
              stackDistances[depth++] = far;
            }
            node = leftFirst ? link : link + 1;
            continue;
          }
        } else {
          const packed = -1 - link;
          const first = packed >>> 2;
          const end = first + (packed & 3) + 1;
          for (let slot = first; slot < end; slot++) {
            const n = slot * 3;
            if (nx * faceNormals[n]! + ny * faceNormals[n + 1]! + nz * faceNormals[n + 2]! < minDot) continue;
            closestOnTriangle(corners, slot, points, at, closest);
            if (closest[2]! >= best) continue;
            best = closest[2]!;
            hit.slot = slot;
            hit.place.set(closest);
          }
        }
        do {
          if (depth === 0) return hit.slot >= 0;
          depth--;
        } while (stackDistances[depth]! >= best);
        node = stack[depth]!;
      }
    },
  };
}
