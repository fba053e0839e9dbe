import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  positionToTarget,
  slideTarget,
  TARGET_POSITIONS,
  targetToPosition,
} from '../../../plugin/inspector/parameters/target-scale.ts';
import { freeSpot } from '../../../plugin/inspector/run/free-spot.ts';
import { TRELLIS_2_PARAMETERS } from '../../../plugin/recipe/providers/trellis-2-parameters.ts';

const MIN = 5000;
const MAX = 2_000_000;

describe('target scale', () => {
  it('covers the range from end to end', () => {
    expect(positionToTarget(0, MIN, MAX)).toBe(MIN);
    expect(positionToTarget(TARGET_POSITIONS, MIN, MAX)).toBe(MAX);
    expect(targetToPosition(MIN, MIN, MAX)).toBe(0);
    expect(targetToPosition(MAX, MIN, MAX)).toBe(TARGET_POSITIONS);
  });

  it('puts equal factors at equal distances', () => {
    const distance = (from: number, to: number) =>
      targetToPosition(to, MIN, MAX) - targetToPosition(from, MIN, MAX);
    expect(Math.abs(distance(5000, 20_000) - distance(50_000, 200_000))).toBeLessThanOrEqual(1);
  });

  it('never leaves the range, never falls, and gives two significant digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: TARGET_POSITIONS - 1 }), (position) => {
        const target = positionToTarget(position, MIN, MAX);
        expect(target).toBeGreaterThanOrEqual(MIN);
        expect(positionToTarget(position + 1, MIN, MAX)).toBeGreaterThanOrEqual(target);
        expect(target).toBe(Number(target.toPrecision(2)));
      }),
    );
  });

  it('lets every arrow key change the target, in its direction and by little', () => {
    fc.assert(
      fc.property(fc.integer({ min: 501, max: 549_999 }), fc.constantFrom(-1, 1), (target, way) => {
        const [min, max] = [500, 550_000];
        const position = Math.min(TARGET_POSITIONS, Math.max(0, targetToPosition(target, min, max) + way));
        fc.pre(position !== targetToPosition(target, min, max));
        const next = slideTarget(target, position, min, max);
        expect(Math.sign(next - target)).toBe(way);
        expect(Math.abs(next - target) / target).toBeLessThanOrEqual(0.11);
      }),
    );
  });

  it('offers presets within the range', () => {
    const presets = TRELLIS_2_PARAMETERS.flatMap((row) =>
      row.kind === 'integer' ? (row.presets ?? []) : [],
    );
    expect(presets).toHaveLength(4);
    for (const preset of presets) expect(preset >= MIN && preset <= MAX).toBe(true);
  });
});

describe('freeSpot', () => {
  it('is the origin of an empty scene', () => {
    expect(freeSpot([], 1)).toEqual({ x: 0, z: 0 });
  });

  it('stands beside what is there, on alternating sides', () => {
    expect(freeSpot([{ x: 0, z: 0 }], 1)).toEqual({ x: 1.25, z: 0 });
    expect(
      freeSpot(
        [
          { x: 0, z: 0 },
          { x: 1.25, z: 0 },
        ],
        1,
      ),
    ).toEqual({ x: -1.25, z: 0 });
  });

  it('keeps its distance whatever is there', () => {
    const spots = fc.array(
      fc.record({
        x: fc.double({ min: -9, max: 9, noNaN: true }),
        z: fc.double({ min: -9, max: 9, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(spots, fc.double({ min: 0.1, max: 5, noNaN: true }), (occupied, size) => {
        const { x, z } = freeSpot(occupied, size);
        for (const spot of occupied) expect(Math.hypot(spot.x - x, spot.z - z)).toBeGreaterThanOrEqual(size);
      }),
    );
  });
});
