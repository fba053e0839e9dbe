import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  distributeTriangles,
  type TriangleShare,
} from '../../../../plugin/fit/document/distribute-triangles.ts';

const part = (triangles: number, instances = 1, isStuck = false): TriangleShare => ({
  triangles,
  instances,
  isStuck,
});
const drawn = (counts: readonly number[], parts: readonly TriangleShare[]) =>
  counts.reduce((sum, count, i) => sum + count * parts[i]!.instances, 0);

describe('shareTriangles', () => {
  test('in proportion', () => {
    expect(distributeTriangles([part(9_000), part(1_000)], 1_000)).toEqual([900, 100]);
  });

  test('nothing changes where the target is not exceeded', () => {
    expect(distributeTriangles([part(600), part(400)], 1_000)).toEqual([600, 400]);
  });

  test('a button of 60 triangles keeps 48 of them beside a body of 10,000', () => {
    const parts = [part(10_000), part(60)];
    const [body, button] = distributeTriangles(parts, 1_000);
    expect(button).toBe(48);
    expect(body).toBeGreaterThan(940);
    expect(body).toBeLessThanOrEqual(952);
  });

  test('a mesh that is drawn four times counts four times', () => {
    const parts = [part(1_000, 4), part(4_000)];
    expect(distributeTriangles(parts, 4_000)).toEqual([500, 2_000]);
  });

  test('a part that goes no further leaves less to the others', () => {
    expect(distributeTriangles([part(700, 1, true), part(1_000)], 1_000)).toEqual([700, 300]);
  });

  test('what is not drawn shrinks along', () => {
    expect(distributeTriangles([part(1_000), part(1_000, 0)], 500)).toEqual([500, 500]);
  });

  test('never more than the target while there is room for every part, never more than a part has', () => {
    const shares = fc.record({
      triangles: fc.integer({ min: 1, max: 50_000 }),
      instances: fc.integer({ min: 0, max: 5 }),
      isStuck: fc.constant(false),
    });
    fc.assert(
      fc.property(
        fc.array(shares, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1_000, max: 100_000 }),
        (parts, target) => {
          const counts = distributeTriangles(parts, target);
          expect(drawn(counts, parts)).toBeLessThanOrEqual(target);
          counts.forEach((count, i) => {
            expect(count).toBeLessThanOrEqual(parts[i]!.triangles);
            expect(count).toBeGreaterThanOrEqual(Math.min(4, parts[i]!.triangles));
          });
        },
      ),
    );
  });
});
