import type { Measured, REPAIRS } from '../../budget/repairs.ts';
import { floaters } from './floaters.ts';
import { borderLoops, fillHoles } from './holes.ts';
import { innerShell, type ShellSearch } from './inner-shell.ts';
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

function removal(find: (state: SurfaceState, shells: ShellSearch) => Uint8Array): GeometryRepair {
  return {
    counts: 'removed',
    repair(state, shells) {
      const marks = find(state, shells);
      const count = countMarks(marks);
      return { count, state: count > 0 ? closeCracks(withoutTriangles(state, marks), state, marks) : state };
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
  floaters: removal(floaters),
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

/** Where what was removed had been joined to what stays, a crack is left open: it is closed again. */
function closeCracks(state: SurfaceState, before: SurfaceState, marks: Uint8Array): SurfaceState {
  const touched = new Uint8Array(before.mesh.positions.length / 3);
  for (let i = 0; i < before.corners.length; i++)
    if (marks[Math.floor(i / 3)]) touched[before.corners[i]!] = 1;
  if (!state.corners.some((corner) => touched[corner])) return state;
  return fillHoles(state, MAX_HOLE_PERIMETER, (corner) => touched[corner] === 1).state;
}
