import type { Bvh } from './bvh.ts';
import { type ClosestPoint, closestOnTriangle } from './closest-point.ts';
import type { Hit } from './nearest.ts';

/**
 * The few triangles around a patch of points, taken out of the tree once for all of them. What is nearest among them is
 * the nearest of all when it lies within the reach that they were gathered with.
 */
export interface Neighbourhood {
  /** The last answer; overwritten by the next query. */
  readonly hit: Hit;
  /** Takes every triangle whose box lies within `reach` of the box (min x, y, z, max x, y, z). False: too many. */
  gather(box: Float64Array, reach: number): boolean;
  /** As `NearestQuery.find`, among the gathered triangles, for a point within the box. */
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

const WORDS = 8;
const CAPACITY = WORDS * 32;
const MAX_DEPTH = 64;
/** Slices of the box along each axis. */
const SLABS = 16;

/**
 * Each slab has one bit a triangle that reaches into it: what is near a point are the bits that its slabs along x, y
 * and z have in common.
 */
export function createNeighbourhood(bvh: Bvh): Neighbourhood {
  const { bounds, links, corners, faceNormals } = bvh;
  const slots = new Int32Array(CAPACITY);
  const boxes = new Float64Array(CAPACITY * 6);
  const slabs = new Int32Array(3 * SLABS * WORDS);
  const tested = new Int32Array(WORDS);
  const stack = new Int32Array(MAX_DEPTH);
  const point: ClosestPoint = { v: 0, w: 0, distance2: 0 };
  const hit: Hit = { slot: -1, v: 0, w: 0, distance2: Infinity };
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

  /** Adds the triangle unless it lies outside the box; its bounds stand behind `count` either way. */
  const take = (slot: number, highX: number, highY: number, highZ: number): void => {
    const c = slot * 9;
    const to = count * 6;
    const ax = corners[c]!;
    const bx = corners[c + 3]!;
    const cx = corners[c + 6]!;
    const minX = Math.min(ax, bx, cx);
    const maxX = Math.max(ax, bx, cx);
    if (minX > highX || maxX < lowX) return;
    const ay = corners[c + 1]!;
    const by = corners[c + 4]!;
    const cy = corners[c + 7]!;
    const minY = Math.min(ay, by, cy);
    const maxY = Math.max(ay, by, cy);
    if (minY > highY || maxY < lowY) return;
    const az = corners[c + 2]!;
    const bz = corners[c + 5]!;
    const cz = corners[c + 8]!;
    const minZ = Math.min(az, bz, cz);
    const maxZ = Math.max(az, bz, cz);
    if (minZ > highZ || maxZ < lowZ) return;
    boxes[to] = minX;
    boxes[to + 1] = minY;
    boxes[to + 2] = minZ;
    boxes[to + 3] = maxX;
    boxes[to + 4] = maxY;
    boxes[to + 5] = maxZ;
    mark(0, slabOf(minX, lowX, perX), slabOf(maxX, lowX, perX), count);
    mark(1, slabOf(minY, lowY, perY), slabOf(maxY, lowY, perY), count);
    mark(2, slabOf(minZ, lowZ, perZ), slabOf(maxZ, lowZ, perZ), count);
    slots[count++] = slot;
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
        const packed = -1 - link;
        const first = packed >>> 2;
        const end = first + (packed & 3) + 1;
        if (count + end - first > CAPACITY) return false;
        for (let slot = first; slot < end; slot++) take(slot, highX, highY, highZ);
      }
      words = (count + 31) >>> 5;
      return true;
    },
    find(px, py, pz, nx, ny, nz, minDot, bound2) {
      hit.slot = -1;
      let best = bound2;
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
      // First what is in the point's own slabs; then, within the distance found, what else may be nearer.
      for (let pass = 0; pass < 2; pass++) {
        const reach = pass === 0 ? Infinity : Math.sqrt(best);
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
            if (pass === 1) {
              const at = candidate * 6;
              if (px + reach < boxes[at]! || px - reach > boxes[at + 3]!) continue;
              if (py + reach < boxes[at + 1]! || py - reach > boxes[at + 4]!) continue;
              if (pz + reach < boxes[at + 2]! || pz - reach > boxes[at + 5]!) continue;
            }
            const slot = slots[candidate]!;
            const n = slot * 3;
            if (nx * faceNormals[n]! + ny * faceNormals[n + 1]! + nz * faceNormals[n + 2]! < minDot) continue;
            closestOnTriangle(corners, slot, px, py, pz, point);
            if (point.distance2 >= best) continue;
            best = point.distance2;
            hit.slot = slot;
            hit.v = point.v;
            hit.w = point.w;
            hit.distance2 = best;
          }
        }
      }
      return hit.slot >= 0;
    },
  };
}
