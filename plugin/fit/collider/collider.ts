import type { ColliderPlan } from '../../budget/fit-plan.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import type { FittedCollider, TriangleMesh } from '../mesh/surface.ts';
import { boxOf } from '../mesh/vectors.ts';
import { capsuleAround } from './capsule.ts';
import { convexHull } from './convex-hull.ts';

const HULL_VERTICES = { min: 8, max: 255 };

/**
 * A simple collision shape around a mesh, in its space. Box and capsule contain every vertex, a hull at least 99.9 %.
 *
 * @throws ImageTo3DError `validation` for a hull of fewer than 8 or more than 255 vertices.
 */
export async function makeCollider({ positions }: TriangleMesh, plan: ColliderPlan): Promise<FittedCollider> {
  if (plan.kind !== 'hull') {
    if (plan.kind === 'capsule') return capsuleAround(positions);
    const { min, max } = boxOf(positions);
    return { kind: 'box', min, max };
  }
  const { maxVertices } = plan;
  if (
    !(Number.isInteger(maxVertices) && maxVertices >= HULL_VERTICES.min && maxVertices <= HULL_VERTICES.max)
  )
    throw new ImageTo3DError(
      'validation',
      `A hull can have ${HULL_VERTICES.min} to ${HULL_VERTICES.max} vertices, not ${maxVertices}.`,
    );
  return { kind: 'hull', ...convexHull(positions, maxVertices) };
}
