import type { FitRepair } from '../../budget/fit-plan.ts';
import type { FitReport } from '../contract.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { type MeshTopology, meshTopology } from '../mesh/topology.ts';
import { floaters } from './floaters.ts';
import { fillHoles } from './holes.ts';
import { innerShell, type ShellSearch } from './inner-shell.ts';
import {
  countMarks,
  degenerateTriangles,
  type SurfaceState,
  stateOf,
  withoutTriangles,
  withoutUnusedVertices,
} from './surface-state.ts';
import { flippedTriangles, flipTriangles } from './winding.ts';

/** Longest loop that the repair `holes` closes, as a share of the diagonal. */
export const MAX_HOLE_PERIMETER = 0.2;

export interface RepairedMesh {
  readonly mesh: TexturedMesh;
  readonly removed: FitReport['removedTriangles'];
  /** Number of triangles with flipped winding. */
  readonly flipped: number;
  /** Number of closed holes. */
  readonly filled: number;
  /** Topology of the mesh, if no repair changed it. */
  readonly topology?: MeshTopology;
}

export interface RepairOptions {
  /** Default `joined`, see {@link ShellSearch}. */
  readonly shells?: ShellSearch;
}

/**
 * Applies the requested repairs and always removes degenerate triangles. UVs of the remaining triangles are not changed; a
 * mesh that needs no repair is returned unchanged. `low-alpha` is about textures and ignored here.
 */
export async function repairMesh(
  mesh: TexturedMesh,
  repairs: readonly FitRepair[],
  { shells = 'joined' }: RepairOptions = {},
): Promise<RepairedMesh> {
  const topology = await meshTopology(mesh);
  const given = stateOf(mesh, topology.corners);
  const degenerate = degenerateTriangles(given.corners);
  let state = withoutTriangles(given, degenerate);
  const counts: { -readonly [K in keyof FitReport['removedTriangles']]: FitReport['removedTriangles'][K] } =
    {};
  const degenerates = countMarks(degenerate);
  if (degenerates > 0) counts.degenerate = degenerates;
  let flippedCount = 0;
  if (repairs.includes('flipped-winding')) {
    const flips = flippedTriangles(state);
    flippedCount = countMarks(flips);
    if (flippedCount > 0) state = flipTriangles(state, flips);
  }
  for (const [kind, find] of [
    ['inner-shell', () => innerShell(state, shells)],
    ['floaters', () => floaters(state)],
  ] as const) {
    if (!repairs.includes(kind)) continue;
    const marks = find();
    counts[kind] = countMarks(marks);
    if (counts[kind] > 0) state = closeCracks(withoutTriangles(state, marks), state, marks);
  }
  let filled = 0;
  if (repairs.includes('holes')) ({ state, filled } = fillHoles(state, MAX_HOLE_PERIMETER));
  const repaired = withoutUnusedVertices(state.mesh);
  return {
    mesh: repaired,
    removed: counts,
    flipped: flippedCount,
    filled,
    ...(repaired === mesh ? { topology } : {}),
  };
}

/** Closes the cracks where removed triangles were connected to remaining ones. */
function closeCracks(state: SurfaceState, before: SurfaceState, marks: Uint8Array): SurfaceState {
  const touched = new Uint8Array(before.mesh.positions.length / 3);
  for (let i = 0; i < before.corners.length; i++)
    if (marks[Math.floor(i / 3)]) touched[before.corners[i]!] = 1;
  if (!state.corners.some((corner) => touched[corner])) return state;
  return fillHoles(state, MAX_HOLE_PERIMETER, (corner) => touched[corner] === 1).state;
}
