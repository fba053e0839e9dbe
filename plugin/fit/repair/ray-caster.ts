import { OUTSIDE, SURFACE } from './flood-outside.ts';
import type { VoxelGrid } from './voxel-grid.ts';

/** The ray reaches an outside cell without hitting a triangle. */
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
) => number;

/** Inclusive, so that no ray passes between two adjacent triangles. */
const EDGE_SLACK = 1e-9;

/**
 * Rays through the cells of a grid (Amanatides and Woo 1987), exact against the triangles in them (Möller and Trumbore
 * 1997).
 */
export function rayCaster(positions: Float32Array, corners: Uint32Array, grid: VoxelGrid): CastRay {
  const { size, origin, cell, states, starts, members } = grid;
  const [nx, ny, nz] = size;

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
    const a = corners[3 * t]! * 3;
    const b = corners[3 * t + 1]! * 3;
    const c = corners[3 * t + 2]! * 3;
    const ax = positions[a]!;
    const ay = positions[a + 1]!;
    const az = positions[a + 2]!;
    const ux = positions[b]! - ax;
    const uy = positions[b + 1]! - ay;
    const uz = positions[b + 2]! - az;
    const vx = positions[c]! - ax;
    const vy = positions[c + 1]! - ay;
    const vz = positions[c + 2]! - az;
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

  return (x, y, z, dx, dy, dz, from) => {
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
      if (states[at] === OUTSIDE) return ESCAPED;
      if (states[at] === SURFACE) {
        // Hits beyond this cell are handled in their own cell, since an opening may come first.
        const end = Math.min(toX, toY, toZ) * (1 + EDGE_SLACK);
        let nearest = end;
        let met = ESCAPED;
        for (let m = starts[at]!; m < starts[at + 1]!; m++) {
          const t = members[m]!;
          if (t === from) continue;
          const distance = distanceTo(t, x, y, z, dx, dy, dz);
          if (distance > 0 && distance <= nearest) {
            nearest = distance;
            met = t;
          }
        }
        if (met !== ESCAPED) return met;
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
