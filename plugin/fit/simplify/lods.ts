import { loadSimplifier } from '../mesh/simplifier.ts';
import type { FittedLod, TexturedMesh } from '../mesh/surface.ts';
import { TARGET_TOLERANCE } from './reach-triangles.ts';
import { type ReducedTexturedMesh, texturedChain } from './textured-step.ts';

/** A normal map carries the shading; a move of a texel should weigh like one of its length. */
const WEIGHTS = { normal: 0.025, uv: 0.5 };

/**
 * Levels of detail that use the textures of LOD 0, each made from the one before.
 *
 * @param shares triangles as shares of those of LOD 0, falling.
 * @returns as many as can be had without tearing the texture: fewer than `shares` when seams stop one, since they would
 * stop all after it.
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
