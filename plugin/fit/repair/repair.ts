import type { FitRepair } from '../../budget/fit-plan.ts';
import type { FitReport } from '../contract.ts';
import { separateSides } from '../mesh/separate-sides.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { type MeshTopology, meshTopology } from '../mesh/topology.ts';
import { GEOMETRY_REPAIRS, type GeometryRepairId } from './geometry-repairs.ts';
import type { ShellSearch } from './inner-shell.ts';
import {
  countMarks,
  degenerateTriangles,
  stateOf,
  withoutTriangles,
  withoutUnusedVertices,
} from './surface-state.ts';

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
 * Makes the repairs that are asked for, and always leaves out triangles with two corners at one place and separates the
 * two sides of sheets without thickness. Texture coordinates
 * of what stays are not changed; a mesh that needs no repair comes back as it is. Repairs of textures are made elsewhere.
 */
export async function repairMesh(
  source: TexturedMesh,
  repairs: readonly FitRepair[],
  { shells = 'joined' }: RepairOptions = {},
): Promise<RepairedMesh> {
  const sourceTopology = await meshTopology(source);
  const mesh = separateSides(source, sourceTopology.corners);
  const topology = mesh === source ? sourceTopology : await meshTopology(mesh);
  const given = stateOf(mesh, topology.corners);
  const degenerate = degenerateTriangles(given.corners);
  let state = withoutTriangles(given, degenerate);
  const removed: Partial<Record<FitRepair | 'degenerate', number>> = {};
  const degenerates = countMarks(degenerate);
  if (degenerates > 0) removed.degenerate = degenerates;
  const others = { flipped: 0, filled: 0 };
  for (const id of Object.keys(GEOMETRY_REPAIRS) as GeometryRepairId[]) {
    if (!repairs.includes(id)) continue;
    const { counts, repair } = GEOMETRY_REPAIRS[id];
    const repaired = repair(state, shells);
    state = repaired.state;
    if (counts === 'removed') removed[id] = repaired.count;
    else if (counts !== 'moved') others[counts] += repaired.count;
  }
  const clean = withoutUnusedVertices(state.mesh);
  return { mesh: clean, removed, ...others, ...(clean === mesh ? { topology } : {}) };
}
