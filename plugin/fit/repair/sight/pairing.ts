import { faceFrame } from '../../mesh/face-frame.ts';
import type { TriangleClusters } from './clusters.ts';
import { type CastRay, ESCAPED } from './ray-caster.ts';
import type { VoxelGrid } from './voxel-grid.ts';

/** Two walls this far apart are a pair, as a share of the longest side. */
export const MAX_GAP = 0.015;
/** The inner one of two walls is seen from less than half of where the outer one is, and less by this at least. */
const LESS = { factor: 2, share: 0.01 };
/** Triangles of a cluster to ask. */
const PROBES = 3;

/** Which of two walls, back to back, a place belongs to. */
export interface Pairing {
  /** Whether a triangle has a wall close behind it that is seen more. */
  isInner(triangle: number): boolean;
  /** Whether a cluster has a wall close behind it that is seen less. */
  isOuter(cluster: number): boolean;
}

const [UNKNOWN, INNER, OUTER, NEITHER] = [0, 1, 2, 3];

/** @param shares of the rays that leave each cluster. */
export function pairingOf(
  positions: Float32Array,
  corners: Uint32Array,
  { clusterOf, starts, members }: TriangleClusters,
  shares: Float32Array,
  cast: CastRay,
  { cell, size }: VoxelGrid,
): Pairing {
  const furthest = MAX_GAP * cell * Math.max(...size);
  const frame = new Float64Array(6);
  const behind = new Float64Array(6);
  const sides = new Uint8Array(clusterOf.length);
  const sideOf = (t: number): number => {
    if (!faceFrame(positions, corners, t, frame)) return NEITHER!;
    const [x, y, z, nx, ny, nz] = frame as unknown as [number, number, number, number, number, number];
    const met = cast(x, y, z, -nx, -ny, -nz, t, furthest);
    if (met === ESCAPED || !faceFrame(positions, corners, met, behind)) return NEITHER!;
    if (behind[3]! * nx + behind[4]! * ny + behind[5]! * nz > -0.5) return NEITHER!;
    const own = shares[clusterOf[t]!]!;
    const other = shares[clusterOf[met]!]!;
    if (other > LESS.factor * own + LESS.share) return INNER!;
    return own > LESS.factor * other + LESS.share ? OUTER! : NEITHER!;
  };
  const known = (t: number) => {
    if (sides[t] === UNKNOWN) sides[t] = sideOf(t);
    return sides[t];
  };
  return {
    isInner: (t) => known(t) === INNER,
    isOuter(cluster) {
      const first = starts[cluster]!;
      const count = starts[cluster + 1]! - first;
      let outer = 0;
      for (let i = 0; i < PROBES; i++) {
        const side = known(members[first + Math.floor((i * count) / PROBES)]!);
        outer += side === OUTER ? 1 : side === INNER ? -1 : 0;
      }
      return outer > 0;
    },
  };
}
