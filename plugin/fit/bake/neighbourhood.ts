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
  const place: ClosestPoint = new Float64Array(3);
  const hit: Hit = { slot: -1, place };
  const grid = new Float64Array(6);
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
      grid[0] = lowX;
      grid[1] = lowY;
      grid[2] = lowZ;
      grid[3] = perX;
      grid[4] = perY;
      grid[5] = perZ;
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
      const [gx, gy, gz, sx, sy, sz] = [grid[0]!, grid[1]!, grid[2]!, grid[3]!, grid[4]!, grid[5]!];
      let found = -1;
      let best = bound2;
      let reach = Math.sqrt(best);
      let firstX = slabAt((px - gx) * sx);
      let firstY = slabAt((py - gy) * sy);
      let firstZ = slabAt((pz - gz) * sz);
      let lastX = firstX;
      let lastY = firstY;
      let lastZ = firstZ;
      // First the point's own slabs; then everything within the distance found.
      for (let pass = 0; pass < 2; pass++) {
        if (pass === 1) {
          const x = firstX;
          const y = firstY;
          const z = firstZ;
          firstX = slabAt((px - reach - gx) * sx);
          lastX = slabAt((px + reach - gx) * sx);
          firstY = slabAt((py - reach - gy) * sy);
          lastY = slabAt((py + reach - gy) * sy);
          firstZ = slabAt((pz - reach - gz) * sz);
          lastZ = slabAt((pz + reach - gz) * sz);
          if (firstX === x && lastX === x && firstY === y && lastY === y && firstZ === z && lastZ === z)
            break;
        }
        for (let word = 0; word < words; word++) {
          let inX = 0;
          let inY = 0;
          let inZ = 0;
          for (let slab = firstX; slab <= lastX; slab++) inX |= slabs[slab * WORDS + word]!;
          for (let slab = firstY; slab <= lastY; slab++) inY |= slabs[(SLABS + slab) * WORDS + word]!;
          for (let slab = firstZ; slab <= lastZ; slab++) inZ |= slabs[(2 * SLABS + slab) * WORDS + word]!;
          let bits = inX & inY & inZ;
          if (pass === 0) tested[word] = bits;
          else bits &= ~tested[word]!;
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
              // All three corners on one side of what is within reach.
              const c = slot * 9;
              const highX = px + reach;
              const lowX = px - reach;
              const x0 = corners[c]!;
              const x1 = corners[c + 3]!;
              const x2 = corners[c + 6]!;
              if ((x0 > highX && x1 > highX && x2 > highX) || (x0 < lowX && x1 < lowX && x2 < lowX)) continue;
              const highY = py + reach;
              const lowY = py - reach;
              const y0 = corners[c + 1]!;
              const y1 = corners[c + 4]!;
              const y2 = corners[c + 7]!;
              if ((y0 > highY && y1 > highY && y2 > highY) || (y0 < lowY && y1 < lowY && y2 < lowY)) continue;
              const highZ = pz + reach;
              const lowZ = pz - reach;
              const z0 = corners[c + 2]!;
              const z1 = corners[c + 5]!;
              const z2 = corners[c + 8]!;
              if ((z0 > highZ && z1 > highZ && z2 > highZ) || (z0 < lowZ && z1 < lowZ && z2 < lowZ)) continue;
              closestOnTriangle(corners, slot, points, at, closest);
              if (closest[2]! >= best) continue;
              best = closest[2]!;
              reach = Math.sqrt(best);
              found = slot;
              place[0] = closest[0]!;
              place[1] = closest[1]!;
              place[2] = best;
            }
          }
        }
      }
      hit.slot = found;
      return found >= 0;
    },
  };
}

const slabAt = (place: number): number => Math.max(0, Math.min(SLABS - 1, place | 0));
