import { loadSimplifier } from '../mesh/simplifier.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { type MeshTopology, meshTopology } from '../mesh/topology.ts';
import { uniqueVertices } from '../mesh/unique-vertices.ts';
import { withoutUnusedVertices } from '../repair/surface-state.ts';
import { TARGET_TOLERANCE } from './reach-triangles.ts';
import { type ReducedTexturedMesh, texturedChain } from './textured-step.ts';

/**
 * Measured on a hard-surface master of 300,000 triangles in about 1,000 charts, compared with a rebake at half the texture
 * size: from 20 triangles per chart, colours are 12 dB and normals 0.1° better; at 10, distances and normals are worse.
 */
const MIN_TRIANGLES_A_CHART = 15;
/** No normal map is baked here: the shading comes from vertex normals, so they weigh as much as the shape. */
const WEIGHTS = { normal: 1, uv: 1 };

/** Whether to keep the UVs: with few triangles per chart, seams stop the simplifier or distort the shape. */
export function prefersKeptUvs({
  triangles,
  uvCharts,
}: {
  readonly triangles: number;
  readonly uvCharts: number;
}): boolean {
  return triangles >= MIN_TRIANGLES_A_CHART * uvCharts;
}

/**
 * Simplifies and keeps the UV layout: at most `triangles`, at most 5 % below.
 *
 * @returns undefined when seams prevent the target. A mesh with no more triangles than that is returned unchanged.
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
  return texturedChain(simplifier, { mesh: unique, error: 0 }, triangles, TARGET_TOLERANCE, WEIGHTS);
}
