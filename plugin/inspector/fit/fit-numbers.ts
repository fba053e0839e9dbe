import { type AssetVersion, shownStats } from '../../asset/contract.ts';
import type { AssetBudget, BudgetLimit } from '../../budget/asset-budget.ts';
import type { SceneLimits } from '../../budget/presets.ts';
import { measureBudget } from '../../budget/report.ts';
import { fileSizeText, memoryText } from '../../core/bytes-text.ts';
import type { AssetStats } from '../../glb/asset-stats.ts';
import { countText } from '../run/run-text.ts';
import type { SceneTotals } from './scene-totals.ts';

/** One row of the table, as text. */
export interface NumberRow {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** `share` is the measured value divided by the limit. */
  readonly limit?: { readonly text: string; readonly isMet: boolean; readonly share: number };
}

const sizeText = (sizePx: number) => (sizePx > 0 ? `${sizePx} px` : 'none');

const MEASURES: readonly {
  readonly label: string;
  readonly measure: keyof AssetStats &
    ('triangles' | 'vertices' | 'maxTextureSizePx' | 'gpuBytes' | 'fileBytes' | 'drawCalls');
  readonly limit?: BudgetLimit;
  readonly text: (value: number) => string;
}[] = [
  { label: 'Triangles', measure: 'triangles', limit: 'maxTriangles', text: countText },
  { label: 'Vertices', measure: 'vertices', text: countText },
  { label: 'Texture', measure: 'maxTextureSizePx', limit: 'maxTextureSizePx', text: sizeText },
  { label: 'GPU memory', measure: 'gpuBytes', limit: 'maxGpuBytes', text: memoryText },
  { label: 'File', measure: 'fileBytes', limit: 'maxFileBytes', text: fileSizeText },
  { label: 'Draw calls', measure: 'drawCalls', limit: 'maxDrawCalls', text: countText },
];

/** Measured numbers of the master and of the shown version, the latter compared with the limits. */
export function numberRows(before: AssetStats, after: AssetStats, budget: AssetBudget): readonly NumberRow[] {
  const { rows } = measureBudget(after, budget);
  return MEASURES.map(({ label, measure, limit, text }) => {
    const judged = rows.find((row) => row.limit === limit);
    return {
      label,
      before: text(before[measure]),
      after: text(after[measure]),
      ...(judged ? { limit: { text: text(judged.allowed), isMet: judged.isMet, share: judged.ratio } } : {}),
    };
  });
}

/** Vertices and texture follow from the rest, or are said elsewhere; a limit that is missed is always said. */
const isWorthARow = ({ label, limit }: NumberRow) =>
  limit?.isMet === false || !['Vertices', 'Texture'].includes(label);

/** The strip for one version: master → shown. */
export const measuredRows = (version: AssetVersion, budget: AssetBudget): readonly NumberRow[] =>
  numberRows(version.stats, shownStats(version), budget).filter(isWorthARow);

/** Totals of the scene without an asset and with it, the latter compared with the limits of a whole scene. */
export function sceneRows(
  without: SceneTotals,
  withAsset: SceneTotals,
  limits: SceneLimits = {},
): readonly NumberRow[] {
  const row = (label: string, measure: keyof SceneTotals, most: number | undefined): NumberRow => ({
    label,
    before: countText(without[measure]),
    after: countText(withAsset[measure]),
    ...(most === undefined
      ? {}
      : {
          limit: {
            text: countText(most),
            isMet: withAsset[measure] <= most,
            share: withAsset[measure] / most,
          },
        }),
  });
  return [
    row('Triangles', 'triangles', limits.maxTriangles),
    row('Draw calls', 'drawCalls', limits.maxDrawCalls),
  ];
}
