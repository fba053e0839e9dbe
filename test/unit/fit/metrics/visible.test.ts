import { describe, expect, test } from 'vitest';
import { cut, insideOut, joined, withoutDegenerate } from '../../../fixtures/mesh/edit-mesh.ts';
import { box, openBall, plane, sphere } from '../../../fixtures/mesh/shapes.ts';
import { frameOf, idView, viewDirections } from '../../../fixtures/metrics/id-view.ts';
import {
  markedArea,
  removedTriangles,
  visibleHoles,
  visibleTriangles,
} from '../../../fixtures/metrics/visible.ts';

const FEW = { views: 60, sizePx: 256 };
const ball = withoutDegenerate(sphere(1, 24));
const inner = withoutDegenerate(insideOut(sphere(0.98, 24)));

test('view directions are spread evenly', () => {
  const directions = viewDirections(200);
  const nearest = directions.map((a) =>
    Math.max(...directions.map((b) => (a === b ? -1 : a[0] * b[0] + a[1] * b[1] + a[2] * b[2]))),
  );
  const degrees = nearest.map((cosine) => (Math.acos(cosine) * 180) / Math.PI);
  expect(Math.min(...degrees)).toBeGreaterThan(10);
  expect(Math.max(...degrees)).toBeLessThan(16);
});

test('a view shows the nearer surface, its side, and covers what the model covers', () => {
  const both = joined(box([1, 1, 1], 1), plane(1, 2));
  const towards = [0, 0, 1] as const;
  const { ids, heights } = idView(both, frameOf(both), towards, 128);
  const front = ids.filter((id) => id > 12).length;
  expect(front).toBeGreaterThan(0);
  expect(Math.max(...heights)).toBeCloseTo(2 - frameOf(both).centre[2], 5);
  const back = idView(both, frameOf(both), [0, 0, -1], 128);
  expect(back.ids.some((id) => id < -12)).toBe(true);
  expect(idView(both, frameOf(both), [0, 0, -1], 128, true).ids.some((id) => id < 0)).toBe(false);
  const disc = idView(ball, frameOf(ball), [0, 0, 1], 128).ids.filter((id) => id !== 0).length;
  expect(disc / 126 ** 2).toBeCloseTo(Math.PI / 4, 1);
});

describe('visible triangles', () => {
  test('are all of a ball, and none of a ball inside it', () => {
    const marks = visibleTriangles(joined(ball, inner), FEW);
    const outer = ball.indices.length / 3;
    expect(marks.subarray(0, outer).every((mark) => mark === 1)).toBe(true);
    expect(marks.subarray(outer).every((mark) => mark === 0)).toBe(true);
    expect(markedArea(joined(ball, inner), marks).marked).toBeCloseTo(
      markedArea(ball, marks.subarray(0, outer)).all,
      5,
    );
  });

  test('are the inside of a cup too', () => {
    const cup = withoutDegenerate(openBall(1, 0.05, 24, 0.4));
    const { marked, all } = markedArea(cup, visibleTriangles(cup, FEW));
    expect(marked / all).toBeGreaterThan(0.999);
  });
});

describe('visible holes', () => {
  test('there are none where only what is hidden was removed', () => {
    const [before, after] = [joined(ball, inner), ball];
    const removed = removedTriangles(before, after);
    expect(removed.reduce((sum, mark) => sum + mark, 0)).toBe(inner.indices.length / 3);
    for (const culled of [false, true])
      expect(visibleHoles(before, after, { ...FEW, culled })).toEqual({ pixels: 0, largest: 0, views: 0 });
  });

  test('are where a triangle is missing, with an inner wall behind it or not', () => {
    let at = 0;
    const torn = cut(ball, () => at++ === 500);
    for (const behind of [undefined, inner]) {
      const whole = behind ? joined(ball, behind) : ball;
      const holes = visibleHoles(whole, behind ? joined(torn, behind) : torn, FEW);
      expect(holes.largest).toBeGreaterThan(20);
      expect(holes.views).toBeGreaterThan(20);
    }
  });

  test('a triangle from an inner wall that is seen through an opening is one', () => {
    const cup = withoutDegenerate(openBall(1, 0.02, 24, 0.4));
    const torn = cut(cup, (x, y, z) => Math.hypot(x, y, z) < 0.985 && y < -0.95);
    for (const culled of [false, true])
      expect(visibleHoles(cup, torn, { ...FEW, culled }).largest).toBeGreaterThan(20);
  });
});
