/** Numbers of one quadric: the upper half of its matrix, its linear part, its constant and its weight. */
export const QUADRIC = 11;
/** Share of the weight that pulls to the middle of an edge where planes leave the place open. */
const TO_MIDDLE = 1e-3;

/** Adds weight × the squared distance from the plane through p with the unit normal n. */
export function addPlane(
  quadrics: Float64Array,
  vertex: number,
  n: ArrayLike<number>,
  p: ArrayLike<number>,
  weight: number,
): void {
  const o = vertex * QUADRIC;
  const [x, y, z] = [n[0]!, n[1]!, n[2]!];
  const d = -(x * p[0]! + y * p[1]! + z * p[2]!);
  quadrics[o]! += weight * x * x;
  quadrics[o + 1]! += weight * x * y;
  quadrics[o + 2]! += weight * x * z;
  quadrics[o + 3]! += weight * y * y;
  quadrics[o + 4]! += weight * y * z;
  quadrics[o + 5]! += weight * z * z;
  quadrics[o + 6]! += weight * x * d;
  quadrics[o + 7]! += weight * y * d;
  quadrics[o + 8]! += weight * z * d;
  quadrics[o + 9]! += weight * d * d;
  quadrics[o + 10]! += weight;
}

/** Moves `place`, the middle of an edge, to where the quadric is smallest; gives its value there. */
export function settle(quadric: Float64Array, place: Float64Array): number {
  const a = quadric[0]!;
  const b = quadric[1]!;
  const c = quadric[2]!;
  const d = quadric[3]!;
  const e = quadric[4]!;
  const f = quadric[5]!;
  const p = quadric[6]!;
  const q = quadric[7]!;
  const r = quadric[8]!;
  let x = place[0]!;
  let y = place[1]!;
  let z = place[2]!;
  const gx = -(a * x + b * y + c * z + p);
  const gy = -(b * x + d * y + e * z + q);
  const gz = -(c * x + e * y + f * z + r);
  const pull = TO_MIDDLE * quadric[10]!;
  const a1 = a + pull;
  const d1 = d + pull;
  const f1 = f + pull;
  const ca = d1 * f1 - e * e;
  const cb = c * e - b * f1;
  const cc = b * e - c * d1;
  const determinant = a1 * ca + b * cb + c * cc;
  if (determinant > 0) {
    const ce = b * c - a1 * e;
    x += (ca * gx + cb * gy + cc * gz) / determinant;
    y += (cb * gx + (a1 * f1 - c * c) * gy + ce * gz) / determinant;
    z += (cc * gx + ce * gy + (a1 * d1 - b * b) * gz) / determinant;
    place[0] = x;
    place[1] = y;
    place[2] = z;
  }
  const value =
    x * (a * x + 2 * (b * y + c * z + p)) + y * (d * y + 2 * (e * z + q)) + z * (f * z + 2 * r) + quadric[9]!;
  return Math.max(0, value);
}
