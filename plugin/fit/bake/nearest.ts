import type { Bvh } from './bvh.ts';
import { type ClosestPoint, closestOnTriangle } from './closest-point.ts';

/** Where a query ended: slot of the tree, barycentrics of its corners b and c, squared distance. */
export interface Hit extends ClosestPoint {
  slot: number;
}

/** Asks for the facing test to be left out. */
export const ANY_FACING = -2;

export interface NearestQuery {
  /** The last answer; overwritten by the next query. */
  readonly hit: Hit;
  /**
   * Finds the point of the surface nearest to p among triangles whose face normal n' has n·n' ≥ `minDot`
   * ({@link ANY_FACING}: all), at a squared distance below `bound2`. False when there is none.
   */
  find(
    px: number,
    py: number,
    pz: number,
    nx: number,
    ny: number,
    nz: number,
    minDot: number,
    bound2: number,
  ): boolean;
}

// Deeper than any tree: 30 bits of key, then halves of at most 2^29 equal ones.
const MAX_DEPTH = 64;

/** A query that allocates nothing when it runs. */
export function createNearestQuery(bvh: Bvh): NearestQuery {
  const { bounds, links, corners, faceNormals } = bvh;
  const stack = new Int32Array(MAX_DEPTH);
  const stackDistances = new Float64Array(MAX_DEPTH);
  const point: ClosestPoint = { v: 0, w: 0, distance2: 0 };
  const hit: Hit = { slot: -1, v: 0, w: 0, distance2: Infinity };

  const boxDistance2 = (at: number, px: number, py: number, pz: number): number => {
    const dx = Math.max(bounds[at]! - px, px - bounds[at + 3]!, 0);
    const dy = Math.max(bounds[at + 1]! - py, py - bounds[at + 4]!, 0);
    const dz = Math.max(bounds[at + 2]! - pz, pz - bounds[at + 5]!, 0);
    return dx * dx + dy * dy + dz * dz;
  };

  return {
    hit,
    find(px, py, pz, nx, ny, nz, minDot, bound2) {
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
            closestOnTriangle(corners, slot, px, py, pz, point);
            if (point.distance2 < best) {
              best = point.distance2;
              hit.slot = slot;
              hit.v = point.v;
              hit.w = point.w;
              hit.distance2 = best;
            }
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
