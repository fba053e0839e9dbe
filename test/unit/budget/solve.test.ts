import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssetBudget } from '../../../plugin/budget/asset-budget.ts';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { BUDGET_PRESETS } from '../../../plugin/budget/presets.ts';
import { type FitSolution, solveFit } from '../../../plugin/budget/solve.ts';
import { masterFacts, partsFacts } from './facts.ts';

const RUNS = process.env.LONG ? 2000 : 300;

const solve = (budget: AssetBudget, facts = masterFacts()) => solveFit(facts, budget, DEFAULT_FIT_PLAN);

describe('a usual master', () => {
  test('no limit: nothing gives way', () => {
    const { plan, binding, infeasible } = solve({});
    expect(plan).toMatchObject({ triangles: 549_988, textureSize: 2048, path: 'textures' });
    expect([binding, infeasible]).toEqual([undefined, undefined]);
  });

  test.each([
    [{ maxTriangles: 20_000 }, { triangles: 20_000, textureSize: 2048, path: 'auto' }, 'maxTriangles'],
    [
      { maxTextureSizePx: 1024 },
      { triangles: 549_988, textureSize: 1024, path: 'textures' },
      'maxTextureSizePx',
    ],
    [
      { maxTextureSizePx: 1000 },
      { triangles: 549_988, textureSize: 960, path: 'textures' },
      'maxTextureSizePx',
    ],
    [
      { maxTriangles: 4_000, maxTextureSizePx: 1024 },
      { triangles: 4_000, textureSize: 1024 },
      'maxTriangles',
    ],
    // Memory for two maps of 1024 px at most, and 36 MB of geometry as it is: triangles have to go.
    [{ maxGpuBytes: 12_000_000 }, { path: 'auto' }, 'maxGpuBytes'],
    [{ maxFileBytes: 1_000_000 }, { path: 'auto', maxFileBytes: 1_000_000 }, 'maxFileBytes'],
  ] as const)('%o', (budget, plan, binding) => {
    const solution = solve(budget);
    expect(solution.plan).toMatchObject(plan);
    expect(solution.binding).toBe(binding);
    expect(solution.infeasible).toBeUndefined();
  });

  test('plenty of memory: the textures give way and the geometry stays', () => {
    const { plan, binding } = solve({ maxGpuBytes: 50_000_000 });
    expect(plan).toMatchObject({ path: 'textures', triangles: 549_988 });
    expect(plan.textureSize).toBeLessThan(2048);
    expect(plan.textureSize).toBeGreaterThan(1024);
    expect(binding).toBe('maxGpuBytes');
  });

  test('texture sizes between the powers of two are used', () => {
    const sizes = [10, 14, 18, 24, 32, 40].map(
      (megabytes) => solve({ maxTriangles: 20_000, maxGpuBytes: megabytes * 1e6 }).plan.textureSize,
    );
    expect(sizes.every((size) => size % 64 === 0)).toBe(true);
    expect(new Set(sizes).size).toBe(6);
  });

  test.each(BUDGET_PRESETS.map((preset) => [preset.id, preset.budget as AssetBudget]))(
    'preset %s is met by prediction',
    (_id, budget) => {
      const { predicted, infeasible } = solve(budget);
      expect(infeasible).toBeUndefined();
      expect(predicted.triangles).toBeLessThanOrEqual(budget.maxTriangles ?? Infinity);
      expect(predicted.fileBytes).toBeLessThanOrEqual(budget.maxFileBytes ?? Infinity);
    },
  );

  test('a planner item of 20,000 triangles at 1024 px fits one megabyte, as measured fits did (771 kB)', () => {
    const { predicted } = solve({ maxTriangles: 20_000, maxTextureSizePx: 1024, maxFileBytes: 1e6 });
    expect(predicted).toMatchObject({ triangles: 20_000, textureSize: 1024 });
    expect(Math.abs(predicted.fileBytes / 771_000 - 1)).toBeLessThan(predicted.fileBytesErrorShare);
  });
});

describe('what cannot be', () => {
  test.each([
    ['parts are not joined', partsFacts(), { maxDrawCalls: 4 }, 'maxDrawCalls', /6 draw calls.*limit is 4/],
    [
      'a skinned mesh keeps its triangles',
      partsFacts({ geometryRefusal: 'The file has morph targets.' }),
      { maxTriangles: 5_000 },
      'maxTriangles',
      /12,491 triangles cannot.*5,000\. The file has morph targets\./,
    ],
    ['500 bytes', masterFacts(), { maxFileBytes: 500 }, 'maxFileBytes', /smallest fit.*limit is 500/],
    ['a thousand bytes of memory', masterFacts(), { maxGpuBytes: 1000 }, 'maxGpuBytes', /GPU memory/],
    ['no triangles', masterFacts(), { maxTriangles: 0 }, 'maxTriangles', /below one triangle/],
    [
      'a surface laid out anew on 8 pixels',
      masterFacts(),
      { maxTriangles: 1000, maxTextureSizePx: 8 },
      'maxTextureSizePx',
      /at least 16 pixels; the limit is 8/,
    ],
    ['no texels', masterFacts(), { maxTextureSizePx: 2 }, 'maxTextureSizePx', /at least 4/],
  ] as const)('%s', (_name, facts, budget, binding, sentence) => {
    const solution = solve(budget, facts);
    expect(solution.infeasible).toMatch(sentence);
    expect(solution.binding).toBe(binding);
  });

  test('a skinned mesh still gets smaller textures', () => {
    const { plan, infeasible } = solve(
      { maxGpuBytes: 6_000_000 },
      partsFacts({ geometryRefusal: 'The file has morph targets.' }),
    );
    expect(infeasible).toBeUndefined();
    expect(plan).toMatchObject({ path: 'textures', triangles: 12_491 });
    expect(plan.textureSize).toBeLessThan(1024);
  });
});

test('a path that was chosen is kept to', () => {
  const base = { ...DEFAULT_FIT_PLAN, path: 'keep-uvs' as const };
  const { plan, remarks } = solveFit(masterFacts(), { maxTriangles: 20_000 }, base);
  expect(plan.path).toBe('keep-uvs');
  expect(remarks).toEqual([expect.stringMatching(/18,854 pieces.*56,562/)]);
});

describe('every budget', () => {
  const maybe = (least: number, most: number) =>
    fc.option(fc.integer({ min: least, max: most }), { nil: undefined });
  const budgets = fc.record({
    maxTriangles: maybe(4, 600_000),
    maxTextureSizePx: maybe(4, 4096),
    maxGpuBytes: maybe(10_000, 100_000_000),
    maxFileBytes: maybe(5_000, 30_000_000),
  });
  const masters = fc.constantFrom(
    masterFacts(),
    masterFacts({ triangles: 300_000, vertices: 168_178, maxTextureSizePx: 1000 }, { uvCharts: 932 }),
    masterFacts({ textures: 0, maxTextureSizePx: 0 }, { maps: [] }),
    partsFacts(),
    partsFacts({ geometryRefusal: 'The file has morph targets.' }),
  );
  const clean = (budget: Record<string, number | undefined>): AssetBudget =>
    Object.fromEntries(Object.entries(budget).filter(([, value]) => value !== undefined));
  // The terms by which plans are compared, from what is predicted of them.
  const lossOf = ({ plan }: FitSolution) => 187 / plan.triangles + 22_400 / plan.textureSize ** 2;

  test('is met by prediction, or told to be out of reach', () => {
    fc.assert(
      fc.property(masters, budgets, (facts, wish) => {
        const budget = clean(wish);
        const { plan, predicted, infeasible, binding } = solve(budget, facts);
        expect(Number.isInteger(plan.triangles) && plan.triangles >= 1).toBe(true);
        expect(plan.textureSize % 4).toBe(0);
        if (infeasible) {
          expect(binding).toBeDefined();
          return;
        }
        expect(predicted.triangles).toBeLessThanOrEqual(budget.maxTriangles ?? Infinity);
        expect(predicted.textureSize).toBeLessThanOrEqual(budget.maxTextureSizePx ?? Infinity);
        expect(predicted.gpuBytes).toBeLessThanOrEqual(budget.maxGpuBytes ?? Infinity);
        expect(predicted.fileBytes).toBeLessThanOrEqual(budget.maxFileBytes ?? Infinity);
        expect(predicted.triangles).toBeLessThanOrEqual(facts.stats.triangles);
      }),
      { numRuns: RUNS },
    );
  });

  test('made looser never gives a worse plan', () => {
    const growth = fc.constantFrom(1.01, 1.3, 2, 10);
    const limits = fc.constantFrom('maxTriangles', 'maxTextureSizePx', 'maxGpuBytes');
    fc.assert(
      fc.property(masters, budgets, limits, growth, (facts, wish, limit, factor) => {
        // Without a byte limit there is no quality to trade: the two terms are the whole loss.
        const { maxFileBytes: _bytes, ...tight } = clean(wish);
        const first = solve(tight, facts);
        const value = tight[limit];
        if (value === undefined || first.infeasible) return;
        const second = solve({ ...tight, [limit]: Math.ceil(value * factor) }, facts);
        expect(second.infeasible).toBeUndefined();
        expect(lossOf(second)).toBeLessThanOrEqual(lossOf(first) * (1 + 1e-9));
      }),
      { numRuns: RUNS },
    );
  });

  test('with more bytes stays within reach and predicts no smaller file than it must', () => {
    fc.assert(
      fc.property(masters, fc.integer({ min: 20_000, max: 20_000_000 }), (facts, bytes) => {
        const first = solve({ maxFileBytes: bytes }, facts);
        const second = solve({ maxFileBytes: bytes * 2 }, facts);
        if (first.infeasible) return;
        expect(second.infeasible).toBeUndefined();
        // Where bytes bind, they are used.
        if (first.binding === 'maxFileBytes') expect(first.predicted.fileBytes).toBeGreaterThan(0.6 * bytes);
      }),
      { numRuns: 100 },
    );
  });
});
