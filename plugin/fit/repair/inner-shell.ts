import { componentsOf } from '../mesh/components.ts';
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
  markIslands(rest, hidden);
  let at = 0;
  for (let t = 0; t < marks.length; t++) if (!marks[t]) marks[t] = hidden[at++]!;
  return marks;
}

/** Larger pieces that only a shell joined to the rest are no crumbs of it. Share of the area of all. */
const MAX_ISLAND_AREA = 0.01;

/** Marks what would be left in the air: small pieces that hang together with hidden triangles alone. */
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
  const hangs = new Uint8Array(components.length);
  for (let i = 0; i < own.length; i++) if (touched[own[i]!]) hangs[componentOf[Math.floor(i / 3)]!] = 1;
  kept.forEach((t, i) => {
    const component = componentOf[i]!;
    if (hangs[component] && components[component]!.area < MAX_ISLAND_AREA * total) hidden[t] = 1;
  });
}
