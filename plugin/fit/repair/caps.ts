import { spreadDirections } from '../collider/support-points.ts';
import { boxOf } from '../mesh/vectors.ts';
import { type BorderLoop, closableLoops } from './holes.ts';
import { type CastRay, ESCAPED } from './sight/ray-caster.ts';
import type { Sightline } from './sight/sightlines.ts';
import { type SurfaceState, stateOf } from './surface-state.ts';

/** Perimeter of the largest opening that is closed where it is seen, as a share of the diagonal: a round one is 5 % wide. */
const MAX_PORE = 0.15;
/** The same deep in a hollow, where it is hardly seen. */
export const MAX_PERIMETER = 0.5;
/** Share of rays that leave such a place, at most. */
const MAX_SEEN = 0.25;
const RAYS = 64;
const DIRECTIONS = spreadDirections(RAYS);

/** An opening with the fan that would close it. */
export interface Cap {
  /** At its border. */
  readonly corners: readonly number[];
  /** Middle, and after it the border, three floats each. */
  readonly points: readonly number[];
  readonly radius: number;
  readonly isPore: boolean;
}

/**
 * Openings to close: where the marked triangles would be removed, and pores that were there before. A larger one is only
 * closed deep in a hollow, and where nothing is in the way.
 */
export function capsOf({ mesh, corners, components }: SurfaceState, marks: Uint8Array, cast: CastRay): Cap[] {
  const touched = new Uint8Array(mesh.positions.length / 3);
  for (let t = 0; t < marks.length; t++)
    if (marks[t]) for (let k = 3 * t; k < 3 * t + 3; k++) touched[corners[k]!] = 1;
  const isOpen = components.components.map(({ isClosed }) => !isClosed);
  const kept: number[] = [];
  for (let t = 0; t < marks.length; t++) {
    if (marks[t]) continue;
    const [a, b, c] = [corners[3 * t]!, corners[3 * t + 1]!, corners[3 * t + 2]!];
    if (isOpen[components.componentOf[t]!] || touched[a] || touched[b] || touched[c]) kept.push(a, b, c);
  }
  const border = stateOf(mesh, Uint32Array.from(kept));
  const hasOpen = isOpen.includes(true);
  const pore = MAX_PORE * boxOf(mesh.positions).diagonal;
  return closableLoops(border, MAX_PERIMETER, (corner) => hasOpen || touched[corner] === 1)
    .map((loop) => capOf(border, loop, pore))
    .filter((cap) => cap.isPore || (cap.corners.some((corner) => touched[corner]) && isDeep(cap, cast)));
}

/** Whether a cap is hardly seen, and nothing lies between its middle and its border. */
function isDeep({ points: p, radius }: Cap, cast: CastRay): boolean {
  let escapes = 0;
  for (let i = 0; i < DIRECTIONS.length; i += 3) {
    const [dx, dy, dz] = [DIRECTIONS[i]!, DIRECTIONS[i + 1]!, DIRECTIONS[i + 2]!];
    if (cast(p[0]!, p[1]!, p[2]!, dx, dy, dz, -1) === ESCAPED) escapes++;
  }
  // Half of the rays go further in.
  if (escapes > (MAX_SEEN * RAYS) / 2) return false;
  for (let i = 3; i < p.length; i += 3) {
    const [dx, dy, dz] = [p[i]! - p[0]!, p[i + 1]! - p[1]!, p[i + 2]! - p[2]!];
    const length = Math.hypot(dx, dy, dz);
    const free = 0.9 * length;
    if (
      length > 0.05 * radius &&
      cast(p[0]!, p[1]!, p[2]!, dx / length, dy / length, dz / length, -1, free) !== ESCAPED
    )
      return false;
  }
  return true;
}

function capOf({ mesh: { positions }, corners }: SurfaceState, loop: BorderLoop, pore: number): Cap {
  const points = [0, 0, 0];
  const border = loop.map((edge) => corners[edge]!);
  for (const corner of border)
    for (let c = 0; c < 3; c++) {
      points[c] = points[c]! + positions[3 * corner + c]! / border.length;
      points.push(positions[3 * corner + c]!);
    }
  let radius = 0;
  let perimeter = 0;
  for (let i = 3; i < points.length; i += 3)
    radius = Math.max(
      radius,
      Math.hypot(points[i]! - points[0]!, points[i + 1]! - points[1]!, points[i + 2]! - points[2]!),
    );
  for (let i = 3; i < points.length; i += 3) {
    const j = i + 3 < points.length ? i + 3 : 3;
    perimeter += Math.hypot(
      points[i]! - points[j]!,
      points[i + 1]! - points[j + 1]!,
      points[i + 2]! - points[j + 2]!,
    );
  }
  return { corners: border, points, radius, isPore: perimeter <= pore };
}

/** Whether a ray passes through a cap. */
export function passes({ points: p, radius }: Cap, [x, y, z, dx, dy, dz]: Sightline['ray']): boolean {
  const [mx, my, mz] = [p[0]! - x, p[1]! - y, p[2]! - z];
  const along = mx * dx + my * dy + mz * dz;
  if (along < -radius || mx * mx + my * my + mz * mz - along * along > radius * radius) return false;
  for (let i = 3; i < p.length; i += 3) {
    const j = i + 3 < p.length ? i + 3 : 3;
    if (meets(p, i, j, x, y, z, dx, dy, dz)) return true;
  }
  return false;
}

function meets(
  p: readonly number[],
  i: number,
  j: number,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  const [ux, uy, uz] = [p[i]! - p[0]!, p[i + 1]! - p[1]!, p[i + 2]! - p[2]!];
  const [vx, vy, vz] = [p[j]! - p[0]!, p[j + 1]! - p[1]!, p[j + 2]! - p[2]!];
  const [px, py, pz] = [dy * vz - dz * vy, dz * vx - dx * vz, dx * vy - dy * vx];
  const determinant = ux * px + uy * py + uz * pz;
  if (determinant === 0) return false;
  const [sx, sy, sz] = [x - p[0]!, y - p[1]!, z - p[2]!];
  const u = (sx * px + sy * py + sz * pz) / determinant;
  const [qx, qy, qz] = [sy * uz - sz * uy, sz * ux - sx * uz, sx * uy - sy * ux];
  const v = (dx * qx + dy * qy + dz * qz) / determinant;
  return u >= 0 && v >= 0 && u + v <= 1 && (vx * qx + vy * qy + vz * qz) / determinant > 0;
}
