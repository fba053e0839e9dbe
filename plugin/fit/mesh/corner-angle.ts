import { nextCorner } from './neighbours.ts';

/** Angle of a triangle at one of its corners, in radians; 0 where it has no extent. */
export function cornerAngle(positions: Float32Array, corners: Uint32Array, corner: number): number {
  const at = corners[corner]! * 3;
  const next = corners[nextCorner(corner)]! * 3;
  const last = corners[nextCorner(nextCorner(corner))]! * 3;
  const [px, py, pz] = [positions[at]!, positions[at + 1]!, positions[at + 2]!];
  const [ux, uy, uz] = [positions[next]! - px, positions[next + 1]! - py, positions[next + 2]! - pz];
  const [vx, vy, vz] = [positions[last]! - px, positions[last + 1]! - py, positions[last + 2]! - pz];
  const size = Math.sqrt((ux * ux + uy * uy + uz * uz) * (vx * vx + vy * vy + vz * vz));
  return size > 0 ? Math.acos(Math.min(1, Math.max(-1, (ux * vx + uy * vy + uz * vz) / size))) : 0;
}
