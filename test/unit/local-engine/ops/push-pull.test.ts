import { expect, test } from 'vitest';
import { createPlane, type Plane } from '../../../../plugin/local-engine/ops/plane.ts';
import { pushPull } from '../../../../plugin/local-engine/ops/push-pull.ts';

const premultiplied = (width: number, height: number, at: (x: number, y: number) => [number, number]) => {
  const value = createPlane(width, height);
  const weight = createPlane(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [v, w] = at(x, y);
      value.data[y * width + x] = v * w;
      weight.data[y * width + x] = w;
    }
  return { value, weight };
};
const run = (value: Plane, weight: Plane) => pushPull(value, value, value, weight).r;

test('known pixels keep their colour, a single known pixel fills everything', () => {
  const { value, weight } = premultiplied(13, 6, (x, y) => [0.7, x === 4 && y === 2 ? 1 : 0]);
  for (const v of run(value, weight).data) expect(v).toBeCloseTo(0.7, 5);
  const dense = premultiplied(8, 8, (x, y) => [(x + y) / 16, 1]);
  expect(run(dense.value, dense.weight).data).toEqual(dense.value.data);
});

test('partial weights give straight colours', () => {
  const { value, weight } = premultiplied(9, 9, (x, y) => [0.4, ((x * 7 + y * 3) % 5) / 5]);
  for (const v of run(value, weight).data) expect(v).toBeCloseTo(0.4, 5);
});

test('a gap between two colours is filled from the nearer one', () => {
  const { value, weight } = premultiplied(32, 4, (x) => [x < 16 ? 0 : 1, x < 4 || x >= 28 ? 1 : 0]);
  const row = run(value, weight).data.slice(0, 32);
  expect(row[5]).toBeLessThan(0.2);
  expect(row[26]).toBeGreaterThan(0.8);
  expect(Math.max(...row)).toBeLessThanOrEqual(1.00001);
});

test('no weight at all gives black, not NaN; sizes 1 × 1 and 1 × 7 work', () => {
  expect([...run(createPlane(3, 3), createPlane(3, 3)).data]).toEqual(Array(9).fill(0));
  const one = premultiplied(1, 1, () => [0.3, 0.5]);
  expect(run(one.value, one.weight).data[0]).toBeCloseTo(0.3, 5);
  const line = premultiplied(1, 7, (_, y) => [0.6, y === 6 ? 0.01 : 0]);
  for (const v of run(line.value, line.weight).data) expect(v).toBeCloseTo(0.6, 4);
});
