import { describe, expect, it } from 'vitest';
import {
  defaultSettings,
  fitsSpec,
  MAX_SEED,
  readSettings,
} from '../../../plugin/inspector/pane/settings.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { TRELLIS_2_PARAMETERS } from '../../../plugin/recipe/providers/trellis-2-parameters.ts';

const DEFAULTS = { ...defaultSettings(trellis2.defaults), seed: 7 };
const read = (stored: unknown) => readSettings(stored, DEFAULTS, TRELLIS_2_PARAMETERS);

describe('readSettings', () => {
  it('gives back what was written', () => {
    const written = {
      tab: 'fit' as const,
      parameters: {
        ...trellis2.defaults,
        decimationTarget: 20000,
        remesh: false,
        textureSize: 4096 as const,
      },
      seed: 12,
      isSeedLocked: true,
      size: 2.5,
      fit: {
        presetId: 'planner' as const,
        enforceBudget: true,
        bake: 'fast' as const,
        customFileBytes: 500_000,
        customGpuBytes: 0,
        exportFormat: 'ktx2' as const,
        exportsLods: true,
      },
    };
    expect(read(JSON.parse(JSON.stringify(written)))).toEqual(written);
  });

  it.each([null, undefined, 'text', 5, [], true])('falls back to the defaults for %j', (stored) => {
    expect(read(stored)).toEqual(DEFAULTS);
  });

  it('keeps the valid fields of a damaged store', () => {
    const settings = read({
      tab: 'shop',
      parameters: { decimationTarget: 4999, textureSize: 4096, resolution: 700, remesh: 'yes', alien: 1 },
      seed: -1,
      isSeedLocked: true,
      size: 'large',
      fit: { presetId: 'nokia', bake: 'fast', customFileBytes: -5, exportFormat: 7 },
    });
    expect(settings).toEqual({
      tab: 'generate',
      parameters: { ...trellis2.defaults, textureSize: 4096 },
      seed: 7,
      isSeedLocked: true,
      size: 1,
      fit: { ...DEFAULTS.fit, bake: 'fast' },
    });
  });

  it('never takes the seed for a model parameter', () => {
    expect(read({ parameters: { seed: 3 } }).parameters).not.toHaveProperty('seed');
  });

  it.each([
    [MAX_SEED, MAX_SEED],
    [MAX_SEED + 1, 7],
    [1.5, 7],
    [Number.NaN, 7],
  ])('reads a stored seed of %d as %d', (stored, expected) => {
    expect(read({ seed: stored }).seed).toBe(expected);
  });
});

describe('fitsSpec', () => {
  const target = TRELLIS_2_PARAMETERS.find(({ name }) => name === 'decimationTarget')!;
  it.each([
    [5000, true],
    [2000000, true],
    [2000001, false],
    [5000.5, false],
    ['5000', false],
  ])('judges a target of %j as %j', (value, expected) => {
    expect(fitsSpec(target, value)).toBe(expected);
  });
});
