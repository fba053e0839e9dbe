import type { AssetStats } from '../glb/asset-stats.ts';
import type { AssetBudget, BudgetLimit } from './asset-budget.ts';

/** The measurement of each limit and its label, in the order of a report. */
export const BUDGET_LIMITS = [
  { limit: 'maxTriangles', measure: 'triangles', label: 'Triangles', unit: 'count' },
  { limit: 'maxTextureSizePx', measure: 'maxTextureSizePx', label: 'Texture size', unit: 'px' },
  { limit: 'maxGpuBytes', measure: 'gpuBytes', label: 'GPU memory', unit: 'bytes' },
  { limit: 'maxFileBytes', measure: 'fileBytes', label: 'File size', unit: 'bytes' },
  { limit: 'maxDrawCalls', measure: 'drawCalls', label: 'Draw calls', unit: 'count' },
] as const satisfies readonly {
  limit: BudgetLimit;
  measure: keyof AssetStats;
  label: string;
  unit: 'count' | 'px' | 'bytes';
}[];

export type BudgetMeasure = (typeof BUDGET_LIMITS)[number]['measure'];

export interface BudgetRow {
  readonly limit: BudgetLimit;
  readonly label: string;
  readonly unit: 'count' | 'px' | 'bytes';
  readonly measured: number;
  readonly allowed: number;
  /** Measured / limit; above 1 the limit is exceeded. */
  readonly ratio: number;
  readonly isMet: boolean;
}

export interface BudgetReport {
  /** One row per limit of the budget. */
  readonly rows: readonly BudgetRow[];
  readonly isMet: boolean;
}

const share = (measured: number, allowed: number) =>
  allowed > 0 ? measured / allowed : measured > 0 ? Infinity : 0;

/** Compares the measured values of a file with a budget. A limit is met when the value is not above it. */
export function measureBudget(stats: AssetStats, budget: AssetBudget): BudgetReport {
  const rows = BUDGET_LIMITS.flatMap(({ limit, measure, label, unit }): BudgetRow[] => {
    const allowed = budget[limit];
    if (allowed === undefined) return [];
    const measured = stats[measure];
    const ratio = share(measured, allowed);
    return [{ limit, label, unit, measured, allowed, ratio, isMet: measured <= allowed }];
  });
  return { rows, isMet: rows.every(({ isMet }) => isMet) };
}
