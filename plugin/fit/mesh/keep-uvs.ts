import type { TexturedMesh } from '../surface.ts';
import { TARGET_TOLERANCE } from './reach-triangles.ts';
import { loadSimplifier } from './simplifier.ts';
import { withoutUnusedVertices } from './surface-state.ts';
import { type ReducedTexturedMesh, texturedChain } from './textured-step.ts';
import { type MeshTopology, meshTopology } from './topology.ts';
import { uniqueVertices } from './unique-vertices.ts';

/** Seams keep a simplifier at about three triangles a chart or more; from so many on they do no harm. */
const MIN_TRIANGLES_A_CHART = 5;
/** What seams may cost in distance, as a factor. */
const MAX_ERROR_RATIO = 2;

/** Whether simplifying along the seams is worth trying: with fewer triangles they stop it, or tear the texture. */
export function prefersKeptUvs({
  triangles,
  uvCharts,
}: {
  readonly triangles: number;
  readonly uvCharts: number;
}): boolean {
  return triangles >= MIN_TRIANGLES_A_CHART * uvCharts;
}

/** Whether the seams did not push the result much further off the shape than as many triangles without them are. */
export function isKeptWell(kept: { readonly error: number }, reduced: { readonly error: number }): boolean {
  return kept.error <= MAX_ERROR_RATIO * reduced.error;
}

/**
 * Simplifies along the UV seams, with the texture layout as it is: at most `triangles`, at most 5 % below.
 *
 * @returns undefined where seams keep it from its target. A mesh that has no more triangles comes back as it is.
 */
export async function simplifyKeepingUvs(
  mesh: TexturedMesh,
  triangles: number,
  topology?: MeshTopology,
): Promise<ReducedTexturedMesh | undefined> {
  if (mesh.indices.length / 3 <= triangles) return { mesh, error: 0 };
  const simplifier = await loadSimplifier();
  const { corners } = topology ?? (await meshTopology(mesh));
  const unique = withoutUnusedVertices({ ...mesh, indices: uniqueVertices(mesh, corners) });
  return texturedChain(simplifier, { mesh: unique, error: 0 }, triangles, TARGET_TOLERANCE);
}
