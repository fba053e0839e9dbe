import type { AssetBudget } from './asset-budget.ts';
import type { FitPlan } from './fit-plan.ts';
import type { MasterFacts } from './master-facts.ts';
import { type FitCandidate, type PredictedSize, predictSize, qualityShares } from './size-model.ts';

/** A candidate that was chosen, with what is predicted of it. */
export interface FoundFit {
  readonly candidate: FitCandidate;
  readonly size: PredictedSize;
  readonly loss: number;
}

const TEXTURE_STEP_PX = 64;
/** Little more than a colour: for limits that leave no room for a picture. */
const SMALLEST_PX = [4, 8, 16, 32];
/** Charts of a surface cannot be laid out on less. */
export const LEAST_BAKED_PX = 16;
/** Of the normal map that a rebake gives to a master without textures. */
const UNTEXTURED_PX = 1024;
const MIN_TRIANGLES = 4;
/** What a coarser encoding costs in the terms of {@link loss}, by its share of the usual bytes. */
const QUALITY_LOSS = 0.012;

/**
 * How far the result looks from the master (1 − SSIM of rendered views), but for a constant: fitted to five fits of one
 * scanned model with 5,000–100,000 triangles and 512–2048 px, within 0.005 of each. Used to compare plans only.
 */
const loss = ({ triangles, textureSize, qualityShare }: FitCandidate): number =>
  187 / triangles + 22_400 / textureSize ** 2 + (QUALITY_LOSS * (1 - qualityShare)) / 0.62;

const floorTo = (value: number, step: number) => Math.floor(value / step) * step;

/** Sizes to try: multiples of 64, a few below, and the master's own size, which needs no resizing. */
function textureSizes({ stats }: MasterFacts, maxPx: number): number[] {
  const own = stats.maxTextureSizePx || UNTEXTURED_PX;
  const top = Math.min(own, maxPx);
  const sizes = SMALLEST_PX.filter((size) => size <= top);
  for (let size = TEXTURE_STEP_PX; size <= top; size += TEXTURE_STEP_PX) sizes.push(size);
  const upper = 4 * Math.ceil(own / 4);
  if (own <= maxPx && own % TEXTURE_STEP_PX !== 0) sizes.push(upper <= maxPx ? upper : floorTo(own, 4));
  return sizes.length > 0 ? sizes : [4];
}

function fits({ geometryBytes, textureBytes, gpuBytes }: PredictedSize, budget: AssetBudget): boolean {
  return (
    geometryBytes + textureBytes <= (budget.maxFileBytes ?? Infinity) &&
    gpuBytes <= (budget.maxGpuBytes ?? Infinity)
  );
}

/** The largest whole number in `low…high` that passes; undefined when `low` does not. `passes` must never turn true again. */
function largest(low: number, high: number, passes: (value: number) => boolean): number | undefined {
  if (!passes(low)) return undefined;
  if (passes(high)) return high;
  let [good, bad] = [low, high];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (passes(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

const leastBakedPx = ({ kind }: MasterFacts) => (kind === 'surface' ? LEAST_BAKED_PX : 4);

/** Whether triangles may fall at all, and how few they may be. */
export function triangleRange(facts: MasterFacts, base: FitPlan) {
  const { triangles } = facts.stats;
  const isFixed = facts.geometryRefusal !== undefined || base.path === 'textures';
  return { least: isFixed ? triangles : Math.min(triangles, MIN_TRIANGLES), isFixed };
}

/** The plan of least loss among those that meet the limits by prediction: all sizes and qualities, most triangles for each. */
export function bestFit(facts: MasterFacts, budget: AssetBudget, base: FitPlan): FoundFit | undefined {
  const own = facts.stats.triangles;
  const { least, isFixed } = triangleRange(facts, base);
  const most = Math.min(own, budget.maxTriangles ?? own);
  let found: FoundFit | undefined;
  const consider = (candidate: FitCandidate) => {
    const size = predictSize(facts, base.output, candidate);
    if (!fits(size, budget)) return;
    const candidateLoss = loss(candidate);
    if (!found || candidateLoss < found.loss) found = { candidate, size, loss: candidateLoss };
  };
  for (const textureSize of textureSizes(facts, budget.maxTextureSizePx ?? Infinity).reverse()) {
    for (const qualityShare of qualityShares(base.output.textures)) {
      if (most >= own) consider({ path: 'textures', triangles: own, textureSize, qualityShare });
      if (isFixed || textureSize < leastBakedPx(facts)) continue;
      const path = base.path;
      const high = Math.min(most, own - 1);
      const low = Math.min(least, high);
      if (low < 1) continue;
      const triangles = largest(low, high, (count) =>
        fits(predictSize(facts, base.output, { path, triangles: count, textureSize, qualityShare }), budget),
      );
      if (triangles !== undefined) consider({ path, triangles, textureSize, qualityShare });
    }
  }
  return found;
}

/** The smallest plan there is: what to try when nothing fits by prediction. */
export function smallestFit(facts: MasterFacts, budget: AssetBudget, base: FitPlan): FoundFit {
  const { least, isFixed } = triangleRange(facts, base);
  const candidate: FitCandidate = {
    path: isFixed ? 'textures' : base.path,
    triangles: isFixed ? facts.stats.triangles : Math.max(1, Math.min(least, budget.maxTriangles ?? least)),
    textureSize: Math.max(
      isFixed ? 4 : leastBakedPx(facts),
      textureSizes(facts, budget.maxTextureSizePx ?? Infinity)[0]!,
    ),
    qualityShare: qualityShares(base.output.textures).at(-1)!,
  };
  return { candidate, size: predictSize(facts, base.output, candidate), loss: loss(candidate) };
}
