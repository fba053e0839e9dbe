import type { LintFinding } from '../../budget/master-facts.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { floaters } from './floaters.ts';
import { borderLoops } from './holes.ts';
import { innerShell, type ShellSearch } from './inner-shell.ts';
import { countMarks, degenerateTriangles, surfaceState, withoutTriangles } from './surface-state.ts';
import { flippedTriangles, flipTriangles } from './winding.ts';

/**
 * Finds the problems of a mesh that the repairs would fix, in their order. For holes, `share` is that of border triangles.
 */
export async function lintMesh(
  mesh: TexturedMesh,
  { shells = 'joined' }: { readonly shells?: ShellSearch } = {},
): Promise<readonly LintFinding[]> {
  const findings: LintFinding[] = [];
  const triangles = mesh.indices.length / 3;
  const add = (kind: LintFinding['kind'], count: number, of = count) => {
    if (count > 0) findings.push({ kind, count, share: Math.min(1, of / triangles) });
  };
  const given = await surfaceState(mesh);
  let state = withoutTriangles(given, degenerateTriangles(given.corners));
  const flips = flippedTriangles(state);
  if (countMarks(flips) > 0) state = flipTriangles(state, flips);
  const shell = innerShell(state, shells);
  add('inner-shell', countMarks(shell));
  state = withoutTriangles(state, shell);
  const small = floaters(state);
  add('floaters', countMarks(small));
  add('flipped-winding', countMarks(flips));
  const loops = borderLoops(withoutTriangles(state, small));
  add(
    'holes',
    loops.length,
    loops.reduce((sum, loop) => sum + loop.length, 0),
  );
  return findings;
}
