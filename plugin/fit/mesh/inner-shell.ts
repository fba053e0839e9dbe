import { hiddenTriangles } from './hidden-triangles.ts';
import { type SurfaceState, withoutTriangles } from './surface-state.ts';

/**
 * How far it is looked for.
 * - `pieces`: whole pieces inside closed ones, by signed volumes alone.
 * - `joined`: also what is joined to the visible surface, or inside walls with cracks, by following sight.
 */
export type ShellSearch = 'pieces' | 'joined';

/**
 * Triangles that nobody outside can see, such as the inner one of the two walls that a remeshing of an unsigned distance
 * leaves. What can be seen through an opening is not among them.
 *
 * @returns 1 for every such triangle.
 */
export function innerShell(state: SurfaceState, search: ShellSearch): Uint8Array<ArrayBuffer> {
  const { corners, components, sealed } = state;
  const marks = new Uint8Array(corners.length / 3);
  for (let t = 0; t < marks.length; t++) marks[t] = sealed[components.componentOf[t]!]!;
  if (search === 'pieces') return marks;
  const rest = withoutTriangles(state, marks);
  const hidden = hiddenTriangles(rest.mesh.positions, rest.corners);
  let at = 0;
  for (let t = 0; t < marks.length; t++) if (!marks[t]) marks[t] = hidden[at++]!;
  return marks;
}
