import type { AssetBudget } from './asset-budget.ts';
import type { FitPlan } from './fit-plan.ts';
import type { MasterFacts } from './master-facts.ts';
import { ownTextureSize } from './master-limits.ts';
import { type FitCandidate, type PredictedSize, predictSize, qualityShares } from './size-model.ts';

/** The chosen candidate with its predicted size. */
export interface FoundFit {
  readonly candidate: FitCandidate;
  readonly size: PredictedSize;
  readonly loss: number;
}

const TEXTURE_STEP_PX = 64;
/** For very tight limits: little more than one colour. */
const SMALLEST_PX = [4, 8, 16, 32];
/** A UV atlas needs at least this size. */
export const LEAST_BAKED_PX = 16;
const MIN_TRIANGLES = 4;
/** How much a coarser encoding adds to {@link loss}, by its share of the usual bytes. */
const QUALITY_LOSS = 0.012;

/**
 * Predicted visual error (1 − SSIM of rendered views, up to a constant), fitted to five fits of one scanned model with
 * 5,000–100,000 triangles and 512–2048 px, within 0.005 of each. Only for comparing plans.
 */
const loss = ({ triangles, textureSize, qualityShare }: FitCandidate): number =>
  187 / triangles + 22_400 / textureSize ** 2 + (QUALITY_LOSS * (1 - qualityShare)) / 0.62;

const floorTo = (value: number, step: number) => Math.floor(value / step) * step;

/** Sizes to try: multiples of 64, a few below, and the master's own size, which needs no resizing. */
function textureSizes(facts: MasterFacts, maxPx: number): number[] {
  const own = ownTextureSize(facts);
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

/** Binary search: the largest integer in `low…high` that passes; undefined when `low` fails. `passes` must be monotonic. */
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

/** The possible triangle counts. */
export function triangleRange(facts: MasterFacts, base: FitPlan) {
  const { triangles } = facts.stats;
  const isFixed = facts.geometryRefusal !== undefined || base.path === 'textures';
  return { least: isFixed ? triangles : Math.min(triangles, MIN_TRIANGLES), isFixed };
}

/**
 * The plan with the smallest loss that is predicted to meet the limits. Tries every size and quality, each with the
 * most triangles.
 */
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

/** The smallest possible plan: for when no plan is predicted to fit. */
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
