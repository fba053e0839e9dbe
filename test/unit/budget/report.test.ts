import { describe, expect, test } from 'vitest';
import { measureBudget, sceneReport } from '../../../plugin/budget/report.ts';
import { MASTER_STATS } from './facts.ts';

describe('measureBudget', () => {
  test('has one row a limit, with the share of it that is used', () => {
    const { rows, isMet } = measureBudget(MASTER_STATS, { maxTriangles: 1_099_976, maxTextureSizePx: 1024 });
    expect(rows).toEqual([
      {
        limit: 'maxTriangles',
        label: 'Triangles',
        unit: 'count',
        measured: 549_988,
        allowed: 1_099_976,
        ratio: 0.5,
        isMet: true,
      },
      {
        limit: 'maxTextureSizePx',
        label: 'Texture size',
        unit: 'px',
        measured: 2048,
        allowed: 1024,
        ratio: 2,
        isMet: false,
      },
    ]);
    expect(isMet).toBe(false);
  });

  test('exactly at the limit is within it, one above is not', () => {
    expect(measureBudget(MASTER_STATS, { maxFileBytes: 23_200_000 }).isMet).toBe(true);
    expect(measureBudget(MASTER_STATS, { maxFileBytes: 23_199_999 }).isMet).toBe(false);
  });

  test('an empty budget is met', () => {
    expect(measureBudget(MASTER_STATS, {})).toEqual({ rows: [], isMet: true });
  });

  test('a limit of zero is broken by anything and met by nothing', () => {
    expect(measureBudget(MASTER_STATS, { maxDrawCalls: 0 }).rows[0]).toMatchObject({
      ratio: Infinity,
      isMet: false,
    });
    expect(measureBudget({ ...MASTER_STATS, drawCalls: 0 }, { maxDrawCalls: 0 }).rows[0]).toMatchObject({
      ratio: 0,
      isMet: true,
    });
  });
});

describe('sceneReport', () => {
  const scene = { triangles: 700_000, vertices: 600_000, drawCalls: 99, gpuBytes: 100_000_000 };
  const asset = { triangles: 20_000, vertices: 15_000, drawCalls: 1, gpuBytes: 17_000_000 };

  test('an asset on top', () => {
    const { rows, isMet } = sceneReport({
      scene,
      asset,
      limits: { maxTriangles: 750_000, maxDrawCalls: 100 },
    });
    expect(rows.map(({ measure, after, change }) => [measure, after, change])).toEqual([
      ['triangles', 720_000, 20_000],
      ['vertices', 615_000, 15_000],
      ['drawCalls', 100, 1],
      ['gpuBytes', 117_000_000, 17_000_000],
    ]);
    expect(rows[0]!.assetShare).toBeCloseTo(1 / 36);
    expect(isMet).toBe(true);
  });

  test('a fitted asset takes its master’s place', () => {
    const { rows } = sceneReport({ scene, asset, replaced: MASTER_STATS });
    expect(rows[0]).toMatchObject({ before: 700_000, after: 170_012, change: -529_988 });
  });

  test('one draw call too many breaks the scene’s limit', () => {
    const { rows, isMet } = sceneReport({
      scene: { ...scene, drawCalls: 100 },
      asset,
      limits: { maxDrawCalls: 100 },
    });
    expect(rows.filter((row) => !row.isMet).map(({ measure, allowed }) => [measure, allowed])).toEqual([
      ['drawCalls', 100],
    ]);
    expect(isMet).toBe(false);
  });

  test('an asset replaced that the scene was counted without leaves nothing below zero', () => {
    const empty = { triangles: 0, vertices: 0, drawCalls: 0, gpuBytes: 0 };
    expect(sceneReport({ scene: empty, asset: empty, replaced: MASTER_STATS }).rows[0]).toMatchObject({
      after: 0,
      assetShare: 0,
    });
  });
});
