import { expect, test } from 'vitest';
import { blur } from '../../../../plugin/local-engine/ops/blur.ts';
import { toLab } from '../../../../plugin/local-engine/ops/lab.ts';
import { createPlane, type Plane } from '../../../../plugin/local-engine/ops/plane.ts';
import { createRandom } from '../../../../plugin/local-engine/ops/random.ts';
import { resample } from '../../../../plugin/local-engine/ops/resample.ts';

const plane = (width: number, height: number, values: number[]): Plane => ({
  width,
  height,
  data: Float32Array.from(values),
});
const noise = (width: number, height: number): Plane => {
  const random = createRandom(7);
  return { width, height, data: Float32Array.from({ length: width * height }, random) };
};
const whole = (p: Plane) => ({ x0: 0, y0: 0, x1: p.width, y1: p.height });
const sum = (p: Plane) => p.data.reduce((total, v) => total + v, 0);

test('resample to the same size is the same image', () => {
  const src = noise(13, 7);
  expect([...resample(src, whole(src), 13, 7).data]).toEqual([...src.data]);
});

test('resample keeps the mean when shrinking and keeps a constant up to the edge', () => {
  const src = noise(64, 64);
  const small = resample(src, whole(src), 8, 8);
  expect(sum(small) / 64).toBeCloseTo(sum(src) / 4096, 2);
  const flat = plane(5, 5, Array(25).fill(0.5));
  for (const value of resample(flat, { x0: -3, y0: -3, x1: 8, y1: 8 }, 17, 9).data)
    expect(value).toBeCloseTo(0.5, 6);
});

test('resample enlarges a ramp linearly', () => {
  const ramp = plane(4, 1, [0, 1, 2, 3]);
  const out = resample(ramp, whole(ramp), 8, 1);
  expect([...out.data]).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]);
});

test('zeroOutside fades to zero beyond the plane, clamping does not', () => {
  const flat = plane(4, 4, Array(16).fill(1));
  const rect = { x0: -4, y0: 0, x1: 8, y1: 4 };
  const faded = resample(flat, rect, 12, 4, true);
  expect([...faded.data.slice(0, 12)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]);
  expect([...resample(flat, rect, 12, 4).data.slice(0, 12)]).toEqual(Array(12).fill(1));
});

test.each([0.3, 0.55, 0.8, 1, 1.19, 1.5, 2, 4])('blur with σ %f spreads a point by that σ', (sigma) => {
  const size = 61;
  const point = createPlane(size, size);
  point.data[30 * size + 30] = 1;
  const out = blur(point, sigma);
  let mass = 0;
  let across = 0;
  let down = 0;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const value = out.data[y * size + x]!;
      mass += value;
      across += value * (x - 30) ** 2;
      down += value * (y - 30) ** 2;
    }
  expect(mass).toBeCloseTo(1, 5);
  expect(across).toBeCloseTo(down, 5);
  const tolerance = sigma < 1.2 ? 0.04 : 0.1;
  expect(Math.abs(Math.sqrt(across) / sigma - 1)).toBeLessThan(tolerance);
});

test('blur leaves a constant alone, also on planes smaller than the kernel', () => {
  for (const [width, height] of [
    [1, 1],
    [2, 9],
    [9, 2],
  ] as const)
    for (const sigma of [0.5, 3, 20])
      for (const value of blur(plane(width, height, Array(width * height).fill(0.25)), sigma).data)
        expect(value).toBeCloseTo(0.25, 5);
});

test('blur with σ 0 gives a copy', () => {
  const src = noise(4, 4);
  const out = blur(src, 0);
  expect(out.data).toEqual(src.data);
  expect(out.data).not.toBe(src.data);
});

test('toLab gives the published values of sRGB primaries', () => {
  const lab = toLab(
    plane(5, 1, [1, 0, 0, 1, 0.5]),
    plane(5, 1, [0, 1, 0, 1, 0.5]),
    plane(5, 1, [0, 0, 1, 1, 0.5]),
  );
  const expected = [
    [53.24, 80.09, 67.2],
    [87.73, -86.18, 83.18],
    [32.3, 79.19, -107.86],
    [100, 0, 0],
    [53.39, 0, 0],
  ];
  for (const [i, [l, a, b]] of expected.entries()) {
    expect(Math.abs(lab.l.data[i]! - l!)).toBeLessThan(0.1);
    expect(Math.abs(lab.a.data[i]! - a!)).toBeLessThan(0.1);
    expect(Math.abs(lab.b.data[i]! - b!)).toBeLessThan(0.1);
  }
});

test('createRandom repeats for a seed, differs between seeds and fills [0, 1)', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 1000 }, random);
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
  const values = draw(2147483647);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(values.reduce((a, b) => a + b, 0) / 1000).toBeCloseTo(0.5, 1);
});
