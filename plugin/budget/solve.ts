import { omitUndefined } from '../core/omit-undefined.ts';
import type { AssetBudget, BudgetLimit } from './asset-budget.ts';
import { bestFit, type FoundFit, LEAST_BAKED_PX, smallestFit, triangleRange } from './fit-candidates.ts';
import type { FitPlan } from './fit-plan.ts';
import type { MasterFacts } from './master-facts.ts';
import { BUDGET_LIMITS } from './report.ts';
import { predictionError } from './size-model.ts';

/** What a fit is expected to measure, before it is made: an estimate. */
export interface PredictedFit {
  /** Triangles. */
  readonly triangles: number;
  /** Edge of each texture, pixels. */
  readonly textureSize: number;
  /** Bytes as {@link AssetStats.gpuBytes} counts them. */
  readonly gpuBytes: number;
  /** Bytes of the file. */
  readonly fileBytes: number;
  /** Usual error of `fileBytes`, as a share of it. */
  readonly fileBytesErrorShare: number;
}

/** The plan that best meets a budget, and why. */
export interface FitSolution {
  /** The plan. */
  readonly plan: FitPlan;
  /** The limit that costs the most quality; absent when nothing had to be reduced. */
  readonly binding?: BudgetLimit;
  /** What the plan is expected to lead to. */
  readonly predicted: PredictedFit;
  /** Sentences for the user. */
  readonly remarks: readonly string[];
  /** Why no plan meets the budget; `plan` is then the smallest one. */
  readonly infeasible?: string;
}

const without = (budget: AssetBudget, limit: BudgetLimit): AssetBudget => {
  const { [limit]: _left, ...rest } = budget;
  return rest;
};

/** The limit whose removal would improve the result most. */
function bindingLimit(facts: MasterFacts, budget: AssetBudget, base: FitPlan, found: FoundFit) {
  let binding: BudgetLimit | undefined;
  let least = found.loss * (1 - 1e-6);
  for (const { limit } of BUDGET_LIMITS) {
    if (budget[limit] === undefined || limit === 'maxDrawCalls') continue;
    const looser = bestFit(facts, without(budget, limit), base);
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
  isFound: boolean,
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
      sentence: `The ${count(stats.triangles)} triangles cannot be reduced to ${count(maxTriangles)}. ${geometryRefusal ?? 'The plan does not change the geometry.'}`,
    };
  if (maxTriangles !== undefined && maxTriangles < 1)
    return { limit: 'maxTriangles', sentence: 'The triangle limit is below one triangle.' };
  if (budget.maxTextureSizePx !== undefined && budget.maxTextureSizePx < 4 && stats.textures > 0)
    return { limit: 'maxTextureSizePx', sentence: 'The texture limit must be at least 4 pixels.' };
  const { size } = smallestFit(facts, budget, base);
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
  if (isFound) return undefined;
  return {
    limit: 'maxTextureSizePx',
    sentence: `A surface is baked to textures of at least ${LEAST_BAKED_PX} pixels; the limit is ${count(budget.maxTextureSizePx ?? 0)}.`,
  };
}

function remarksOn(facts: MasterFacts, { candidate }: FoundFit): string[] {
  const floor = 3 * facts.uvCharts;
  const isReduced = candidate.path !== 'textures' && candidate.triangles < facts.stats.triangles;
  if (!isReduced || candidate.triangles >= floor) return [];
  if (facts.kind === 'surface' && candidate.path !== 'keep-uvs') return [];
  return [
    `The UV layout has ${count(facts.uvCharts)} pieces; if it is kept, simplifying usually stops at about ${count(floor)} triangles.`,
  ];
}

/**
 * Finds the best-looking plan that is predicted to meet every limit. `base` provides what a budget does not cover
 * (output, repairs, LODs, collider); its `path` is used unless it is `auto`, its `maxFileBytes` is one more limit; its
 * triangles and texture size are not limits. A looser budget never gives a worse plan. Geometry is not changed (path
 * `textures`) when only bytes or memory are limited and fewer triangles would not help.
 */
export function solveFit(facts: MasterFacts, budget: AssetBudget, base: FitPlan): FitSolution {
  const { maxFileBytes: ofPlan, ...rest } = base;
  const maxFileBytes = Math.min(budget.maxFileBytes ?? Infinity, ofPlan ?? Infinity);
  const limits: AssetBudget = Number.isFinite(maxFileBytes) ? { ...budget, maxFileBytes } : budget;
  const found = bestFit(facts, limits, base);
  const blocked = whyInfeasible(facts, limits, base, found !== undefined);
  const { candidate, size } = found ?? smallestFit(facts, limits, base);
  const binding = blocked?.limit ?? (found && bindingLimit(facts, limits, base, found));
  const own = facts.stats.maxTextureSizePx;
  return {
    plan: {
      ...rest,
      triangles: candidate.triangles,
      textureSize: candidate.textureSize,
      path: candidate.path,
      ...(Number.isFinite(maxFileBytes) ? { maxFileBytes } : {}),
    },
    ...omitUndefined({ binding }),
    predicted: {
      triangles: candidate.triangles,
      textureSize:
        candidate.path === 'textures' ? Math.min(own, candidate.textureSize) : candidate.textureSize,
      gpuBytes: size.gpuBytes,
      fileBytes: size.geometryBytes + size.textureBytes,
      fileBytesErrorShare: predictionError(size),
    },
    remarks: remarksOn(facts, { candidate, size, loss: 0 }),
    ...(blocked ? { infeasible: blocked.sentence } : {}),
  };
}
