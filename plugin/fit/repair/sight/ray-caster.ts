import type { VoxelGrid } from './voxel-grid.ts';

/** The ray leaves the grid without hitting a triangle. */
export const ESCAPED = -1;

/** The first triangle that a ray hits, other than `from`, or {@link ESCAPED}. */
export type CastRay = (
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  from: number,
  /** Triangles further away are not met. */
  furthest?: number,
) => number;

/** Inclusive, so that no ray passes between two adjacent triangles. */
const EDGE_SLACK = 1e-9;

/**
 * Rays through the cells of a grid (Amanatides and Woo 1987), exact against the triangles in them (Möller and Trumbore
 * 1997).
 */
export function rayCaster(positions: Float32Array, corners: Uint32Array, grid: VoxelGrid): CastRay {
  const { size, origin, cell, starts, members } = grid;
  const [nx, ny, nz] = size;
  // Three corners in a row: rays meet triangles in any order, and one read from memory is faster than three.
  const places = new Float32Array(3 * corners.length);
  for (let i = 0; i < corners.length; i++)
    for (let c = 0; c < 3; c++) places[3 * i + c] = positions[3 * corners[i]! + c]!;

  /** Distance along the ray to the triangle; negative or NaN without a hit. */
  function distanceTo(
    t: number,
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
  ): number {
    const at = 9 * t;
    const ax = places[at]!;
    const ay = places[at + 1]!;
    const az = places[at + 2]!;
    const ux = places[at + 3]! - ax;
    const uy = places[at + 4]! - ay;
    const uz = places[at + 5]! - az;
    const vx = places[at + 6]! - ax;
    const vy = places[at + 7]! - ay;
    const vz = places[at + 8]! - az;
    const px = dy * vz - dz * vy;
    const py = dz * vx - dx * vz;
    const pz = dx * vy - dy * vx;
    const determinant = ux * px + uy * py + uz * pz;
    if (determinant === 0) return -1;
    const sx = x - ax;
    const sy = y - ay;
    const sz = z - az;
    const u = (sx * px + sy * py + sz * pz) / determinant;
    if (u < -EDGE_SLACK || u > 1 + EDGE_SLACK) return -1;
    const qx = sy * uz - sz * uy;
    const qy = sz * ux - sx * uz;
    const qz = sx * uy - sy * ux;
    const v = (dx * qx + dy * qy + dz * qz) / determinant;
    if (v < -EDGE_SLACK || u + v > 1 + EDGE_SLACK) return -1;
    return (vx * qx + vy * qy + vz * qz) / determinant;
  }

  return (x, y, z, dx, dy, dz, from, furthest = Infinity) => {
    let i = Math.floor((x - origin[0]) / cell);
    let j = Math.floor((y - origin[1]) / cell);
    let k = Math.floor((z - origin[2]) / cell);
    const [si, sj, sk] = [Math.sign(dx), Math.sign(dy), Math.sign(dz)] as const;
    const [stepX, stepY, stepZ] = [cell / Math.abs(dx), cell / Math.abs(dy), cell / Math.abs(dz)] as const;
    let toX = dx === 0 ? Infinity : (origin[0] + (i + (dx > 0 ? 1 : 0)) * cell - x) / dx;
    let toY = dy === 0 ? Infinity : (origin[1] + (j + (dy > 0 ? 1 : 0)) * cell - y) / dy;
    let toZ = dz === 0 ? Infinity : (origin[2] + (k + (dz > 0 ? 1 : 0)) * cell - z) / dz;
    for (;;) {
      if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) return ESCAPED;
      const at = i + nx * (j + ny * k);
      const first = starts[at]!;
      const last = starts[at + 1]!;
      if (first < last) {
        // Hits beyond this cell are handled in their own cell, since an opening may come first.
        let nearest = Math.min(furthest, Math.min(toX, toY, toZ) * (1 + EDGE_SLACK));
        let met = ESCAPED;
        for (let m = first; m < last; m++) {
          const t = members[m]!;
          if (t === from) continue;
          const distance = distanceTo(t, x, y, z, dx, dy, dz);
          if (distance > 0 && distance <= nearest) {
            nearest = distance;
            met = t;
          }
        }
        if (met !== ESCAPED) return met;
        if (nearest === furthest) return ESCAPED;
      }
      if (toX <= toY && toX <= toZ) {
        i += si;
        toX += stepX;
      } else if (toY <= toZ) {
        j += sj;
        toY += stepY;
      } else {
        k += sk;
        toZ += stepZ;
      }
    }
  };
}
