import type { AssetBudget, BudgetLimit } from './asset-budget.ts';
import type { FitPlan } from './fit-plan.ts';
import type { MasterFacts } from './master-facts.ts';
import { BUDGET_LIMITS } from './report.ts';
import {
  type FitCandidate,
  type PredictedSize,
  predictionError,
  predictSize,
  qualityShares,
} from './size-model.ts';

export interface PredictedFit {
  readonly triangles: number;
  readonly textureSizePx: number;
  readonly gpuBytes: number;
  readonly fileBytes: number;
  /** Usual error of `fileBytes`, as a share of it. */
  readonly fileBytesErrorShare: number;
}

export interface FitSolution {
  readonly plan: FitPlan;
  /** The limit that keeps the result from looking better; absent when nothing had to give way. */
  readonly binding?: BudgetLimit;
  readonly predicted: PredictedFit;
  /** Sentences for a person. */
  readonly remarks: readonly string[];
  /** Why no plan meets the budget; `plan` is then the smallest one. */
  readonly infeasible?: string;
}

interface Found {
  readonly candidate: FitCandidate;
  readonly size: PredictedSize;
  readonly loss: number;
}

const TEXTURE_STEP_PX = 64;
/** Little more than a colour: for limits that leave no room for a picture. */
const SMALLEST_PX = [4, 8, 16, 32];
/** Of the normal map that a rebake gives to a master without textures. */
const UNTEXTURED_PX = 1024;
const MIN_TRIANGLES = 4;
/** What a coarser encoding costs in the terms of {@link loss}, by its share of the usual bytes. */
const QUALITY_LOSS = 0.012;

/**
 * How far the result looks from the master (1 − SSIM of rendered views): fitted to fits of one scanned model with
 * 5,000–100,000 triangles and 512–2048 px, within 0.006 of each. Used to compare plans only.
 */
const loss = ({ triangles, textureSizePx, qualityShare }: FitCandidate): number =>
  187 / triangles + 22_400 / textureSizePx ** 2 + (QUALITY_LOSS * (1 - qualityShare)) / 0.62;

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

/** Whether triangles may fall at all, and how few they may be. */
function triangleRange(facts: MasterFacts, base: FitPlan) {
  const { triangles } = facts.stats;
  const isFixed = facts.geometryRefusal !== undefined || base.path === 'textures';
  return { least: isFixed ? triangles : Math.min(triangles, MIN_TRIANGLES), isFixed };
}

/** The plan of least loss among those that meet the limits by prediction: all sizes and qualities, most triangles for each. */
function best(facts: MasterFacts, budget: AssetBudget, base: FitPlan): Found | undefined {
  const own = facts.stats.triangles;
  const { least, isFixed } = triangleRange(facts, base);
  const most = Math.min(own, budget.maxTriangles ?? own);
  let found: Found | undefined;
  const consider = (candidate: FitCandidate) => {
    const size = predictSize(facts, base.output, candidate);
    if (!fits(size, budget)) return;
    const candidateLoss = loss(candidate);
    if (!found || candidateLoss < found.loss) found = { candidate, size, loss: candidateLoss };
  };
  for (const textureSizePx of textureSizes(facts, budget.maxTextureSizePx ?? Infinity).reverse()) {
    for (const qualityShare of qualityShares(base.output.textures)) {
      if (most >= own) consider({ path: 'textures', triangles: own, textureSizePx, qualityShare });
      if (isFixed) continue;
      const path = base.path;
      const high = Math.min(most, own - 1);
      const low = Math.min(least, high);
      if (low < 1) continue;
      const triangles = largest(low, high, (count) =>
        fits(
          predictSize(facts, base.output, { path, triangles: count, textureSizePx, qualityShare }),
          budget,
        ),
      );
      if (triangles !== undefined) consider({ path, triangles, textureSizePx, qualityShare });
    }
  }
  return found;
}

/** The smallest plan there is: what to try when nothing fits by prediction. */
function smallest(facts: MasterFacts, budget: AssetBudget, base: FitPlan): Found {
  const { least, isFixed } = triangleRange(facts, base);
  const candidate: FitCandidate = {
    path: isFixed ? 'textures' : base.path,
    triangles: isFixed ? facts.stats.triangles : Math.max(1, Math.min(least, budget.maxTriangles ?? least)),
    textureSizePx: textureSizes(facts, budget.maxTextureSizePx ?? Infinity)[0]!,
    qualityShare: qualityShares(base.output.textures).at(-1)!,
  };
  return { candidate, size: predictSize(facts, base.output, candidate), loss: loss(candidate) };
}

const without = (budget: AssetBudget, limit: BudgetLimit): AssetBudget => {
  const { [limit]: _left, ...rest } = budget;
  return rest;
};

/** The limit whose absence would help the look most. */
function bindingLimit(facts: MasterFacts, budget: AssetBudget, base: FitPlan, found: Found) {
  let binding: BudgetLimit | undefined;
  let least = found.loss * (1 - 1e-6);
  for (const { limit } of BUDGET_LIMITS) {
    if (budget[limit] === undefined || limit === 'maxDrawCalls') continue;
    const looser = best(facts, without(budget, limit), base);
    if (looser && looser.loss < least) {
      least = looser.loss;
      binding = limit;
    }
  }
  return binding;
}

const count = (value: number) => Math.round(value).toLocaleString('en-US');

function whyInfeasible(
  facts: MasterFacts,
  budget: AssetBudget,
  base: FitPlan,
): { limit: BudgetLimit; sentence: string } | undefined {
  const { stats, geometryRefusal } = facts;
  const { maxDrawCalls, maxTriangles } = budget;
  if (maxDrawCalls !== undefined && stats.drawCalls > maxDrawCalls)
    return {
      limit: 'maxDrawCalls',
      sentence: `The file takes ${count(stats.drawCalls)} draw calls and the limit is ${count(maxDrawCalls)}: a fit does not join parts.`,
    };
  if (maxTriangles !== undefined && maxTriangles < stats.triangles && triangleRange(facts, base).isFixed)
    return {
      limit: 'maxTriangles',
      sentence: `The ${count(stats.triangles)} triangles cannot be brought to ${count(maxTriangles)}. ${geometryRefusal ?? 'The plan leaves the geometry as it is.'}`,
    };
  if (maxTriangles !== undefined && maxTriangles < 1)
    return { limit: 'maxTriangles', sentence: 'A limit of less than one triangle leaves nothing.' };
  if (budget.maxTextureSizePx !== undefined && budget.maxTextureSizePx < 4 && stats.textures > 0)
    return { limit: 'maxTextureSizePx', sentence: 'A texture has an edge of at least 4 pixels.' };
  const { size } = smallest(facts, budget, base);
  const bytes = size.geometryBytes + size.textureBytes;
  if (bytes > (budget.maxFileBytes ?? Infinity))
    return {
      limit: 'maxFileBytes',
      sentence: `Even the smallest fit is expected to take ${count(bytes)} bytes; the limit is ${count(budget.maxFileBytes!)}.`,
    };
  if (size.gpuBytes > (budget.maxGpuBytes ?? Infinity))
    return {
      limit: 'maxGpuBytes',
      sentence: `Even the smallest fit is expected to take ${count(size.gpuBytes)} bytes of GPU memory; the limit is ${count(budget.maxGpuBytes!)}.`,
    };
  return undefined;
}

function remarksOn(facts: MasterFacts, { candidate }: Found): string[] {
  const floor = 3 * facts.uvCharts;
  const isReduced = candidate.path !== 'textures' && candidate.triangles < facts.stats.triangles;
  if (!isReduced || candidate.triangles >= floor) return [];
  if (facts.kind === 'surface' && candidate.path !== 'keep-uvs') return [];
  return [
    `The UV layout has ${count(facts.uvCharts)} pieces; with it kept, simplifying usually ends at about ${count(floor)} triangles.`,
  ];
}

/**
 * Finds the plan that looks best and meets every limit by prediction. `base` gives all that a budget does not speak of
 * (output, repairs, LODs, collider); its `path` is kept to unless it is `auto`, its `maxFileBytes` is one limit more.
 * Its triangles and texture size are not limits. A looser budget never gives a plan of greater loss. Geometry stays as
 * it is (path `textures`) where only bytes or memory bind and leaving triangles out would not help.
 */
export function solveFit(facts: MasterFacts, budget: AssetBudget, base: FitPlan): FitSolution {
  const { maxFileBytes: ofPlan, ...rest } = base;
  const maxFileBytes = Math.min(budget.maxFileBytes ?? Infinity, ofPlan ?? Infinity);
  const limits: AssetBudget = Number.isFinite(maxFileBytes) ? { ...budget, maxFileBytes } : budget;
  const blocked = whyInfeasible(facts, limits, base);
  const found = best(facts, limits, base);
  const { candidate, size } = found ?? smallest(facts, limits, base);
  const binding = blocked?.limit ?? (found && bindingLimit(facts, limits, base, found));
  const own = facts.stats.maxTextureSizePx;
  return {
    plan: {
      ...rest,
      triangles: candidate.triangles,
      textureSizePx: candidate.textureSizePx,
      path: candidate.path,
      ...(Number.isFinite(maxFileBytes) ? { maxFileBytes } : {}),
    },
    ...(binding ? { binding } : {}),
    predicted: {
      triangles: candidate.triangles,
      textureSizePx:
        candidate.path === 'textures' ? Math.min(own, candidate.textureSizePx) : candidate.textureSizePx,
      gpuBytes: size.gpuBytes,
      fileBytes: size.geometryBytes + size.textureBytes,
      fileBytesErrorShare: predictionError(size),
    },
    remarks: remarksOn(facts, { candidate, size, loss: 0 }),
    ...(blocked ? { infeasible: blocked.sentence } : {}),
  };
}
