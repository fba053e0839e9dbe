import type { LintFinding } from '../../budget/master-facts.ts';
import { DEFAULT_REPAIRS, type Measured, REPAIR_IDS } from '../../budget/repairs.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { GEOMETRY_REPAIRS, type GeometryRepairId } from './geometry-repairs.ts';
import type { ShellSearch } from './inner-shell.ts';
import { type RepairedMesh, repairMesh } from './repair.ts';
import { surfaceState } from './surface-state.ts';

/** What is wrong with the shape of a mesh; only what was found. */
export async function lintMesh(
  mesh: TexturedMesh,
  { shells = 'joined' }: { readonly shells?: ShellSearch } = {},
): Promise<readonly LintFinding[]> {
  return lintRepaired(mesh, await repairMesh(mesh, DEFAULT_REPAIRS, { shells }));
}

/** The same from what the default repairs counted; every other check looks at what they left. */
export async function lintRepaired(
  master: TexturedMesh,
  { mesh, removed, flipped }: RepairedMesh,
): Promise<readonly LintFinding[]> {
  const all = master.indices.length / 3;
  const state = await surfaceState(mesh);
  const measure = (kind: GeometryRepairId): Measured => {
    const { lint, counts } = GEOMETRY_REPAIRS[kind];
    if (lint && !DEFAULT_REPAIRS.includes(kind)) return lint(state);
    const count = counts === 'flipped' ? flipped : (removed[kind] ?? 0);
    return { count, share: count / all };
  };
  return REPAIR_IDS.filter((id): id is GeometryRepairId => id in GEOMETRY_REPAIRS)
    .map((kind): LintFinding => ({ kind, ...measure(kind) }))
    .filter(({ count }) => count > 0);
}
