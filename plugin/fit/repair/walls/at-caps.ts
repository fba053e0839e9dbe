import { type CastRay, ESCAPED } from '../sight/ray-caster.ts';
import { LIFT, rayFrom, type Sightline } from '../sight/sightlines.ts';
import type { VoxelGrid } from '../sight/voxel-grid.ts';
import { type Cap, passes } from './caps.ts';

const RAYS = 16;

/** A function that finds hidden triangles at the border of caps, but before them. */
export function capWatcher(
  positions: Float32Array,
  corners: Uint32Array,
  clusterOf: Uint32Array,
  cast: CastRay,
  { cell }: VoxelGrid,
): (caps: readonly Cap[], hidden: Uint8Array) => number[] {
  const ray = new Float64Array(6);
  const escapes = new Map<number, readonly Sightline['ray'][]>();
  const escapesFrom = (t: number): readonly Sightline['ray'][] => {
    const known = escapes.get(t);
    if (known) return known;
    const found: Sightline['ray'][] = [];
    for (let i = 0; i < RAYS; i++) {
      if (!rayFrom(positions, corners, t, i, 1, LIFT * cell, ray)) break;
      const [x, y, z, dx, dy, dz] = ray as unknown as Sightline['ray'];
      if (cast(x, y, z, dx, dy, dz, t) === ESCAPED) found.push([x, y, z, dx, dy, dz]);
    }
    escapes.set(t, found);
    return found;
  };
  return (caps, hidden) => {
    const isAt = new Uint8Array(positions.length / 3);
    for (const cap of caps) for (const corner of cap.corners) isAt[corner] = 1;
    const isNear = new Set<number>();
    for (let i = 0; i < corners.length; i++) if (isAt[corners[i]!]) isNear.add(clusterOf[(i / 3) | 0]!);
    const found: number[] = [];
    for (let t = 0; t < hidden.length; t++)
      if (
        hidden[t] &&
        isNear.has(clusterOf[t]!) &&
        escapesFrom(t).some((line) => !caps.some((cap) => passes(cap, line)))
      )
        found.push(t);
    return found;
  };
}
