import type { AssetBudget } from './asset-budget.ts';
import type { FitPlan } from './fit-plan.ts';

/**
 * What a fit is asked for: changes to the present plan, or limits to meet; a {@link BudgetPreset} is one. With
 * `enforceBudget` the measured values must pass, or the fit ends with `over-budget`.
 */
export type FitRequest =
  | { readonly plan: Partial<FitPlan> }
  | { readonly budget: AssetBudget; readonly enforceBudget?: boolean; readonly plan?: Partial<FitPlan> };
