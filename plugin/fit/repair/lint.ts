import type { LintFinding } from '../../budget/master-facts.ts';
import { DEFAULT_REPAIRS, REPAIR_IDS } from '../../budget/repairs.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { GEOMETRY_REPAIRS, type GeometryRepairId } from './geometry-repairs.ts';
import type { ShellSearch } from './inner-shell.ts';
import { type RepairedMesh, repairMesh } from './repair.ts';
import { surfaceState } from './surface-state.ts';

/** What is wrong with the shape of a mesh; only what was found. For holes, `share` is that of triangles at a border. */
export async function lintMesh(
  mesh: TexturedMesh,
  { shells = 'joined' }: { readonly shells?: ShellSearch } = {},
): Promise<readonly LintFinding[]> {
  return lintRepaired(mesh, await repairMesh(mesh, DEFAULT_REPAIRS, { shells }));
}

/** The same from what the default repairs counted; each other check looks at what they left. */
export async function lintRepaired(
  master: TexturedMesh,
  { mesh, removed, flipped }: RepairedMesh,
): Promise<readonly LintFinding[]> {
  const all = master.indices.length / 3;
  const state = await surfaceState(mesh);
  const measure = (kind: GeometryRepairId) => {
    const { lint, counts } = GEOMETRY_REPAIRS[kind];
    if (lint && !DEFAULT_REPAIRS.includes(kind)) return lint(state);
    const count = counts === 'flipped' ? flipped : (removed[kind] ?? 0);
    return { count, triangles: count };
  };
  return REPAIR_IDS.filter((id): id is GeometryRepairId => id in GEOMETRY_REPAIRS)
    .map((kind): LintFinding => {
      const found = measure(kind);
      if (!('triangles' in found)) return { kind, ...found };
      const { triangles, ...rest } = found;
      return { kind, ...rest, share: Math.min(1, triangles / all) };
    })
    .filter(({ count }) => count > 0);
}
