import { faceFrame } from '../../mesh/face-frame.ts';
import { type CastRay, ESCAPED } from '../sight/ray-caster.ts';
import { LIFT, rayFrom, type Sightline } from '../sight/sightlines.ts';
import type { VoxelGrid } from '../sight/voxel-grid.ts';
import { type Cap, passes } from './caps.ts';
import type { Fans } from './fans.ts';

/** The outer wall lies behind an inner one no further than this, as a share of the longest side. */
const MAX_GAP = 0.015;
/** Where the outer wall shows this far behind, nothing is lost: as a share of the longest side. */
const MAX_DEPTH = 0.002;
/** From either side of a triangle. */
const RAYS = 32;
/** Triangles to look through for the outer wall. */
const MAX_LAYERS = 6;

/**
 * Hidden triangles that stick out through the outer wall, as the inner one does where the solid is thinner than their
 * distance: they are seen, and without them the outline has a dent.
 */
export function pokingOut(
  positions: Float32Array,
  corners: Uint32Array,
  fans: Fans,
  hidden: Uint8Array,
  caps: readonly Cap[],
  cast: CastRay,
  { cell, size }: VoxelGrid,
): number[] {
  const longest = cell * Math.max(...size);
  const frame = new Float64Array(6);
  const behind = new Float64Array(6);
  const ray = new Float64Array(6);

  /** Whether the back of the outer wall lies behind it, as it should. */
  const isInside = (t: number): boolean => {
    if (!faceFrame(positions, corners, t, frame)) return true;
    const [x, y, z, nx, ny, nz] = frame as unknown as Sightline['ray'];
    const met = cast(x, y, z, -nx, -ny, -nz, t, MAX_GAP * longest);
    if (met === ESCAPED || hidden[met] || !faceFrame(positions, corners, met, behind)) return false;
    return behind[3]! * nx + behind[4]! * ny + behind[5]! * nz < 0;
  };
  /** Whether the front of what stays is seen in its place, hardly further off. */
  const isCovered = ([x, y, z, dx, dy, dz]: Sightline['ray'], from: number): boolean => {
    let [along, last] = [0, from];
    for (let layer = 0; layer < MAX_LAYERS; layer++) {
      const left = MAX_DEPTH * longest - along;
      const met = cast(x - along * dx, y - along * dy, z - along * dz, -dx, -dy, -dz, last, left);
      if (met === ESCAPED || !faceFrame(positions, corners, met, behind)) return false;
      const [mx, my, mz, nx, ny, nz] = behind as unknown as Sightline['ray'];
      const facing = dx * nx + dy * ny + dz * nz;
      if (!hidden[met]) return facing > 0;
      along = -((mx - x) * nx + (my - y) * ny + (mz - z) * nz) / facing;
      if (!(along < MAX_DEPTH * longest)) return false;
      last = met;
    }
    return false;
  };
  const isSeen = (t: number): boolean => {
    for (let i = 0; i < 2 * RAYS; i++) {
      if (!rayFrom(positions, corners, t, i >> 1, i % 2 === 0 ? 1 : -1, LIFT * cell, ray)) return false;
      const [x, y, z, dx, dy, dz] = ray as unknown as Sightline['ray'];
      if (cast(x, y, z, dx, dy, dz, t) !== ESCAPED) continue;
      const line = [x, y, z, dx, dy, dz] as const;
      if (!caps.some((cap) => passes(cap, line)) && !isCovered(line, t)) return true;
    }
    return false;
  };

  const withThoseBeside = (from: Iterable<number>): number[] => {
    const found = new Set<number>();
    for (const t of from)
      for (let k = 3 * t; k < 3 * t + 3; k++)
        for (let at = fans.starts[corners[k]!]!; at < fans.starts[corners[k]! + 1]!; at++)
          if (hidden[fans.triangles[at]!]) found.add(fans.triangles[at]!);
    return [...found];
  };
  const outside: number[] = [];
  for (let t = 0; t < hidden.length; t++) if (hidden[t] && !isInside(t)) outside.push(t);
  const atCaps = new Set(caps.flatMap((cap) => cap.corners));
  return withThoseBeside(withThoseBeside(outside).filter(isSeen)).filter(
    (t) =>
      !atCaps.has(corners[3 * t]!) && !atCaps.has(corners[3 * t + 1]!) && !atCaps.has(corners[3 * t + 2]!),
  );
}
