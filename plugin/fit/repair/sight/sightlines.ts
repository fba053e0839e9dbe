import { faceFrame } from '../../mesh/face-frame.ts';
import { smoothed, type TriangleClusters } from './clusters.ts';
import { type CastRay, ESCAPED } from './ray-caster.ts';
import type { VoxelGrid } from './voxel-grid.ts';

/** Rays from a cluster: it is plainly seen once enough of them escape, and dim when hardly any does. */
const ROUNDS = [
  { rays: 2, enough: 2 },
  { rays: 12, enough: 3 },
  { rays: 32, enough: 3 },
] as const;
/** A cluster that no ray leaves is not looked at longer than this. */
const ENOUGH_BLOCKED = 12;
/** From the backs: behind an inner shell lies its wall. */
const BACK_RAYS = 4;
/** Share of rays that leave a dim place, at most. */
export const MAX_DIM = 0.05;
/** Share of rays that leave a place that is plainly seen, at least. */
const MIN_PLAIN = 0.2;
/** How often it is averaged with the places beside: an opening is met by few rays from one of them alone. */
const SMOOTHINGS = 3;
/** Clusters to look at for a first impression. */
const SAMPLED_EVERY = 7;
/** Offset of ray origins from the triangle, as a share of a cell. */
export const LIFT = 1e-5;

/** From a triangle to the outside: origin and direction. */
export interface Sightline {
  readonly triangle: number;
  readonly ray: readonly [number, number, number, number, number, number];
}

export interface Sight {
  /** Share of the rays that leave each cluster, averaged with those beside it. */
  readonly shares: Float32Array;
  /** 1 for every cluster that many rays leave. */
  readonly plain: Uint8Array;
  /** Of the clusters that are not plainly seen. */
  readonly sightlines: readonly Sightline[];
}

/** Evenly spread numbers in 0…1, different for each seed. */
export const spread = (i: number, step: number, seed: number) =>
  (i * step + (Math.imul(seed + 1, 0x9e3779b1) >>> 0) / 2 ** 32) % 1;

/** How much of the outside the clusters see. */
export interface Outlook {
  /** About the share of the triangles that hardly any ray leaves, from a sample. */
  shareOfDim(): number;
  /** By rays from both sides of the triangles of every cluster. */
  sight(): Sight;
}

export function outlookOf(
  positions: Float32Array,
  corners: Uint32Array,
  clusters: TriangleClusters,
  cast: CastRay,
  { cell }: VoxelGrid,
): Outlook {
  const { starts } = clusters;
  const sightlines: Sightline[] = [];
  const look = observer(positions, corners, clusters, cast, cell, (line) => sightlines.push(line));
  const found = new Float32Array(starts.length - 1).fill(-1);
  const shareOf = (cluster: number): number => {
    if (found[cluster]! < 0) found[cluster] = look(cluster);
    return found[cluster]!;
  };
  return {
    shareOfDim() {
      let [dim, all] = [0, 0];
      for (let cluster = 0; cluster < starts.length - 1; cluster += SAMPLED_EVERY) {
        const triangles = starts[cluster + 1]! - starts[cluster]!;
        all += triangles;
        if (shareOf(cluster) <= MAX_DIM) dim += triangles;
      }
      return dim / all;
    },
    sight() {
      let shares = found.map((_, cluster) => shareOf(cluster));
      const isIn = Uint8Array.from(shares, (share) => (share < MIN_PLAIN ? 1 : 0));
      for (let i = 0; i < SMOOTHINGS; i++)
        shares = smoothed(clusters, positions.length / 3, corners, shares, isIn);
      return { shares, plain: isIn.map((one) => 1 - one), sightlines };
    },
  };
}

/** A function that gives the share of rays that leave a cluster. */
function observer(
  positions: Float32Array,
  corners: Uint32Array,
  { starts, members, size }: TriangleClusters,
  cast: CastRay,
  cell: number,
  onSight: (line: Sightline) => void,
): (cluster: number) => number {
  const ray = new Float64Array(6);
  return (cluster) => {
    const first = starts[cluster]!;
    let escapes = 0;
    const look = (i: number, side: number) => {
      const t =
        members[first + Math.floor(spread(i, 0.6180339887, cluster) * (starts[cluster + 1]! - first))]!;
      if (!rayFrom(positions, corners, t, i, side, LIFT * cell, ray)) return;
      const [x, y, z, dx, dy, dz] = ray as unknown as Sightline['ray'];
      if (cast(x, y, z, dx, dy, dz, t) !== ESCAPED) return;
      if (side < 0 && isCovered(positions, corners, ray, t, cast, size)) return;
      if (rays >= ROUNDS[0].rays) onSight({ triangle: t, ray: [x, y, z, dx, dy, dz] });
      escapes++;
    };
    let rays = 0;
    const isSeen = ROUNDS.some((round) => {
      for (; rays < round.rays && (rays < ENOUGH_BLOCKED || escapes > 0); rays++) look(rays, 1);
      return escapes >= round.enough;
    });
    if (!isSeen) for (let i = 0; i < BACK_RAYS; i++) look(i, -1);
    return escapes / rays;
  };
}

/**
 * Whether the front of another triangle lies close behind a back that is seen: where the inner of two walls pokes through
 * the outer one, nothing is lost with it.
 */
function isCovered(
  positions: Float32Array,
  corners: Uint32Array,
  ray: Float64Array,
  t: number,
  cast: CastRay,
  depth: number,
): boolean {
  const [x, y, z, dx, dy, dz] = ray as unknown as Sightline['ray'];
  const met = cast(x, y, z, -dx, -dy, -dz, t, depth);
  const frame = new Float64Array(6);
  if (met === ESCAPED || !faceFrame(positions, corners, met, frame)) return false;
  return frame[3]! * dx + frame[4]! * dy + frame[5]! * dz > 0;
}

/** Writes a ray of a cosine-weighted hemisphere, from a place of the triangle; false when it has no normal. */
export function rayFrom(
  positions: Float32Array,
  corners: Uint32Array,
  t: number,
  i: number,
  side: number,
  lift: number,
  ray: Float64Array,
): boolean {
  if (!faceFrame(positions, corners, t, ray)) return false;
  const nx = ray[3]! * side;
  const ny = ray[4]! * side;
  const nz = ray[5]! * side;
  // Duff et al. 2017, Building an orthonormal basis, revisited.
  const sign = nz < 0 ? -1 : 1;
  const a = -1 / (sign + nz);
  const b = nx * ny * a;
  // The first goes straight out from the middle.
  const radius = i === 0 ? 0 : Math.sqrt(spread(i, 0.7548776662, t));
  const angle = 2 * Math.PI * spread(i, 0.569840291, t);
  const height = Math.sqrt(1 - radius * radius);
  const p = radius * Math.cos(angle);
  const q = radius * Math.sin(angle);
  let v = i === 0 ? 1 / 3 : spread(i, 0.3819660113, t + 7);
  let w = i === 0 ? 1 / 3 : spread(i, 0.2360679775, t + 11);
  if (v + w > 1) {
    v = 1 - v;
    w = 1 - w;
  }
  const A = corners[3 * t]! * 3;
  const B = corners[3 * t + 1]! * 3;
  const C = corners[3 * t + 2]! * 3;
  const u = 1 - v - w;
  ray[0] = positions[A]! * u + positions[B]! * v + positions[C]! * w + nx * lift;
  ray[1] = positions[A + 1]! * u + positions[B + 1]! * v + positions[C + 1]! * w + ny * lift;
  ray[2] = positions[A + 2]! * u + positions[B + 2]! * v + positions[C + 2]! * w + nz * lift;
  ray[3] = (1 + sign * nx * nx * a) * p + b * q + nx * height;
  ray[4] = sign * b * p + (sign + ny * ny * a) * q + ny * height;
  ray[5] = -sign * nx * p - ny * q + nz * height;
  return true;
}
