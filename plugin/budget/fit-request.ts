import { ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import type { AssetBudget } from './asset-budget.ts';
import type { FitPlan } from './fit-plan.ts';
import { BUDGET_PRESETS, type BudgetPresetId, findBudgetPreset } from './presets.ts';

/** Limits to meet. */
export interface BudgetRequest {
  /** The limits. */
  readonly budget: AssetBudget;
  /** Fail with `over-budget` if the measured values exceed a limit. Default false: `report.remarks` says so. */
  readonly enforceBudget?: boolean;
  /** Changes to the plan besides the limits; triangles and texture size count as limits too. */
  readonly plan?: Partial<FitPlan>;
}

/**
 * What a fit is asked for: changes to the current plan, limits to meet (a {@link BudgetPreset} is such a request), or
 * the id of a preset.
 *
 * @example
 * await asset.fitAsync({ plan: { triangles: 5_000, textureSize: 512 } });
 * await asset.fitAsync({ budget: { maxTriangles: 5_000, maxFileBytes: 500_000 }, enforceBudget: true });
 * await asset.fitAsync({ preset: 'mobile' });
 */
export type FitRequest =
  | { readonly plan: Partial<FitPlan> }
  | BudgetRequest
  | { readonly preset: BudgetPresetId; readonly plan?: Partial<FitPlan> };

/** Replaces a preset id by the preset's limits. Throws `validation` for an unknown id. */
export function resolvePreset(request: FitRequest): { readonly plan: Partial<FitPlan> } | BudgetRequest {
  if (!('preset' in request)) return request;
  const preset = findBudgetPreset(request.preset);
  if (!preset) {
    const known = BUDGET_PRESETS.map(({ id }) => id).join(', ');
    throw new ImageTo3DError('validation', `There is no preset "${request.preset}". Known: ${known}.`);
  }
  const { budget, enforceBudget } = preset;
  return { budget, enforceBudget, ...omitUndefined({ plan: request.plan }) };
}
