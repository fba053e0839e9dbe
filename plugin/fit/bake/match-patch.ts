import type { Bvh } from './bvh.ts';
import { ANY_FACING, createNearestQuery, type Hit } from './nearest.ts';
import { createNeighbourhood } from './neighbourhood.ts';

/** Up to {@link TILE_POINTS} points that are close together, matched with the source's surface as a group. */
export interface PointPatch {
  count: number;
  /** Three numbers per point. */
  readonly positions: Float64Array;
  /** Unit vectors. */
  readonly normals: Float64Array;
}

export const TILE_POINTS = 64;

/** Minimum dot product of a point's normal and a matching face's normal: 78°. */
const FACING_MIN_DOT = 0.2;

export function createPatch(): PointPatch {
  return {
    count: 0,
    positions: new Float64Array(TILE_POINTS * 3),
    normals: new Float64Array(TILE_POINTS * 3),
  };
}

/** Share of the diagonal; a match further away is doubtful when another surface is a tenth as far. */
const FAR = 5e-3;

/**
 * Finds, for each point, the nearest point of the source's surface that faces the same way. A match is doubtful when only
 * a surface that faces another way is near.
 */
export interface PatchMatcher {
  match(patch: PointPatch, onHit: (index: number, hit: Hit, isDoubtful: boolean) => void): void;
  /** Forgets the patches so far, by which it guesses how far the surface is. */
  reset(): void;
}

/**
 * Exact: a patch is first matched with the triangles around it; points whose result is out of their reach are looked up
 * in the whole BVH. A point without any surface facing the same way gets the nearest of any facing.
 */
export function createPatchMatcher(bvh: Bvh): PatchMatcher {
  const query = createNearestQuery(bvh);
  const doubt = createNearestQuery(bvh);
  const neighbourhood = createNeighbourhood(bvh);
  const box = new Float64Array(6);

  // The root's box.
  const [x0 = 0, y0 = 0, z0 = 0, x1 = 0, y1 = 0, z1 = 0] = bvh.bounds;
  const far2 = FAR ** 2 * ((x1 - x0) ** 2 + (y1 - y0) ** 2 + (z1 - z0) ** 2);
  const isDoubtful = (patch: PointPatch, index: number, distance2: number) =>
    distance2 > far2 && doubt.find(patch.positions, patch.normals, index, ANY_FACING, distance2 / 100);

  /** Typical distance to the surface, from the patches so far. */
  let usual = 0;

  const match: PatchMatcher['match'] = (patch, onHit) => {
    const { positions, normals, count } = patch;
    if (count === 0) return;
    measure(patch, box);
    const spread = Math.hypot(box[3]! - box[0]!, box[4]! - box[1]!, box[5]! - box[2]!);
    const reach = 3 * usual + spread / 32;
    const gathered = count > 1 && neighbourhood.gather(box, reach);
    let farthest2 = 0;
    const reach2 = reach * reach;
    for (let index = 0; index < count; index++) {
      if (gathered && neighbourhood.find(positions, normals, index, FACING_MIN_DOT, reach2)) {
        farthest2 = Math.max(farthest2, neighbourhood.hit.place[2]!);
        onHit(index, neighbourhood.hit, isDoubtful(patch, index, neighbourhood.hit.place[2]!));
        continue;
      }
      const isFacing = query.find(positions, normals, index, FACING_MIN_DOT, Infinity);
      if (!isFacing && !query.find(positions, normals, index, ANY_FACING, Infinity)) continue;
      farthest2 = Math.max(farthest2, query.hit.place[2]!);
      onHit(index, query.hit, !isFacing || isDoubtful(patch, index, query.hit.place[2]!));
    }
    usual += (Math.sqrt(farthest2) - usual) / 4;
  };
  return {
    match,
    reset() {
      usual = 0;
    },
  };
}

/** Writes the patch's bounding box. */
function measure(patch: PointPatch, box: Float64Array): void {
  const { positions, count } = patch;
  box.fill(Infinity, 0, 3);
  box.fill(-Infinity, 3, 6);
  for (let i = 0; i < count * 3; i += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[i + axis]!;
      if (value < box[axis]!) box[axis] = value;
      if (value > box[3 + axis]!) box[3 + axis] = value;
    }
  }
}
