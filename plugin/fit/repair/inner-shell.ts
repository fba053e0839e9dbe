import { type SurfaceState, withoutTriangles } from './surface-state.ts';
import { hiddenTriangles } from './walls/hidden-triangles.ts';

/**
 * How thorough the search is.
 * - `pieces`: whole components inside closed ones, by signed volume only.
 * - `joined`: also shells connected to the visible surface or inside walls with cracks, by visibility tests.
 */
export type ShellSearch = 'pieces' | 'joined';

/** What is not visible from outside. */
export interface InnerShell {
  /** 1 for every such triangle. */
  readonly marks: Uint8Array<ArrayBuffer>;
  /** Small openings through which it would be visible, the corners of each in order: they are closed when it is removed. */
  readonly openings: readonly (readonly number[])[];
}

/**
 * Triangles that are not visible from outside, such as the inner one of the two walls that remeshing of an unsigned
 * distance field produces. Triangles visible through a larger opening are not included.
 */
export function innerShell(state: SurfaceState, search: ShellSearch): InnerShell {
  const { corners, components, sealed } = state;
  const marks = new Uint8Array(corners.length / 3);
  for (let t = 0; t < marks.length; t++) marks[t] = sealed[components.componentOf[t]!]!;
  if (search === 'pieces') return { marks, openings: [] };
  const rest = withoutTriangles(state, marks);
  const { hidden, caps } = hiddenTriangles(rest);
  let at = 0;
  for (let t = 0; t < marks.length; t++) if (!marks[t]) marks[t] = hidden[at++]!;
  return { marks, openings: caps.filter(({ isLoose }) => !isLoose).map(({ corners }) => corners) };
}
