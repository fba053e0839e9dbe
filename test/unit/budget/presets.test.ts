import { describe, expect, test } from 'vitest';
import { BUDGET_PRESETS, findBudgetPreset } from '../../../plugin/budget/presets.ts';

test('every preset has an id of its own, a label, a source and, but for custom, a limit', () => {
  expect(new Set(BUDGET_PRESETS.map(({ id }) => id)).size).toBe(BUDGET_PRESETS.length);
  for (const { id, label, source, budget } of BUDGET_PRESETS) {
    expect(label.length).toBeGreaterThan(3);
    expect(source).toMatch(/^[A-Z].{10,}\.$/);
    expect(Object.keys(budget).length > 0).toBe(id !== 'custom');
  }
});

describe('published numbers', () => {
  test.each([
    ['planner', { maxTriangles: 40_000, maxTextureSizePx: 1024, maxFileBytes: 1_000_000, maxDrawCalls: 4 }],
    ['web-hero', { maxTriangles: 100_000, maxTextureSizePx: 2048, maxFileBytes: 5_000_000 }],
    ['desktop-hero', { maxTriangles: 250_000, maxTextureSizePx: 2048 }],
    ['roblox-accessory', { maxTriangles: 4_000, maxTextureSizePx: 1024 }],
    ['roblox-mesh', { maxTriangles: 20_000, maxTextureSizePx: 1024 }],
  ])('%s', (id, budget) => {
    expect(findBudgetPreset(id)?.budget).toEqual(budget);
  });

  test('only Roblox refuses what lies above', () => {
    expect(BUDGET_PRESETS.filter(({ enforceBudget }) => enforceBudget).map(({ id }) => id)).toEqual([
      'roblox-accessory',
      'roblox-mesh',
    ]);
  });

  test('Meta’s limits of a whole WebXR view', () => {
    expect(findBudgetPreset('quest')?.scene).toEqual({ maxTriangles: 750_000, maxDrawCalls: 100 });
  });

  test('an unknown id has no preset', () => {
    expect(findBudgetPreset('toaster')).toBeUndefined();
  });
});
