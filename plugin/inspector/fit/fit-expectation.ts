import type { AssetBudget, BudgetLimit } from '../../budget/asset-budget.ts';
import type { FitPlan } from '../../budget/fit-plan.ts';
import type { MasterFacts } from '../../budget/master-facts.ts';
import { predictionError, predictSize } from '../../budget/size-model.ts';
import { type FitSolution, solveFit } from '../../budget/solve.ts';
import { fileSizeText, memoryText } from '../../core/bytes-text.ts';

const BINDING: Readonly<Record<BudgetLimit, string>> = {
  maxTriangles: 'Limited by triangles',
  maxTextureSizePx: 'Limited by texture size',
  maxGpuBytes: 'Limited by GPU memory',
  maxFileBytes: 'Limited by file size',
  maxDrawCalls: 'Limited by draw calls',
};

/** The plan for a budget, whatever limited the last fit. */
export function solveBudget(facts: MasterFacts, budget: AssetBudget, plan: FitPlan): FitSolution {
  const { maxFileBytes: _ofTheLastFit, ...rest } = plan;
  return solveFit(facts, budget, { ...rest, path: 'auto' });
}

/** Which limit of this budget limits the quality, or why no plan meets the budget; undefined if neither applies. */
export function bindingText(facts: MasterFacts, budget: AssetBudget, plan: FitPlan): string | undefined {
  if (Object.keys(budget).length === 0) return undefined;
  const { binding, infeasible } = solveBudget(facts, budget, plan);
  return infeasible ?? (binding && `${BINDING[binding]}: the other limits are not reached.`);
}

/** "Expected: file 310 KB ± 22 %, GPU 17.1 MiB": what the sliders would lead to at usual texture quality. */
export function expectedText(facts: MasterFacts, plan: FitPlan): string {
  const { triangles, textureSize, output } = plan;
  const size = predictSize(facts, output, { path: 'auto', triangles, textureSize, qualityShare: 1 });
  const bytes = size.geometryBytes + size.textureBytes;
  const error = Math.round(predictionError(size) * 100);
  return `Expected: file ${fileSizeText(bytes)} ± ${error} %, GPU ${memoryText(size.gpuBytes)}`;
}
