import type { Generator } from '../../generator/contract.ts';
import type { ParameterSpec } from '../../recipe/parameter-spec.ts';
import { DEFAULT_FIT_SETTINGS, type FitSettings, readFitSettings } from '../fit/fit-settings.ts';

/** Every model parameter except the seed, which the pane stores separately. */
export type ModelParameters = Generator['provider']['defaults'];

export const PANE_TABS = ['generate', 'fit', 'library'] as const;
export type PaneTab = (typeof PANE_TABS)[number];

/** Settings stored between sessions. Never contains a key or an image. */
export interface PaneSettings {
  readonly tab: PaneTab;
  readonly parameters: ModelParameters;
  /** The seed of the last run, or the locked seed. 0 … 2147483647. */
  readonly seed: number;
  /** Unlocked: every run gets a new seed. */
  readonly isSeedLocked: boolean;
  /** Longest side of a new asset in metres. */
  readonly size: number;
  readonly fit: FitSettings;
}

export const MAX_SEED = 2147483647;
/** Metres. */
export const SIZE_RANGE = { min: 0.01, max: 100 } as const;

export function defaultSettings(parameters: ModelParameters): PaneSettings {
  return { tab: 'generate', parameters, seed: 0, isSeedLocked: false, size: 1, fit: DEFAULT_FIT_SETTINGS };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
}

/** Whether a stored value is valid for this parameter. */
export function fitsSpec(spec: ParameterSpec, value: unknown): boolean {
  switch (spec.kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'number' && spec.choices.includes(value);
    default:
      return isWithin(value, spec.min, spec.max) && (spec.kind === 'number' || Number.isInteger(value));
  }
}

/**
 * Reads stored settings: valid fields are used, all others get their default, so that a
 * damaged or older store never breaks the pane.
 */
export function readSettings(
  stored: unknown,
  defaults: PaneSettings,
  specs: readonly ParameterSpec[],
): PaneSettings {
  if (!isObject(stored)) return defaults;
  const storedParameters = isObject(stored.parameters) ? stored.parameters : {};
  const valid = specs.filter(
    (spec) => spec.name in defaults.parameters && fitsSpec(spec, storedParameters[spec.name]),
  );
  const overrides = Object.fromEntries(valid.map((spec) => [spec.name, storedParameters[spec.name]]));
  return {
    tab: PANE_TABS.find((tab) => tab === stored.tab) ?? defaults.tab,
    parameters: { ...defaults.parameters, ...overrides } as ModelParameters,
    seed: isWithin(stored.seed, 0, MAX_SEED) && Number.isInteger(stored.seed) ? stored.seed : defaults.seed,
    isSeedLocked: typeof stored.isSeedLocked === 'boolean' ? stored.isSeedLocked : defaults.isSeedLocked,
    size: isWithin(stored.size, SIZE_RANGE.min, SIZE_RANGE.max) ? stored.size : defaults.size,
    fit: readFitSettings(stored.fit),
  };
}
