import { faceArea } from '../../mesh/face-frame.ts';
import { BORDER, neighboursOf, nextCorner } from '../../mesh/neighbours.ts';
import { boxOf } from '../../mesh/vectors.ts';
import { type BorderLoop, closableLoops, flapsOf } from '../holes.ts';
import { areaOf, type LoopFill, loopFill } from '../loop-fill.ts';
import { type CastRay, ESCAPED } from '../sight/ray-caster.ts';
import type { Sightline } from '../sight/sightlines.ts';
import { type SurfaceState, stateOf } from '../surface-state.ts';

type Ray = Sightline['ray'];

/** Perimeter of the largest opening that is closed where it is seen, as a share of the diagonal: a round one is 5 % wide. */
const MAX_PORE = 0.15;
/** Of a larger one, radius of a disc of the same area. */
const MAX_RADIUS = 0.065;

/** A piece of at most so many times the area of what would close its outline is a sheet. */
const MAX_SHEET = 2;

/** An opening with the triangles that would close it. */
export interface Cap extends LoopFill {
  /** At its border. */
  readonly corners: readonly number[];
  readonly radius: number;
  readonly isPore: boolean;
  /** Not an opening but the outline of a sheet that is left, and whose back a cap would only show: it stays open. */
  readonly isLoose: boolean;
}

/**
 * A function that finds openings to close: where the hidden triangles would be removed, and pores that were there before. A
 * larger one is only closed deep in a hollow, and where nothing is in the way.
 */
export function capFinder(
  { mesh, corners, components }: SurfaceState,
  cast: CastRay,
): (hidden: Uint8Array) => Cap[] {
  const { positions } = mesh;
  const vertices = positions.length / 3;
  const isOpen = components.components.some(({ isClosed }) => !isClosed);
  const across = neighboursOf(vertices, corners);
  const atBorder = isOpen ? borderCorners(vertices, corners, across) : new Uint8Array(vertices);
  const isSheet = sheetFinder(positions, corners, across);
  const { diagonal } = boxOf(positions);
  const largest = Math.PI * (MAX_RADIUS * diagonal) ** 2;
  // From one try to the next, most loops stay.
  const known = new Map<string, { readonly cap: Cap; isClear?: boolean }>();
  const closed = (edges: BorderLoop) => {
    const border = edges.map((edge) => corners[edge]!);
    const key = border.join();
    const found = known.get(key) ?? { cap: capOf(positions, border, flapsOf(edges), MAX_PORE * diagonal) };
    known.set(key, found);
    return found;
  };
  return (hidden) => {
    const touched = new Uint8Array(vertices);
    for (let t = 0; t < hidden.length; t++)
      if (hidden[t])
        touched[corners[3 * t]!] = touched[corners[3 * t + 1]!] = touched[corners[3 * t + 2]!] = 1;
    const isAt = (corner: number) => touched[corner] === 1 || atBorder[corner] === 1;
    const kept: number[] = [];
    const triangles: number[] = [];
    for (let t = 0; t < hidden.length; t++) {
      if (hidden[t]) continue;
      const [a, b, c] = [corners[3 * t]!, corners[3 * t + 1]!, corners[3 * t + 2]!];
      if (isAt(a) || isAt(b) || isAt(c)) {
        kept.push(a, b, c);
        triangles.push(t);
      }
    }
    const border = stateOf(mesh, Uint32Array.from(kept));
    return closableLoops(border, isAt).flatMap((loop) => {
      const edges = loop.map((edge) => 3 * triangles[Math.floor(edge / 3)]! + (edge % 3));
      const found = closed(edges);
      const { cap } = found;
      if (isSheet(edges, hidden, MAX_SHEET * areaOf(cap))) return [{ ...cap, triangles: [], isLoose: true }];
      if (cap.isPore) return [cap];
      if (areaOf(cap) > largest || !cap.corners.some((corner) => touched[corner])) return [];
      found.isClear ??= isClear(cap, cast);
      return found.isClear ? [cap] : [];
    });
  };
}

/** Whether the triangles at the edges of a loop belong to a piece of less than an area. */
function sheetFinder(positions: Float32Array, corners: Uint32Array, across: Int32Array) {
  return ([edge]: readonly number[], hidden: Uint8Array, maxArea: number): boolean => {
    const queue = [Math.floor(edge! / 3)];
    const isIn = new Set(queue);
    let area = 0;
    for (const t of queue) {
      area += faceArea(positions, corners, t);
      if (area > maxArea) return false;
      for (let k = 3 * t; k < 3 * t + 3; k++) {
        const other = Math.floor(across[k]! / 3);
        if (other < 0 || hidden[other] || isIn.has(other)) continue;
        isIn.add(other);
        queue.push(other);
      }
    }
    return true;
  };
}

/** 1 for every corner at an edge of a single triangle. */
function borderCorners(vertices: number, corners: Uint32Array, across: Int32Array): Uint8Array {
  const found = new Uint8Array(vertices);
  across.forEach((other, edge) => {
    if (other === BORDER) found[corners[edge]!] = found[corners[nextCorner(edge)]!] = 1;
  });
  return found;
}

/** Whether nothing lies between the middle of a cap and its border. */
function isClear({ points: p, radius, corners }: Cap, cast: CastRay): boolean {
  const m = 3 * corners.length;
  for (let i = 0; i < m; i += 3) {
    const [dx, dy, dz] = [p[i]! - p[m]!, p[i + 1]! - p[m + 1]!, p[i + 2]! - p[m + 2]!];
    const length = Math.hypot(dx, dy, dz);
    const free = 0.9 * length;
    if (
      length > 0.05 * radius &&
      cast(p[m]!, p[m + 1]!, p[m + 2]!, dx / length, dy / length, dz / length, -1, free) !== ESCAPED
    )
      return false;
  }
  return true;
}

function capOf(
  positions: Float32Array,
  border: readonly number[],
  isFlap: (edge: number) => boolean,
  pore: number,
): Cap {
  const fill = loopFill(
    border.flatMap((corner) => [...positions.subarray(3 * corner, 3 * corner + 3)]),
    isFlap,
  );
  const p = fill.points;
  const m = 3 * border.length;
  let [radius, perimeter] = [0, 0];
  for (let i = 0; i < m; i += 3) {
    const j = (i + 3) % m;
    radius = Math.max(radius, Math.hypot(p[i]! - p[m]!, p[i + 1]! - p[m + 1]!, p[i + 2]! - p[m + 2]!));
    perimeter += Math.hypot(p[i]! - p[j]!, p[i + 1]! - p[j + 1]!, p[i + 2]! - p[j + 2]!);
  }
  return { ...fill, corners: border, radius, isPore: perimeter <= pore, isLoose: false };
}

/** Whether a ray passes through a cap. */
export function passes({ points: p, triangles, corners, radius }: Cap, [x, y, z, dx, dy, dz]: Ray): boolean {
  const m = 3 * corners.length;
  const [mx, my, mz] = [p[m]! - x, p[m + 1]! - y, p[m + 2]! - z];
  const along = mx * dx + my * dy + mz * dz;
  if (along < -radius || mx * mx + my * my + mz * mz - along * along > radius * radius) return false;
  return triangles.some(([a, b, c]) => meets(p, 3 * a, 3 * b, 3 * c, x, y, z, dx, dy, dz));
}

function meets(
  p: readonly number[],
  a: number,
  b: number,
  c: number,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
  const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
  const [px, py, pz] = [dy * vz - dz * vy, dz * vx - dx * vz, dx * vy - dy * vx];
  const determinant = ux * px + uy * py + uz * pz;
  if (determinant === 0) return false;
  const [sx, sy, sz] = [x - p[a]!, y - p[a + 1]!, z - p[a + 2]!];
  const u = (sx * px + sy * py + sz * pz) / determinant;
  const [qx, qy, qz] = [sy * uz - sz * uy, sz * ux - sx * uz, sx * uy - sy * ux];
  const v = (dx * qx + dy * qy + dz * qz) / determinant;
  return u >= 0 && v >= 0 && u + v <= 1 && (vx * qx + vy * qy + vz * qz) / determinant > 0;
}
