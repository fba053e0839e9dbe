/** Result of a query: barycentrics of corners b and c, then the squared distance. */
export type ClosestPoint = Float64Array;

/**
 * Writes to `out` the point of triangle `slot` closest to points[at … at + 2], by the Voronoi regions of its corners,
 * edges and face (Ericson, Real-Time Collision Detection, 5.1.5). `corners` has nine floats per slot. Arguments are passed
 * in arrays, since JavaScript engines may allocate (box) each fractional number passed to a function.
 */
export function closestOnTriangle(
  corners: Float32Array,
  slot: number,
  points: Float64Array,
  at: number,
  out: ClosestPoint,
): void {
  const c = slot * 9;
  const ax = corners[c]!;
  const ay = corners[c + 1]!;
  const az = corners[c + 2]!;
  const abx = corners[c + 3]! - ax;
  const aby = corners[c + 4]! - ay;
  const abz = corners[c + 5]! - az;
  const acx = corners[c + 6]! - ax;
  const acy = corners[c + 7]! - ay;
  const acz = corners[c + 8]! - az;
  const apx = points[at]! - ax;
  const apy = points[at + 1]! - ay;
  const apz = points[at + 2]! - az;
  const d1 = abx * apx + aby * apy + abz * apz;
  const d2 = acx * apx + acy * apy + acz * apz;
  let v = 0;
  let w = 0;
  if (d1 > 0 || d2 > 0) {
    const bb = abx * abx + aby * aby + abz * abz;
    const bc = abx * acx + aby * acy + abz * acz;
    const cc = acx * acx + acy * acy + acz * acz;
    // Dot products of the edges with b→p and c→p follow from those with a→p.
    const d3 = d1 - bb;
    const d4 = d2 - bc;
    const d5 = d1 - bc;
    const d6 = d2 - cc;
    const va = d3 * d6 - d5 * d4;
    const vb = d5 * d2 - d1 * d6;
    const vc = d1 * d4 - d3 * d2;
    if (d3 >= 0 && d4 <= d3) v = 1;
    else if (d6 >= 0 && d5 <= d6) w = 1;
    else if (vc <= 0 && d1 >= 0 && d3 <= 0 && bb > 0) v = d1 / bb;
    else if (vb <= 0 && d2 >= 0 && d6 <= 0) w = d2 / cc;
    else if (va <= 0 && d4 >= d3 && d5 >= d6) {
      w = (d4 - d3) / (d4 - d3 + (d5 - d6));
      v = 1 - w;
    } else {
      const sum = va + vb + vc;
      if (sum > 0) {
        v = vb / sum;
        w = vc / sum;
      }
    }
  }
  const dx = apx - abx * v - acx * w;
  const dy = apy - aby * v - acy * w;
  const dz = apz - abz * v - acz * w;
  out[0] = v;
  out[1] = w;
  out[2] = dx * dx + dy * dy + dz * dz;
}
