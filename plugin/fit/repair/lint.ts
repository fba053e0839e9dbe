import type { LintFinding } from '../../budget/master-facts.ts';
import { REPAIR_IDS } from '../../budget/repairs.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { GEOMETRY_REPAIRS, type GeometryRepairId } from './geometry-repairs.ts';
import type { ShellSearch } from './inner-shell.ts';
import { degenerateTriangles, surfaceState, withoutTriangles } from './surface-state.ts';

/**
 * What is wrong with the shape of a mesh, as the repairs would fix it one after the other; only what was found.
 * For holes, `share` is that of triangles at a border.
 */
export async function lintMesh(
  mesh: TexturedMesh,
  { shells = 'joined' }: { readonly shells?: ShellSearch } = {},
): Promise<readonly LintFinding[]> {
  const all = mesh.indices.length / 3;
  const given = await surfaceState(mesh);
  let state = withoutTriangles(given, degenerateTriangles(given.corners));
  const findings: LintFinding[] = [];
  for (const kind of Object.keys(GEOMETRY_REPAIRS) as GeometryRepairId[]) {
    const found = GEOMETRY_REPAIRS[kind].lint(state, shells);
    state = found.state;
    if (found.count > 0)
      findings.push({ kind, count: found.count, share: Math.min(1, found.triangles / all) });
  }
  return findings.sort((a, b) => placeOf(a) - placeOf(b));
}

const placeOf = ({ kind }: LintFinding) => (REPAIR_IDS as readonly string[]).indexOf(kind);
