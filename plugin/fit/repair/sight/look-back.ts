import { faceFrame } from '../../mesh/face-frame.ts';
import { type CastRay, ESCAPED } from './ray-caster.ts';
import { type Sightline, spread } from './sightlines.ts';
import type { VoxelGrid } from './voxel-grid.ts';

/** So many times one looks back in along a line of sight: beside it, and at a slant. */
const LOOKS = 8;
const SLANT = 0.08;

/** What is looked into. */
export interface Explored {
  readonly positions: Float32Array;
  readonly corners: Uint32Array;
  readonly clusterOf: Uint32Array;
  /** Number of clusters. */
  readonly clusters: number;
  /** How far beside a line of sight to look, at most: the size of a cluster. */
  readonly reach: number;
  readonly cast: CastRay;
  readonly grid: VoxelGrid;
  /** What closes openings. */
  readonly isBlocked: (ray: Sightline['ray']) => boolean;
}

/**
 * Follows lines of sight into hollows: where one can look in, one sees the places beside too. What is seen that way has
 * lines of sight of its own, so that a few are enough to find all that is seen through an opening.
 *
 * @returns 1 for every cluster with a hidden triangle that is seen.
 */
export function lookBack(
  lines: readonly Sightline[],
  hidden: Uint8Array,
  { positions, corners, clusterOf, clusters, reach, cast, grid, isBlocked }: Explored,
): Uint8Array {
  const seen = new Uint8Array(clusters);
  const frame = new Float64Array(6);
  const ray = new Float64Array(6);
  const queue = [...lines];
  for (let line = queue.pop(); line; line = queue.pop()) {
    const from = clusterOf[line.triangle]!;
    if (seen[from]) continue;
    seen[from] = 1;
    for (let i = 0; i < LOOKS; i++) {
      if (!backIn(line.ray, reach, i, from, grid, ray)) continue;
      const [x, y, z, dx, dy, dz] = ray as unknown as Sightline['ray'];
      const met = cast(x, y, z, dx, dy, dz, -1);
      if (met === ESCAPED || !hidden[met] || seen[clusterOf[met]!]) continue;
      if (!faceFrame(positions, corners, met, frame)) continue;
      const [mx, my, mz, nx, ny, nz] = frame as unknown as Sightline['ray'];
      const facing = dx * nx + dy * ny + dz * nz;
      const along = ((mx - x) * nx + (my - y) * ny + (mz - z) * nz) / facing - 1e-6 * grid.cell;
      // The back of an inner wall is hidden by the outer one, but where it pokes through.
      if (!(facing < 0) || !Number.isFinite(along)) continue;
      const back: Sightline['ray'] = [x + along * dx, y + along * dy, z + along * dz, -dx, -dy, -dz];
      if (!isBlocked(back)) queue.push({ triangle: met, ray: back });
    }
  }
  return seen;
}

/** Writes a ray from the edge of the grid, back in beside a line of sight. */
function backIn(
  [x, y, z, dx, dy, dz]: Sightline['ray'],
  reach: number,
  i: number,
  turn: number,
  { origin, size, cell }: VoxelGrid,
  ray: Float64Array,
): boolean {
  const px = x + reach * (2 * spread(i, 0.819, turn) - 1);
  const py = y + reach * (2 * spread(i, 0.671, turn + 1) - 1);
  const pz = z + reach * (2 * spread(i, 0.549, turn + 2) - 1);
  // Half of the looks go straight.
  const slant = i % 2 === 0 ? 0 : SLANT;
  const qx = dx + slant * (2 * spread(i, 0.618, turn + 3) - 1);
  const qy = dy + slant * (2 * spread(i, 0.755, turn + 4) - 1);
  const qz = dz + slant * (2 * spread(i, 0.57, turn + 5) - 1);
  const length = Math.sqrt(qx * qx + qy * qy + qz * qz);
  const wall = (c: 0 | 1 | 2, q: number) => origin[c] + (q > 0 ? size[c] - 1e-3 : 1e-3) * cell;
  const far = (c: 0 | 1 | 2, p: number, q: number) => (q === 0 ? Infinity : (wall(c, q) - p) / q);
  const out = Math.min(far(0, px, qx), far(1, py, qy), far(2, pz, qz));
  if (!(out > 0)) return false;
  ray[0] = px + out * qx;
  ray[1] = py + out * qy;
  ray[2] = pz + out * qz;
  ray[3] = -qx / length;
  ray[4] = -qy / length;
  ray[5] = -qz / length;
  return true;
}
