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

/** One limit of a budget and the value that was measured. */
export interface BudgetRow {
  /** Name of the limit. */
  readonly limit: BudgetLimit;
  /** Name for a person. */
  readonly label: string;
  /** Unit of `measured` and `allowed`. */
  readonly unit: 'count' | 'px' | 'bytes';
  /** The measured value. */
  readonly measured: number;
  /** The limit. */
  readonly allowed: number;
  /** `measured / allowed`; above 1 the limit is exceeded. */
  readonly ratio: number;
  /** True when `measured` is at most `allowed`. */
  readonly isMet: boolean;
}

/** Measured values against the limits of a budget. */
export interface BudgetReport {
  /** One row per limit of the budget. */
  readonly rows: readonly BudgetRow[];
  /** True when every limit is met. */
  readonly isMet: boolean;
}

const share = (measured: number, allowed: number) =>
  allowed > 0 ? measured / allowed : measured > 0 ? Infinity : 0;

/**
 * Compares the measured values of a file with a budget. A limit is met when the value is at most the limit.
 *
 * @example
 * const { isMet, rows } = measureBudget(asset.versions[0]!.stats, { maxTriangles: 10_000 });
 */
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
