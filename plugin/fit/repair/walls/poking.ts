import { faceFrame } from '../../mesh/face-frame.ts';
import { MAX_GAP } from '../sight/pairing.ts';
import { type CastRay, ESCAPED } from '../sight/ray-caster.ts';
import { LIFT, rayFrom, type Sightline } from '../sight/sightlines.ts';
import type { VoxelGrid } from '../sight/voxel-grid.ts';
import { type Cap, passes } from './caps.ts';
import type { Fans } from './fans.ts';

/** Where the outer wall shows this far behind, nothing is lost: as a share of the longest side. */
const MAX_DEPTH = 0.001;
/** Of the way from the middle of a triangle to a corner. */
const NEAR = 0.9;
/** From either side of a triangle. */
const RAYS = 128;
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

  /** Cosine between a ray and the normal of the first triangle it meets that stays; 0 without one. */
  const facingAhead = ([x, y, z, dx, dy, dz]: Sightline['ray'], from: number, furthest: number): number => {
    let [along, last] = [0, from];
    for (let layer = 0; layer < MAX_LAYERS; layer++) {
      const met = cast(x + along * dx, y + along * dy, z + along * dz, dx, dy, dz, last, furthest - along);
      if (met === ESCAPED || !faceFrame(positions, corners, met, behind)) return 0;
      const [mx, my, mz, nx, ny, nz] = behind as unknown as Sightline['ray'];
      const facing = dx * nx + dy * ny + dz * nz;
      if (!hidden[met]) return facing;
      along = ((mx - x) * nx + (my - y) * ny + (mz - z) * nz) / facing;
      if (!(along < furthest)) return 0;
      last = met;
    }
    return 0;
  };
  /** Whether the back of the outer wall lies behind it, as it should: as seen from near a corner. */
  const isInside = (t: number, corner: number): boolean => {
    if (!faceFrame(positions, corners, t, frame)) return true;
    const [mx, my, mz, nx, ny, nz] = frame as unknown as Sightline['ray'];
    const at = (c: number, middle: number) => middle + NEAR * (positions[3 * corner + c]! - middle);
    const line = [at(0, mx), at(1, my), at(2, mz), -nx, -ny, -nz] as const;
    return (facingAhead(line, t, MAX_GAP * longest) || facingAhead(line, t, Infinity)) > 0;
  };
  /** Whether the front of what stays is seen in its place, hardly further off. */
  const isCovered = ([x, y, z, dx, dy, dz]: Sightline['ray'], from: number): boolean =>
    facingAhead([x, y, z, -dx, -dy, -dz], from, MAX_DEPTH * longest) < 0;
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
  const isAsked = new Uint8Array(positions.length / 3);
  for (let t = 0; t < hidden.length; t++)
    if (hidden[t])
      for (let k = 3 * t; k < 3 * t + 3; k++) {
        const corner = corners[k]!;
        if (isAsked[corner]) continue;
        isAsked[corner] = 1;
        if (!isInside(t, corner)) outside.push(t);
      }
  const atCaps = new Set(caps.flatMap((cap) => cap.corners));
  return withThoseBeside(withThoseBeside(outside).filter(isSeen)).filter(
    (t) =>
      !atCaps.has(corners[3 * t]!) && !atCaps.has(corners[3 * t + 1]!) && !atCaps.has(corners[3 * t + 2]!),
  );
}
