import { expect, test } from 'vitest';
import { solvePoisson } from '../../../../plugin/local-engine/solid/poisson.ts';
import { insideOf } from '../../../../plugin/local-engine/solid/silhouette-field.ts';
import { box, disc, drawMask } from '../../../fixtures/drawn-masks.ts';

function solve(mask: ReturnType<typeof drawMask>, cycles: number, sinks?: Float32Array): Float32Array {
  const { width, height, data } = mask;
  let u: Float32Array = data;
  for (const solution of solvePoisson({
    field: data,
    inside: insideOf(mask),
    width,
    height,
    source: 3,
    sinks,
    cycles,
  }))
    u = solution;
  return u;
}

test('in a disc u is ¾ (R² − r²), at the centre and half way out', () => {
  const u = solve(drawMask(129, 129, disc(64.5, 64.5, 50)), 5);
  expect(u[64 * 129 + 64]! / (0.75 * 50 ** 2)).toBeCloseTo(1, 2);
  expect(u[64 * 129 + 89]! / (0.75 * (50 ** 2 - 25 ** 2))).toBeCloseTo(1, 2);
  expect(u[2 * 129 + 2]).toBe(0);
});

test('in a long strip u is 3/2 (h² − y²)', () => {
  const u = solve(drawMask(400, 60, box(4, 10, 396, 50)), 6);
  expect(u[30 * 400 + 200]! / (1.5 * (20 ** 2 - 0.5 ** 2))).toBeCloseTo(1, 2);
});

test('more cycles change less and less', () => {
  const mask = drawMask(129, 129, disc(64.5, 64.5, 50));
  const centre = [1, 2, 3, 8].map((cycles) => solve(mask, cycles)[64 * 129 + 64]!);
  const off = centre.map((value) => Math.abs(value - centre[3]!));
  expect(off[1]!).toBeLessThan(off[0]! / 3);
  expect(off[2]!).toBeLessThan(off[1]! / 3);
});

test('a line one node thick stays finite and positive along its length', () => {
  const { width, height } = { width: 120, height: 21 };
  const mask = { width, height, data: new Float32Array(width * height) };
  mask.data.fill(1, 10 * width + 5, 10 * width + 115);
  const u = solve(mask, 8);
  expect(u.every(Number.isFinite)).toBe(true);
  expect(u[10 * width + 60]!).toBeGreaterThan(0.3);
});

test('sinks hold the surface down where they are', () => {
  const mask = drawMask(129, 129, disc(64.5, 64.5, 50));
  const wall = new Float32Array(129 * 129);
  for (let y = 0; y < 129; y++) wall[y * 129 + 64] = 0.5;
  const free = solve(mask, 8);
  const walled = solve(mask, 8, wall);
  expect(walled[64 * 129 + 64]! / free[64 * 129 + 64]!).toBeLessThan(0.3);
  expect(walled[64 * 129 + 40]!).toBeGreaterThan(walled[64 * 129 + 64]!);
});
