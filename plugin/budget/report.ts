import type { AssetStats } from '../glb/asset-stats.ts';
import type { AssetBudget, BudgetLimit } from './asset-budget.ts';
import type { SceneLimits } from './presets.ts';

/** Which measurement each limit is about, and how a person reads it. The order is the order of a report. */
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
  /** Measured as a share of what is allowed; above 1 the limit is broken. */
  readonly ratio: number;
  readonly isMet: boolean;
}

export interface BudgetReport {
  /** One row a limit that the budget has. */
  readonly rows: readonly BudgetRow[];
  readonly isMet: boolean;
}

const share = (measured: number, allowed: number) =>
  allowed > 0 ? measured / allowed : measured > 0 ? Infinity : 0;

/** Measured values of a file against the limits of a budget. A limit is met when the value is at most the limit. */
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

/** What a scene draws and holds, counted by whoever has the scene. */
export type SceneCounts = Pick<AssetStats, 'triangles' | 'vertices' | 'drawCalls' | 'gpuBytes'>;

export interface SceneRow {
  readonly measure: keyof SceneCounts;
  readonly before: number;
  readonly after: number;
  /** After less before; negative when a smaller asset takes a larger one's place. */
  readonly change: number;
  /** Of the scene afterwards that this asset makes up, 0…1. */
  readonly assetShare: number;
  readonly allowed?: number;
  readonly isMet: boolean;
}

export interface SceneReport {
  readonly rows: readonly SceneRow[];
  readonly isMet: boolean;
}

const SCENE_MEASURES = ['triangles', 'vertices', 'drawCalls', 'gpuBytes'] as const;

/**
 * What an asset does to the whole scene. `scene` counts what stands there now, the asset that `replaced` describes
 * included; without `replaced` the asset comes on top.
 */
export function sceneReport(options: {
  readonly scene: SceneCounts;
  readonly asset: SceneCounts;
  readonly replaced?: SceneCounts;
  readonly limits?: SceneLimits;
}): SceneReport {
  const { scene, asset, replaced, limits = {} } = options;
  const allowedFor = { triangles: limits.maxTriangles, drawCalls: limits.maxDrawCalls };
  const rows = SCENE_MEASURES.map((measure): SceneRow => {
    const before = scene[measure];
    // A host may count a scene a moment before the asset stands in it.
    const rest = Math.max(0, before - (replaced?.[measure] ?? 0));
    const after = rest + asset[measure];
    const allowed = measure === 'triangles' || measure === 'drawCalls' ? allowedFor[measure] : undefined;
    return {
      measure,
      before,
      after,
      change: after - before,
      assetShare: after > 0 ? asset[measure] / after : 0,
      ...(allowed === undefined ? {} : { allowed }),
      isMet: allowed === undefined || after <= allowed,
    };
  });
  return { rows, isMet: rows.every(({ isMet }) => isMet) };
}
