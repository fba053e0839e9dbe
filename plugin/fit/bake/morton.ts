import type { TriangleMesh } from '../mesh/surface.ts';
import type { Pacer } from './pacer.ts';

/** Triangles in the order of a space-filling curve, with their keys (30 bits, ten per axis). */
export interface CurveOrder {
  readonly triangles: Uint32Array;
  readonly keys: Uint32Array;
}

const AXIS_STEPS = 1023;
const DIGIT_BITS = 10;
const DIGITS = 1 << DIGIT_BITS;

/** Sorts triangles by the Morton code of their boxes' centres; those with a corner that is not finite are left out. */
export async function sortAlongCurve(mesh: TriangleMesh, pacer: Pacer): Promise<CurveOrder> {
  const { positions, indices } = mesh;
  const count = Math.floor(indices.length / 3);
  const centres = new Float32Array(count * 3);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  let kept = 0;
  const ids = new Uint32Array(count);
  for (let triangle = 0; triangle < count; triangle++) {
    const a = indices[triangle * 3]! * 3;
    const b = indices[triangle * 3 + 1]! * 3;
    const c = indices[triangle * 3 + 2]! * 3;
    let sum = 0;
    for (let axis = 0; axis < 3; axis++) {
      const p = positions[a + axis]!;
      const q = positions[b + axis]!;
      const r = positions[c + axis]!;
      const centre = (Math.min(p, q, r) + Math.max(p, q, r)) / 2;
      sum += centre;
      centres[kept * 3 + axis] = centre;
    }
    if (!Number.isFinite(sum)) continue;
    for (let axis = 0; axis < 3; axis++) {
      const centre = centres[kept * 3 + axis]!;
      if (centre < low[axis]!) low[axis] = centre;
      if (centre > high[axis]!) high[axis] = centre;
    }
    ids[kept++] = triangle;
  }
  if (pacer.due()) await pacer.rest();
  // The same step for all axes: cells are cubes.
  const extent = Math.max(high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!);
  const steps = extent > 0 ? AXIS_STEPS / extent : 0;
  const keys = new Uint32Array(kept);
  for (let i = 0; i < kept; i++) {
    const x = (centres[i * 3]! - low[0]!) * steps;
    const y = (centres[i * 3 + 1]! - low[1]!) * steps;
    const z = (centres[i * 3 + 2]! - low[2]!) * steps;
    keys[i] = spread(x) | (spread(y) << 1) | (spread(z) << 2);
  }
  if (pacer.due()) await pacer.rest();
  return radixSort(keys, ids.subarray(0, kept), pacer);
}

/** Ten bits with two zeros after each. */
function spread(value: number): number {
  let bits = value & 0x3ff;
  bits = (bits | (bits << 16)) & 0x30000ff;
  bits = (bits | (bits << 8)) & 0x300f00f;
  bits = (bits | (bits << 4)) & 0x30c30c3;
  return (bits | (bits << 2)) & 0x9249249;
}

async function radixSort(keys: Uint32Array, triangles: Uint32Array, pacer: Pacer): Promise<CurveOrder> {
  const count = keys.length;
  let from: CurveOrder = { keys, triangles };
  let to: CurveOrder = { keys: new Uint32Array(count), triangles: new Uint32Array(count) };
  const starts = new Uint32Array(DIGITS);
  for (let shift = 0; shift < 30; shift += DIGIT_BITS) {
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      const digit = (from.keys[i]! >>> shift) & (DIGITS - 1);
      starts[digit] = starts[digit]! + 1;
    }
    let start = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const size = starts[digit]!;
      starts[digit] = start;
      start += size;
    }
    for (let i = 0; i < count; i++) {
      const key = from.keys[i]!;
      const digit = (key >>> shift) & (DIGITS - 1);
      const place = starts[digit]!;
      starts[digit] = place + 1;
      to.keys[place] = key;
      to.triangles[place] = from.triangles[i]!;
    }
    const swap = from;
    from = to;
    to = swap;
    if (pacer.due()) await pacer.rest();
  }
  return from;
}
