/**
 * Writes centre (0 … 2) and unit normal (3 … 5) of a triangle to `frame`.
 *
 * @returns false when it has no normal.
 */
export function faceFrame(
  positions: Float32Array,
  corners: Uint32Array,
  triangle: number,
  frame: Float64Array,
): boolean {
  const a = corners[3 * triangle]! * 3;
  const b = corners[3 * triangle + 1]! * 3;
  const c = corners[3 * triangle + 2]! * 3;
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
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  if (!(length > 0)) return false;
  frame[0] = ax + (ux + vx) / 3;
  frame[1] = ay + (uy + vy) / 3;
  frame[2] = az + (uz + vz) / 3;
  frame[3] = nx / length;
  frame[4] = ny / length;
  frame[5] = nz / length;
  return true;
}

/** Area of a triangle. */
export function faceArea(positions: Float32Array, corners: Uint32Array, triangle: number): number {
  const a = corners[3 * triangle]! * 3;
  const b = corners[3 * triangle + 1]! * 3;
  const c = corners[3 * triangle + 2]! * 3;
  const ux = positions[b]! - positions[a]!;
  const uy = positions[b + 1]! - positions[a + 1]!;
  const uz = positions[b + 2]! - positions[a + 2]!;
  const vx = positions[c]! - positions[a]!;
  const vy = positions[c + 1]! - positions[a + 1]!;
  const vz = positions[c + 2]! - positions[a + 2]!;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  return Math.sqrt(nx * nx + ny * ny + nz * nz) / 2;
}
