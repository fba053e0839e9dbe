import { componentsOf } from './components.ts';
import { faceArea, faceFrame } from './face-frame.ts';
import { rayCaster } from './ray-caster.ts';
import { sightOf } from './sight.ts';
import { EMPTY, SURFACE, type VoxelGrid, voxelGrid } from './voxel-grid.ts';

/** How far before a triangle the first empty cell is looked for, in cells. */
const REACH = 3.5;
/** Smaller patches stay: what they cost is less than what a mistake would. Share of the area of all. */
const MIN_PATCH_AREA = 5e-3;
/**
 * Share of the rays that may get out: a crack, or an opening of a 25th of a ball's width. Whatever can be seen through
 * more than that stays.
 */
const MAX_ESCAPES = 5e-4;
/** Share of a patch that must have a wall behind it: else it is no shell, but where one part is stuck into another. */
const MIN_BACKED = 0.5;

const VISIBLE = 1;
const HIDDEN = 2;

/**
 * Triangles of inner shells: nobody outside can see them from either side, and other triangles stand behind them; they
 * may be joined to what can be seen. The space before them is closed but for openings of one or two 128ths of the mesh's
 * size, and rays from them do not get out.
 *
 * @returns 1 for every such triangle.
 */
export function hiddenTriangles(positions: Float32Array, corners: Uint32Array): Uint8Array<ArrayBuffer> {
  const hidden = new Uint8Array(corners.length / 3);
  if (hidden.length === 0) return hidden;
  const grid = voxelGrid(positions, corners);
  const states = lookBefore(positions, corners, grid);
  settle(states, positions.length / 3, corners);
  const patches = patchesOf(positions, corners, states);
  if (patches.length === 0) return hidden;
  const cast = rayCaster(positions, corners, grid);
  for (const triangles of patches) {
    for (const t of triangles) hidden[t] = 1;
    const { escapes, backed } = sightOf(
      positions,
      corners,
      triangles,
      (t) => hidden[t] === 1,
      cast,
      grid.cell,
    );
    if (escapes > MAX_ESCAPES || backed < MIN_BACKED) for (const t of triangles) hidden[t] = 0;
  }
  return hidden;
}

/** Says of each triangle whether the first empty cell before it is joined to the outside; 0 where there is none near. */
function lookBefore(positions: Float32Array, corners: Uint32Array, grid: VoxelGrid): Uint8Array {
  const { origin, cell, size, states } = grid;
  const seen = new Uint8Array(corners.length / 3);
  const frame = new Float64Array(6);
  for (let t = 0; t < seen.length; t++) {
    if (!faceFrame(positions, corners, t, frame)) continue;
    for (let step = 0.5; step <= REACH; step += 0.5) {
      const i = Math.floor((frame[0]! - origin[0]) / cell + frame[3]! * step);
      const j = Math.floor((frame[1]! - origin[1]) / cell + frame[4]! * step);
      const k = Math.floor((frame[2]! - origin[2]) / cell + frame[5]! * step);
      const state = states[i + size[0] * (j + size[1] * k)] ?? VISIBLE;
      if (state === SURFACE) continue;
      seen[t] = state === EMPTY ? HIDDEN : VISIBLE;
      break;
    }
  }
  return seen;
}

/** Triangles of which nothing is known go with those around them; a hidden one among visible ones is a mistake. */
function settle(states: Uint8Array, vertices: number, corners: Uint32Array): void {
  const touched = new Uint8Array(vertices);
  const touching = (t: number) =>
    touched[corners[3 * t]!]! & touched[corners[3 * t + 1]!]! & touched[corners[3 * t + 2]!]!;
  const touchedAny = (t: number) =>
    touched[corners[3 * t]!]! | touched[corners[3 * t + 1]!]! | touched[corners[3 * t + 2]!]!;
  const mark = (t: number, state: number) => {
    for (let k = 0; k < 3; k++) touched[corners[3 * t + k]!] = touched[corners[3 * t + k]!]! | state;
  };
  for (let t = 0; t < states.length; t++) mark(t, states[t]!);
  for (let t = 0; t < states.length; t++)
    if (states[t] === HIDDEN && touching(t) & VISIBLE) states[t] = VISIBLE;
  for (let round = 0; round < 4; round++)
    for (let t = 0; t < states.length; t++)
      if (states[t] === 0 && touchedAny(t) !== 0) {
        states[t] = touchedAny(t) === HIDDEN ? HIDDEN : VISIBLE;
        mark(t, states[t]!);
      }
}

/** Connected hidden triangles, where they are worth the trouble. */
function patchesOf(positions: Float32Array, corners: Uint32Array, states: Uint8Array): Uint32Array[] {
  let total = 0;
  const found: number[] = [];
  for (let t = 0; t < states.length; t++) {
    total += faceArea(positions, corners, t);
    if (states[t] === HIDDEN) found.push(t);
  }
  const own = new Uint32Array(found.length * 3);
  found.forEach((t, i) => {
    own.set(corners.subarray(3 * t, 3 * t + 3), 3 * i);
  });
  const { componentOf, components } = componentsOf(positions, own);
  return components.flatMap(({ area }, patch) =>
    area < MIN_PATCH_AREA * total ? [] : [Uint32Array.from(found.filter((_, i) => componentOf[i] === patch))],
  );
}
