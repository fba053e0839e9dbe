import { expect, test } from 'vitest';
import { loopFill } from '../../../../plugin/fit/repair/loop-fill.ts';

// A square with one corner folded deep into it and up: a fan from the middle would fold too.
const POINTS = [
  [0, 0, 0],
  [4, 0, 0],
  [4, 4, 0],
  [3.5, 0.5, 0.4],
  [0, 4, 0],
];

/** Corners of each triangle by their place in POINTS, for a loop that starts at one of them. */
function filled(first: number, isFlap: (edge: number) => boolean): string[] {
  const order = POINTS.map((_, i) => (first + i) % POINTS.length);
  const { triangles } = loopFill(
    order.flatMap((i) => POINTS[i]!),
    (edge) => isFlap(order[edge]!),
  );
  return triangles.map((triangle) =>
    triangle
      .map((i) => order[i] ?? -1)
      .sort((a, b) => a - b)
      .join(),
  );
}

test.each([0, 1, 2, 3, 4])(
  'a loop is closed by the least area where a fan would fold, from corner %i',
  (first) => {
    const triangles = filled(first, () => false);
    expect(triangles).toHaveLength(3);
    expect(triangles).toContain('1,2,3');
  },
);

test.each([0, 1, 2, 3, 4])(
  'where two edges belong to one triangle, none is put on its back, from corner %i',
  (first) => {
    expect(filled(first, (edge) => edge === 1)).not.toContain('1,2,3');
  },
);
