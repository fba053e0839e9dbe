import { componentsOf } from '../mesh/components.ts';
import { faceArea, faceFrame } from '../mesh/face-frame.ts';
import { EMPTY, SURFACE } from './flood-outside.ts';
import { type CastRay, ESCAPED, rayCaster } from './ray-caster.ts';
import { patchVisibility } from './visibility.ts';
import { type VoxelGrid, voxelGrid } from './voxel-grid.ts';

/** Maximum distance in cells to search for an empty cell in front of a triangle; from `CERTAIN` on, something may be in between. */
const REACH = 3.5;
const CERTAIN = 1.5;
/** Then only one triangle in this many is tested; the others get the result of their neighbours. */
const SAMPLED_EVERY = 5;
/** Smaller patches (share of the total area) are kept: a mistake would cost more than they do. */
const MIN_PATCH_AREA = 5e-3;
/**
 * Share of rays that may escape: as through a crack, or an opening of 1/16 of a sphere's width. Triangles that are visible
 * through more are kept.
 */
const MAX_ESCAPES = 1e-3;
/** A few probes are enough for clearly visible patches. */
const PROBES = { first: 48, all: 512 };
const CLEARLY_VISIBLE = 0.02;
/** Share of a patch that must have a wall behind it: otherwise it is not a shell, but where one part intersects another. */
const MIN_BACKED = 0.5;

const NEVER_HIDDEN = { escapes: 1, backed: 0 };

const VISIBLE = 1;
const HIDDEN = 2;

/**
 * Triangles of inner shells: not visible from outside on either side, and with other triangles behind them; they may be
 * connected to visible ones. The space in front of them is closed except for openings of 1/14 of the mesh's size, and
 * almost no rays from them escape.
 *
 * @returns 1 for every such triangle.
 */
export function hiddenTriangles(positions: Float32Array, corners: Uint32Array): Uint8Array<ArrayBuffer> {
  const hidden = new Uint8Array(corners.length / 3);
  if (hidden.length === 0) return hidden;
  const grid = voxelGrid(positions, corners);
  const cast = rayCaster(positions, corners, grid);
  const states = classifyFronts(positions, corners, grid, cast);
  fillUnknown(states, positions.length / 3, corners);
  for (const triangles of patchesOf(positions, corners, states)) {
    for (const t of triangles) hidden[t] = 1;
    const sight = (probes: number) =>
      patchVisibility(positions, corners, triangles, probes, (t) => hidden[t] === 1, cast, grid.cell);
    const { escapes, backed } =
      sight(PROBES.first).escapes > CLEARLY_VISIBLE ? NEVER_HIDDEN : sight(PROBES.all);
    if (escapes > MAX_ESCAPES || backed < MIN_BACKED) for (const t of triangles) hidden[t] = 0;
  }
  return hidden;
}

/** For each triangle, whether the first empty cell in front of it is connected to the outside; 0 when none is near. */
function classifyFronts(
  positions: Float32Array,
  corners: Uint32Array,
  grid: VoxelGrid,
  cast: CastRay,
): Uint8Array {
  const { origin, cell, size, states } = grid;
  const seen = new Uint8Array(corners.length / 3);
  const frame = new Float64Array(6);
  for (let t = 0; t < seen.length; t++) {
    if (!faceFrame(positions, corners, t, frame)) continue;
    // Inside a thin part, the first empty cell is behind its other wall.
    for (let step = 0.5; step <= REACH; step += 0.5) {
      const i = Math.floor((frame[0]! - origin[0]) / cell + frame[3]! * step);
      const j = Math.floor((frame[1]! - origin[1]) / cell + frame[4]! * step);
      const k = Math.floor((frame[2]! - origin[2]) / cell + frame[5]! * step);
      const state = states[i + size[0] * (j + size[1] * k)] ?? VISIBLE;
      if (state === SURFACE) continue;
      if (state === EMPTY) seen[t] = HIDDEN;
      else if (step < CERTAIN || (t % SAMPLED_EVERY === 0 && facesOutside(frame, t, cast, cell)))
        seen[t] = VISIBLE;
      break;
    }
  }
  return seen;
}

function facesOutside(frame: Float64Array, t: number, cast: CastRay, cell: number): boolean {
  const [x, y, z, nx, ny, nz] = frame as unknown as [number, number, number, number, number, number];
  const lift = 1e-5 * cell;
  return cast(x + nx * lift, y + ny * lift, z + nz * lift, nx, ny, nz, t) === ESCAPED;
}

/** Unknown triangles get the state of their neighbours; a hidden one among visible ones is an error. */
function fillUnknown(states: Uint8Array, vertices: number, corners: Uint32Array): void {
  const touched = new Uint8Array(vertices);
  const touchedAny = (t: number) =>
    touched[corners[3 * t]!]! | touched[corners[3 * t + 1]!]! | touched[corners[3 * t + 2]!]!;
  const touchedAll = (t: number) =>
    touched[corners[3 * t]!]! & touched[corners[3 * t + 1]!]! & touched[corners[3 * t + 2]!]!;
  const mark = (t: number) => {
    for (let k = 3 * t; k < 3 * t + 3; k++) touched[corners[k]!] = touched[corners[k]!]! | states[t]!;
  };
  for (let t = 0; t < states.length; t++) mark(t);
  let unknown: number[] = [];
  for (let t = 0; t < states.length; t++)
    if (states[t] === 0) unknown.push(t);
    else if (states[t] === HIDDEN && touchedAll(t) & VISIBLE) states[t] = VISIBLE;
  // Ring by ring, so that each gets the state of the nearest.
  while (unknown.length > 0) {
    const reached = unknown.filter((t) => touchedAny(t) !== 0);
    if (reached.length === 0) return;
    for (const t of reached) states[t] = touchedAny(t) === HIDDEN ? HIDDEN : VISIBLE;
    unknown = unknown.filter((t) => states[t] === 0);
    for (const t of reached) mark(t);
  }
}

/** Patches of connected hidden triangles that are large enough. */
function patchesOf(positions: Float32Array, corners: Uint32Array, states: Uint8Array): Uint32Array[] {
  const found: number[] = [];
  for (let t = 0; t < states.length; t++) if (states[t] === HIDDEN) found.push(t);
  if (found.length === 0) return [];
  let total = 0;
  for (let t = 0; t < states.length; t++) total += faceArea(positions, corners, t);
  const own = new Uint32Array(found.length * 3);
  found.forEach((t, i) => {
    own.set(corners.subarray(3 * t, 3 * t + 3), 3 * i);
  });
  const { componentOf, components } = componentsOf(positions, own);
  return components.flatMap(({ area }, patch) =>
    area < MIN_PATCH_AREA * total ? [] : [Uint32Array.from(found.filter((_, i) => componentOf[i] === patch))],
  );
}
