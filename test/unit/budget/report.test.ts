import { describe, expect, test } from 'vitest';
import { measureBudget } from '../../../plugin/budget/report.ts';
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
