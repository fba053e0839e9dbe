import { expect, test } from 'vitest';
import { planGrid } from '../../../../plugin/local-engine/solid/grid.ts';
import { insideOf, silhouetteField } from '../../../../plugin/local-engine/solid/silhouette-field.ts';
import { findSubject } from '../../../../plugin/local-engine/solid/subject.ts';
import { box, disc, drawMask, either, ring } from '../../../fixtures/drawn-masks.ts';

function fieldOf(mask: ReturnType<typeof drawMask>, guidance = 7.5) {
  const subject = findSubject(mask);
  const grid = planGrid(subject, { maxCells: 512, maxVertices: 5000 }, 'placeholder');
  const { field, thin } = silhouetteField(mask, grid, subject, guidance);
  const inside = insideOf(field);
  const at = (x: number, y: number) => {
    const column = Math.round((x - grid.originX) / grid.cellPx);
    return inside[Math.round((y - grid.originY) / grid.cellPx) * grid.width + column];
  };
  return { grid, field, inside, thin, at, solid: inside.reduce((sum, value) => sum + value, 0) };
}

test('the inside has the area of the shape', () => {
  const { solid, grid } = fieldOf(drawMask(300, 300, disc(150, 150, 120)));
  expect((solid * grid.cellPx ** 2) / (Math.PI * 120 ** 2)).toBeCloseTo(1, 2);
});

test('a crumb is dropped, a pinhole filled, a real hole kept', () => {
  const shape = either(ring(200, 200, 180, 40), disc(20, 20, 3));
  const mask = drawMask(400, 400, (x, y) => shape(x, y) && !disc(300, 200, 2)(x, y));
  const { at } = fieldOf(mask);
  expect(at(20, 20)).toBe(0);
  expect(at(300, 200)).toBe(1);
  expect(at(200, 200)).toBe(0);
});

test('a line thinner than a cell survives as a thread, along the grid and across it', () => {
  const body = box(10, 10, 110, 110);
  const straight = fieldOf(drawMask(600, 600, either(body, box(110, 60, 590, 61.2))));
  expect(straight.grid.cellPx).toBeGreaterThan(2);
  for (let x = 130; x < 580; x += 10) expect(straight.at(x, 60.6)).toBe(1);
  const slanted = fieldOf(
    drawMask(
      600,
      600,
      either(body, (x, y) => x > 100 && x < 590 && Math.abs(y - x) < 1),
    ),
  );
  let broken = 0;
  for (let x = 130; x < 580; x += 10) if (!slanted.at(x, x)) broken++;
  expect(broken).toBeLessThan(12);
});

test('guidance below 7.5 rounds corners off, more the lower it is; above, nothing changes', () => {
  const mask = drawMask(300, 300, (x, y) => Math.abs(x - 150) + Math.abs(y - 150) < 130);
  const solids = [10, 7.5, 5, 2].map((guidance) => fieldOf(mask, guidance).solid);
  expect(solids[0]).toBe(solids[1]);
  expect(solids[2]!).toBeLessThan(solids[1]!);
  expect(solids[3]!).toBeLessThan(solids[2]!);
});

test('a subject of almost nothing is strengthened, and said to be thin', () => {
  const mask = { width: 100, height: 100, data: new Float32Array(100 * 100) };
  for (const i of [1010, 1089, 8910, 8989]) mask.data[i] = 0.45;
  mask.data[1050] = 0.45;
  const { thin, solid } = fieldOf(mask);
  expect(thin).toBe(true);
  expect(solid).toBeGreaterThan(0);
});

test('a subject of a few pixels gets a grid finer than its pixels', () => {
  const { grid, solid } = fieldOf(drawMask(8, 8, box(2, 2, 6, 6)));
  expect(grid.cellPx).toBeLessThan(0.1);
  expect((solid * grid.cellPx ** 2) / 16).toBeGreaterThan(0.85);
});

test.each([
  ['empty', 0],
  ['fainter than 0.4 everywhere', 0.39],
])('a mask that is %s has no subject', (_, value) => {
  const mask = { width: 4, height: 4, data: new Float32Array(16).fill(value) };
  expect(() => findSubject(mask)).toThrow(expect.objectContaining({ code: 'empty-image' }));
});
