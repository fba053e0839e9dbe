import { componentsOf } from '../mesh/components.ts';
import type { Simplifier } from '../mesh/simplifier.ts';
import { compact, type ReducedMesh, reduceStep, sloppyStep } from './reduce-step.ts';

/** A result may have so much less than its target. */
export const TARGET_TOLERANCE = 0.05;

export function isOnTarget({ indices }: ReducedMesh, triangles: number): boolean {
  const count = indices.length / 3;
  return count <= triangles && count >= Math.ceil(triangles * (1 - TARGET_TOLERANCE));
}

/**
 * At most `triangles`, and not more than 5 % below where that is possible at all: first the step that keeps the shape
 * best; where topology stops it, the same across folds and borders, then without the smallest pieces, then clusters.
 */
export function reachTriangles(simplifier: Simplifier, mesh: ReducedMesh, triangles: number): ReducedMesh {
  const best = reduceStep(simplifier, mesh, triangles);
  if (isOnTarget(best, triangles)) return best;
  const tries = [
    // Pruning may take away more than was asked for.
    () => reduceStep(simplifier, mesh, triangles, []),
    () => reduceStep(simplifier, mesh, triangles, ['Prune', 'Permissive']),
    () => withoutSmallPieces(simplifier, best, triangles),
    () => sloppyNear(simplifier, mesh, triangles),
  ];
  const made = [best];
  for (const attempt of tries) {
    const next = attempt();
    if (isOnTarget(next, triangles)) return next;
    made.push(next);
  }
  // Nothing ended close: the largest that is not above; a mesh of so few pieces has no better answer.
  const below = made.filter(({ indices }) => indices.length / 3 <= triangles);
  return below.sort((a, b) => b.indices.length - a.indices.length)[0] ?? best;
}

function withoutSmallPieces(simplifier: Simplifier, mesh: ReducedMesh, triangles: number): ReducedMesh {
  const excess = mesh.indices.length / 3 - triangles;
  if (excess <= 0) return mesh;
  const { componentOf, components } = componentsOf(mesh.positions, mesh.indices);
  const bySize = components.map((_, i) => i).sort((a, b) => components[a]!.area - components[b]!.area);
  const dropped = new Uint8Array(components.length);
  let removed = 0;
  // The largest piece stays.
  for (const i of bySize.slice(0, -1)) {
    if (removed >= excess) break;
    dropped[i] = 1;
    removed += components[i]!.triangles;
  }
  const indices = mesh.indices.filter((_, corner) => !dropped[componentOf[Math.floor(corner / 3)]!]);
  return compact(simplifier, { ...mesh, indices });
}

// Clustering ends anywhere below what it is asked for, so it is asked for more until it ends just below the target.
function sloppyNear(simplifier: Simplifier, mesh: ReducedMesh, triangles: number): ReducedMesh {
  let low = triangles;
  let high = Math.min(triangles * 4, mesh.indices.length / 3);
  let best = sloppyStep(simplifier, mesh, triangles);
  for (let i = 0; i < 8 && !isOnTarget(best, triangles); i++) {
    const asked = Math.floor((low + high) / 2);
    const next = sloppyStep(simplifier, mesh, asked);
    if (next.indices.length / 3 > triangles) high = asked;
    else {
      low = asked;
      if (next.indices.length > best.indices.length || best.indices.length / 3 > triangles) best = next;
    }
  }
  return best;
}
