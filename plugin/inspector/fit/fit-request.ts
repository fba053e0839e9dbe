import type { FittingSnapshot } from '../../asset/contract.ts';
import type { AssetBudget } from '../../budget/asset-budget.ts';
import type { FitPlan } from '../../budget/fit-plan.ts';
import type { FitRequest } from '../../budget/fit-request.ts';
import { type BudgetPreset, findBudgetPreset } from '../../budget/presets.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { FitSettings } from './fit-settings.ts';

/** Changes to a plan; `collider: undefined` removes the collider. */
export type PlanChange = Partial<Omit<FitPlan, 'collider' | 'maxFileBytes'>> & {
  readonly collider?: FitPlan['collider'] | undefined;
};

export function presetOf({ presetId }: Pick<FitSettings, 'presetId'>): BudgetPreset {
  const preset = findBudgetPreset(presetId);
  if (!preset) throw new Error(`No preset ${presetId}`);
  return preset;
}

/** The limits that a fit is compared with: those of the preset, or the user's own. */
export function limitsOf(settings: FitSettings): AssetBudget {
  const { presetId, customFileBytes, customGpuBytes } = settings;
  if (presetId !== 'custom') return presetOf(settings).budget;
  return {
    ...(customFileBytes > 0 ? { maxFileBytes: customFileBytes } : {}),
    ...(customGpuBytes > 0 ? { maxGpuBytes: customGpuBytes } : {}),
  };
}

function hasLimits(budget: AssetBudget): boolean {
  return Object.keys(budget).length > 0;
}

/** The plan's type cannot say "without a collider"; a merge reads undefined as that. */
function asPlan({ collider, ...change }: PlanChange, isWithoutCollider: boolean): Partial<FitPlan> {
  if (isWithoutCollider) return { ...change, collider: undefined } as object as Partial<FitPlan>;
  return { ...change, ...omitUndefined({ collider }) };
}

/** Fits to a preset, starting from the master; the sliders then show the result. */
export function budgetRequest(settings: FitSettings): FitRequest {
  const { bake, enforceBudget } = settings;
  return { budget: limitsOf(settings), enforceBudget, plan: { bake } };
}

/**
 * The fit that the sliders and switches ask for. With an enforced budget or the user's own limits, the sliders are upper limits
 * within those; else their values are used as they are, and the limits are only compared with the result.
 */
export function changeRequest(
  settings: FitSettings,
  { plan, facts }: Pick<FittingSnapshot, 'plan' | 'facts'>,
  change: PlanChange,
): FitRequest {
  const { bake, enforceBudget, presetId } = settings;
  const limits = limitsOf(settings);
  const { triangles = plan.triangles, textureSize = plan.textureSize, ...rest } = change;
  // A solved plan has a fixed path; the new numbers may need another one.
  const path = facts?.geometryRefusal ? {} : ({ path: 'auto' } as const);
  const base = asPlan({ ...rest, ...path, bake }, 'collider' in change && !change.collider);
  if (enforceBudget || presetId === 'custom') {
    const budget = {
      ...limits,
      maxTriangles: Math.min(triangles, limits.maxTriangles ?? triangles),
      maxTextureSizePx: Math.min(textureSize, limits.maxTextureSizePx ?? textureSize),
    };
    if (hasLimits(limits)) return { budget, enforceBudget, plan: base };
  }
  // A byte limit from a budget stays in the plan after a change; only another budget removes it.
  if (plan.maxFileBytes !== undefined)
    return { budget: { maxTriangles: triangles, maxTextureSizePx: textureSize }, plan: base };
  return { plan: { ...base, triangles, textureSize } };
}
