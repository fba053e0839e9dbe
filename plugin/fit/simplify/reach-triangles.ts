import { componentsOf } from '../mesh/components.ts';
import type { Simplifier } from '../mesh/simplifier.ts';
import { compact, type ReducedMesh, reduceStep, sloppyStep } from './reduce-step.ts';

/** A result may be below its target by this share. */
export const TARGET_TOLERANCE = 0.05;

export function isOnTarget({ indices }: ReducedMesh, triangles: number): boolean {
  const count = indices.length / 3;
  return count <= triangles && count >= Math.ceil(triangles * (1 - TARGET_TOLERANCE));
}

/**
 * Simplifies to at most `triangles` and, if possible, not more than 5 % below: first by the step that keeps the shape
 * best; when topology stops it, with pruning, then without the smallest components, then by vertex clustering.
 */
export function reachTriangles(simplifier: Simplifier, mesh: ReducedMesh, triangles: number): ReducedMesh {
  const best = reduceStep(simplifier, mesh, triangles);
  if (isOnTarget(best, triangles)) return best;
  const tries = [
    // Pruning may remove more than requested.
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
  // No result is close to the target: use the largest one that is not above it.
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
  // The largest component is kept.
  for (const i of bySize.slice(0, -1)) {
    if (removed >= excess) break;
    dropped[i] = 1;
    removed += components[i]!.triangles;
  }
  const indices = mesh.indices.filter((_, corner) => !dropped[componentOf[Math.floor(corner / 3)]!]);
  return compact(simplifier, { ...mesh, indices });
}

// Clustering can end far below its target, so its target is raised until the result is just below ours.
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
