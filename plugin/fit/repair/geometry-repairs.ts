import type { Measured, REPAIRS } from '../../budget/repairs.ts';
import { floaters } from './floaters.ts';
import { borderLoops, fillHoles } from './holes.ts';
import { type InnerShell, innerShell, type ShellSearch } from './inner-shell.ts';
import { cutBelow } from './stance/cut-below.ts';
import { findDiagonal } from './stance/diagonal.ts';
import { findFloorSlab } from './stance/floor-slab.ts';
import { rotated, scaled } from './stance/move.ts';
import { findSizeOff } from './stance/size-off.ts';
import { findUpAxis } from './stance/up-axis.ts';
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
  /** What `repair` counts: triangles that it removed or flipped, holes that it closed, whether it moved the surface. */
  readonly counts: 'removed' | 'flipped' | 'filled' | 'moved';
  repair(state: SurfaceState, shells: ShellSearch): Repaired;
  /** What there is to repair; without it, what `repair` counts. */
  lint?(state: SurfaceState): Measured;
}

interface Found {
  readonly marks: Uint8Array;
  /** Openings to close with the removal: the corners of each in order. */
  readonly openings: InnerShell['openings'];
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
  };
}

function whole<T>(
  find: (state: SurfaceState) => T | undefined,
  apply: (state: SurfaceState, found: T) => SurfaceState,
  measure: (found: T) => { readonly value: number; readonly share?: number },
): GeometryRepair {
  return {
    counts: 'moved',
    repair(state) {
      const found = find(state);
      return found ? { state: apply(state, found), count: 1 } : { state, count: 0 };
    },
    lint(state) {
      const found = find(state);
      return found ? { count: 1, share: 1, ...measure(found) } : { count: 0, share: 0 };
    },
  };
}

/** In the order in which they are done: what moves the surface comes last. */
export const GEOMETRY_REPAIRS: Readonly<Record<GeometryRepairId, GeometryRepair>> = {
  'flipped-winding': {
    counts: 'flipped',
    repair(state) {
      const flips = flippedTriangles(state);
      const count = countMarks(flips);
      return { count, state: count > 0 ? flipTriangles(state, flips) : state };
    },
  },
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
      const edges = loops.reduce((sum, loop) => sum + loop.length, 0);
      return { count: loops.length, share: Math.min(1, (3 * edges) / state.corners.length) };
    },
  },
  'up-axis': whole(findUpAxis, rotated, ({ degrees, baseShare }) => ({ value: degrees, share: baseShare })),
  'floor-slab': {
    counts: 'removed',
    repair(state) {
      const slab = findFloorSlab(state);
      if (!slab) return { state, count: 0 };
      return { state: cutBelow(state, slab.cutHeight, slab.thickness), count: slab.triangles };
    },
    lint(state) {
      const { triangles = 0, thickness = 0 } = findFloorSlab(state) ?? {};
      return { count: triangles, share: (3 * triangles) / state.corners.length, value: thickness };
    },
  },
  diagonal: whole(findDiagonal, rotated, ({ degrees }) => ({ value: degrees })),
  'size-off': whole(
    findSizeOff,
    (state, longest) => scaled(state, 1 / longest),
    (value) => ({ value }),
  ),
};

/** Closes the openings that a removal needs closed. */
function closeOpenings(state: SurfaceState, openings: InnerShell['openings']): SurfaceState {
  if (openings.length === 0) return state;
  const edges = new Set(
    openings.flatMap((loop) => loop.map((corner, i) => `${corner} ${loop[(i + 1) % loop.length]!}`)),
  );
  return fillHoles(state, Infinity, (from, to) => edges.has(`${from} ${to}`)).state;
}
