import { componentsOf } from '../mesh/components.ts';
import { hiddenTriangles } from './hidden-triangles.ts';
import { type SurfaceState, withoutTriangles } from './surface-state.ts';

/**
 * How thorough the search is.
 * - `pieces`: whole components inside closed ones, by signed volume only.
 * - `joined`: also shells connected to the visible surface or inside walls with cracks, by visibility tests.
 */
export type ShellSearch = 'pieces' | 'joined';

/**
 * Triangles that are not visible from outside, such as the inner one of the two walls that remeshing of an unsigned
 * distance field produces. Triangles visible through an opening are not included.
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
  markIslands(rest, hidden);
  let at = 0;
  for (let t = 0; t < marks.length; t++) if (!marks[t]) marks[t] = hidden[at++]!;
  return marks;
}

/** Larger pieces (share of the total area) that were connected only by a shell are kept. */
const MAX_ISLAND_AREA = 0.01;

/** Marks small pieces that are connected to hidden triangles only: they would float in the air. */
function markIslands({ mesh, corners }: SurfaceState, hidden: Uint8Array): void {
  const touched = new Uint8Array(mesh.positions.length / 3);
  const kept: number[] = [];
  for (let t = 0; t < hidden.length; t++) {
    if (!hidden[t]) kept.push(t);
    else for (let k = 3 * t; k < 3 * t + 3; k++) touched[corners[k]!] = 1;
  }
  if (kept.length === hidden.length) return;
  const own = new Uint32Array(kept.length * 3);
  kept.forEach((t, i) => {
    own.set(corners.subarray(3 * t, 3 * t + 3), 3 * i);
  });
  const { componentOf, components } = componentsOf(mesh.positions, own);
  const total = components.reduce((sum, { area }) => sum + area, 0);
  const isTouched = new Uint8Array(components.length);
  for (let i = 0; i < own.length; i++) if (touched[own[i]!]) isTouched[componentOf[Math.floor(i / 3)]!] = 1;
  kept.forEach((t, i) => {
    const component = componentOf[i]!;
    if (isTouched[component] && components[component]!.area < MAX_ISLAND_AREA * total) hidden[t] = 1;
  });
}
