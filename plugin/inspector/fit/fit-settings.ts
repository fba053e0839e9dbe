import { EXPORT_FORMATS, type ExportFormatId } from '../../budget/export-formats.ts';
import { BUDGET_PRESETS, type BudgetPresetId } from '../../budget/presets.ts';

/** Settings of the Fit tab that are stored between sessions. */
export interface FitSettings {
  readonly presetId: BudgetPresetId;
  /** The fit fails, with the reason, if a measured value is above its limit. */
  readonly enforceBudget: boolean;
  readonly bake: 'fast' | 'fine';
  /** Limits of the custom preset; 0 for none. */
  readonly customFileBytes: number;
  readonly customGpuBytes: number;
  readonly exportFormat: ExportFormatId;
  readonly exportsLods: boolean;
}

export const DEFAULT_FIT_SETTINGS: FitSettings = {
  presetId: 'custom',
  enforceBudget: false,
  bake: 'fine',
  customFileBytes: 0,
  customGpuBytes: 0,
  exportFormat: 'compact',
  exportsLods: false,
};

/** Largest limit that the fields accept. */
export const MAX_CUSTOM_BYTES = 2 ** 31;

function oneOf<T>(value: unknown, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

function bytes(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= MAX_CUSTOM_BYTES ? Math.round(value) : 0;
}

/** Reads stored settings: valid fields are used, all others get their default. */
export function readFitSettings(stored: unknown): FitSettings {
  const from = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const initial = DEFAULT_FIT_SETTINGS;
  return {
    presetId: oneOf(
      from.presetId,
      BUDGET_PRESETS.map(({ id }) => id),
      initial.presetId,
    ),
    enforceBudget: oneOf(from.enforceBudget, [true, false], initial.enforceBudget),
    bake: oneOf(from.bake, ['fast', 'fine'] as const, initial.bake),
    customFileBytes: bytes(from.customFileBytes),
    customGpuBytes: bytes(from.customGpuBytes),
    exportFormat: oneOf(
      from.exportFormat,
      EXPORT_FORMATS.map(({ id }) => id),
      initial.exportFormat,
    ),
    exportsLods: oneOf(from.exportsLods, [true, false], initial.exportsLods),
  };
}
