import { loadSimplifier } from '../mesh/simplifier.ts';
import type { FittedLod, TexturedMesh } from '../mesh/surface.ts';
import { TARGET_TOLERANCE } from './reach-triangles.ts';
import { type ReducedTexturedMesh, texturedChain } from './textured-step.ts';

/** The shading comes from a normal map; a shift in the texture weighs like the same distance on the surface. */
const WEIGHTS = { normal: 0.025, uv: 0.5 };

/**
 * LODs that use the textures of LOD 0, each made from the one before.
 *
 * @param shares triangles as decreasing shares of LOD 0.
 * @returns fewer LODs than `shares` when UV seams stop one, since they would stop all after it.
 */
export async function makeLods(lod0: TexturedMesh, shares: readonly number[]): Promise<readonly FittedLod[]> {
  const simplifier = await loadSimplifier();
  const triangles = lod0.indices.length / 3;
  const lods: FittedLod[] = [];
  let current: ReducedTexturedMesh = { mesh: lod0, error: 0 };
  for (const share of shares) {
    const target = Math.floor(triangles * share);
    const next =
      target < 1 ? undefined : texturedChain(simplifier, current, target, TARGET_TOLERANCE, WEIGHTS);
    if (!next) break;
    lods.push(next);
    current = next;
  }
  return lods;
}
