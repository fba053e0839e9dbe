import type { Bvh } from './bvh.ts';
import { type ClosestPoint, closestOnTriangle } from './closest-point.ts';
import type { Hit } from './nearest.ts';

/**
 * The few triangles around a patch of points, collected from the BVH once. The nearest of them is the nearest of all if it
 * is within the reach used for collecting.
 */
export interface Neighbourhood {
  /** The last result; overwritten by the next query. */
  readonly hit: Hit;
  /** Collects every triangle whose leaf box is within `reach` of the box (min x, y, z, max x, y, z). False: too many. */
  gather(box: Float64Array, reach: number): boolean;
  /** As `NearestQuery.find`, among the gathered triangles, for a point within the box. */
  find(points: Float64Array, normals: Float64Array, index: number, minDot: number, bound2: number): boolean;
}

const WORDS = 8;
const CAPACITY = WORDS * 32;
const MAX_DEPTH = 64;
/** Slices of the box along each axis. */
const SLABS = 16;

/**
 * Each slab has one bit per BVH leaf that intersects it. The leaves near a point are the common bits of its x, y and z
 * slabs.
 */
export function createNeighbourhood(bvh: Bvh): Neighbourhood {
  const { bounds, links, corners, faceNormals } = bvh;
  const nodes = new Int32Array(CAPACITY);
  const slabs = new Int32Array(3 * SLABS * WORDS);
  const tested = new Int32Array(WORDS);
  const stack = new Int32Array(MAX_DEPTH);
  const closest: ClosestPoint = new Float64Array(3);
  const hit: Hit = { slot: -1, place: new Float64Array(3) };
  let count = 0;
  let words = 0;
  let lowX = 0;
  let lowY = 0;
  let lowZ = 0;
  let perX = 0;
  let perY = 0;
  let perZ = 0;

  const slabOf = (value: number, low: number, perSlab: number): number => {
    const slab = ((value - low) * perSlab) | 0;
    return slab < 0 ? 0 : slab >= SLABS ? SLABS - 1 : slab;
  };

  const mark = (axis: number, first: number, last: number, candidate: number): void => {
    const bit = 1 << (candidate & 31);
    const end = (axis * SLABS + last) * WORDS;
    for (let at = (axis * SLABS + first) * WORDS + (candidate >>> 5); at < end + WORDS; at += WORDS)
      slabs[at] = slabs[at]! | bit;
  };

  /** True when all three corners lie on one side of low…high; `at` is the first corner's coordinate. */
  const isBeyond = (at: number, low: number, high: number): boolean => {
    const a = corners[at]!;
    const b = corners[at + 3]!;
    const c = corners[at + 6]!;
    return (a > high && b > high && c > high) || (a < low && b < low && c < low);
  };

  return {
    hit,
    gather(box, reach) {
      count = 0;
      words = 0;
      if (bvh.nodeCount === 0) return true;
      slabs.fill(0);
      lowX = box[0]! - reach;
      lowY = box[1]! - reach;
      lowZ = box[2]! - reach;
      const highX = box[3]! + reach;
      const highY = box[4]! + reach;
      const highZ = box[5]! + reach;
      perX = highX > lowX ? SLABS / (highX - lowX) : 0;
      perY = highY > lowY ? SLABS / (highY - lowY) : 0;
      perZ = highZ > lowZ ? SLABS / (highZ - lowZ) : 0;
      let depth = 1;
      stack[0] = 0;
      while (depth > 0) {
        const node = stack[--depth]!;
        const at = node * 6;
        if (bounds[at]! > highX || bounds[at + 3]! < lowX) continue;
        if (bounds[at + 1]! > highY || bounds[at + 4]! < lowY) continue;
        if (bounds[at + 2]! > highZ || bounds[at + 5]! < lowZ) continue;
        const link = links[node]!;
        if (link >= 0) {
          stack[depth++] = link;
          stack[depth++] = link + 1;
          continue;
        }
        if (count === CAPACITY) return false;
        mark(0, slabOf(bounds[at]!, lowX, perX), slabOf(bounds[at + 3]!, lowX, perX), count);
        mark(1, slabOf(bounds[at + 1]!, lowY, perY), slabOf(bounds[at + 4]!, lowY, perY), count);
        mark(2, slabOf(bounds[at + 2]!, lowZ, perZ), slabOf(bounds[at + 5]!, lowZ, perZ), count);
        nodes[count++] = node;
      }
      words = (count + 31) >>> 5;
      return true;
    },
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
      let reach = Math.sqrt(best);
      const x = slabOf(px, lowX, perX);
      const y = slabOf(py, lowY, perY);
      const z = slabOf(pz, lowZ, perZ);
      let firstX = x;
      let lastX = x;
      let firstY = y;
      let lastY = y;
      let firstZ = z;
      let lastZ = z;
      tested.fill(0);
      // First the point's own slabs; then everything within the distance found.
      for (let pass = 0; pass < 2; pass++) {
        if (pass === 1) {
          firstX = slabOf(px - reach, lowX, perX);
          lastX = slabOf(px + reach, lowX, perX);
          firstY = slabOf(py - reach, lowY, perY);
          lastY = slabOf(py + reach, lowY, perY);
          firstZ = slabOf(pz - reach, lowZ, perZ);
          lastZ = slabOf(pz + reach, lowZ, perZ);
          if (firstX === lastX && firstY === lastY && firstZ === lastZ) break;
        }
        for (let word = 0; word < words; word++) {
          let inX = 0;
          let inY = 0;
          let inZ = 0;
          for (let slab = firstX; slab <= lastX; slab++) inX |= slabs[slab * WORDS + word]!;
          for (let slab = firstY; slab <= lastY; slab++) inY |= slabs[(SLABS + slab) * WORDS + word]!;
          for (let slab = firstZ; slab <= lastZ; slab++) inZ |= slabs[(2 * SLABS + slab) * WORDS + word]!;
          let bits = inX & inY & inZ & ~tested[word]!;
          if (pass === 0) tested[word] = bits;
          while (bits !== 0) {
            const candidate = word * 32 + 31 - Math.clz32(bits & -bits);
            bits &= bits - 1;
            const node = nodes[candidate]!;
            if (pass === 1) {
              const box = node * 6;
              if (px + reach < bounds[box]! || px - reach > bounds[box + 3]!) continue;
              if (py + reach < bounds[box + 1]! || py - reach > bounds[box + 4]!) continue;
              if (pz + reach < bounds[box + 2]! || pz - reach > bounds[box + 5]!) continue;
            }
            const packed = -1 - links[node]!;
            const first = packed >>> 2;
            const end = first + (packed & 3) + 1;
            for (let slot = first; slot < end; slot++) {
              const n = slot * 3;
              if (nx * faceNormals[n]! + ny * faceNormals[n + 1]! + nz * faceNormals[n + 2]! < minDot)
                continue;
              if (isBeyond(slot * 9, px - reach, px + reach)) continue;
              if (isBeyond(slot * 9 + 1, py - reach, py + reach)) continue;
              if (isBeyond(slot * 9 + 2, pz - reach, pz + reach)) continue;
              closestOnTriangle(corners, slot, points, at, closest);
              if (closest[2]! >= best) continue;
              best = closest[2]!;
              reach = Math.sqrt(best);
              hit.slot = slot;
              hit.place.set(closest);
            }
          }
        }
      }
      return hit.slot >= 0;
    },
  };
}
