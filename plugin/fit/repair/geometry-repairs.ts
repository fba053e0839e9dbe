import type { REPAIRS } from '../../budget/repairs.ts';
import { MAX_PERIMETER } from './caps.ts';
import { floaters } from './floaters.ts';
import { borderLoops, fillHoles } from './holes.ts';
import { innerShell, type ShellSearch } from './inner-shell.ts';
import { countMarks, type SurfaceState, withoutTriangles } from './surface-state.ts';
import { flippedTriangles, flipTriangles } from './winding.ts';

/** Longest loop that the repair `holes` closes, as a share of the diagonal. */
export const MAX_HOLE_PERIMETER = 0.2;

export type GeometryRepairId = Extract<(typeof REPAIRS)[number], { changes: 'geometry' }>['id'];

interface Repaired {
  readonly state: SurfaceState;
  readonly count: number;
}

/** The functions of one row of {@link REPAIRS}. */
interface GeometryRepair {
  /** What `repair` counts: triangles that it removed or flipped, holes that it closed. */
  readonly counts: 'removed' | 'flipped' | 'filled';
  repair(state: SurfaceState, shells: ShellSearch): Repaired;
  /** What there is to repair; `triangles` are those concerned, `state` is what the next search looks at. */
  lint(state: SurfaceState, shells: ShellSearch): Repaired & { readonly triangles: number };
}

interface Found {
  readonly marks: Uint8Array;
  /** Corners of openings to close with the removal. */
  readonly openings: readonly number[];
}

function removal(find: (state: SurfaceState, shells: ShellSearch) => Found): GeometryRepair {
  return {
    counts: 'removed',
    repair(state, shells) {
      const found = find(state, shells);
      const count = countMarks(found.marks);
      return {
        count,
        state: count > 0 ? closeOpenings(withoutTriangles(state, found.marks), found.openings) : state,
      };
    },
    lint(state, shells) {
      const { marks } = find(state, shells);
      const count = countMarks(marks);
      return { count, triangles: count, state: withoutTriangles(state, marks) };
    },
  };
}

function turn(state: SurfaceState): Repaired & { readonly triangles: number } {
  const flips = flippedTriangles(state);
  const count = countMarks(flips);
  return { count, triangles: count, state: count > 0 ? flipTriangles(state, flips) : state };
}

/** In the order in which they are done. */
export const GEOMETRY_REPAIRS: Readonly<Record<GeometryRepairId, GeometryRepair>> = {
  'flipped-winding': { counts: 'flipped', repair: turn, lint: turn },
  'inner-shell': removal(innerShell),
  floaters: removal((state) => ({ marks: floaters(state), openings: [] })),
  holes: {
    counts: 'filled',
    repair(given) {
      const { state, filled } = fillHoles(given, MAX_HOLE_PERIMETER);
      return { state, count: filled };
    },
    lint(state) {
      const loops = borderLoops(state);
      return { state, count: loops.length, triangles: loops.reduce((sum, loop) => sum + loop.length, 0) };
    },
  },
};

/** Closes the openings that a removal needs closed. */
function closeOpenings(state: SurfaceState, openings: readonly number[]): SurfaceState {
  if (openings.length === 0) return state;
  const isAt = new Set(openings);
  return fillHoles(state, MAX_PERIMETER, (corner) => isAt.has(corner)).state;
}
