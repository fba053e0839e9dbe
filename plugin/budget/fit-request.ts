import { ImageTo3DError } from '../core/errors.ts';
import type { AssetBudget } from './asset-budget.ts';
import type { FitPlan } from './fit-plan.ts';
import { BUDGET_PRESETS, type BudgetPresetId, findBudgetPreset } from './presets.ts';

/** Limits to meet. With `enforceBudget` the measured values must meet them, else the fit throws `over-budget`. */
export interface BudgetRequest {
  readonly budget: AssetBudget;
  readonly enforceBudget?: boolean;
  readonly plan?: Partial<FitPlan>;
}

/**
 * A fit request: changes to the current plan, limits to meet (such as a {@link BudgetPreset}), or a preset id.
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
  return { budget, enforceBudget, ...(request.plan ? { plan: request.plan } : {}) };
}
