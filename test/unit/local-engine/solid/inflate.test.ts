import { expect, test } from 'vitest';
import { planGrid } from '../../../../plugin/local-engine/solid/grid.ts';
import { inflate, inflateSlab } from '../../../../plugin/local-engine/solid/inflate.ts';
import { insideOf, silhouetteField } from '../../../../plugin/local-engine/solid/silhouette-field.ts';
import { findSubject } from '../../../../plugin/local-engine/solid/subject.ts';
import { box, disc, drawMask } from '../../../fixtures/drawn-masks.ts';

const free = async () => {};

function prepare(mask: ReturnType<typeof drawMask>) {
  const subject = findSubject(mask);
  const grid = planGrid(subject, { maxCells: 512, maxVertices: 5000 }, 'placeholder');
  const { field } = silhouetteField(mask, grid, subject, 7.5);
  return { grid, field, inside: insideOf(field) };
}

/** Height at a point of the subject's box, in units of its longer side. */
function heightAt(heights: Float32Array, { grid }: ReturnType<typeof prepare>, u: number, v: number): number {
  const x = Math.round(3 + u * grid.cells);
  const y = Math.round(3 + v * grid.cells);
  return heights[y * grid.width + x]! / grid.cells;
}

const bulge = { sinks: undefined, strength: 1, depth: 1.35, cycles: 6 };
const CAP = 0.34 * 1.35;

test('a disc swells to a sphere below the cap: 0.85 · 1.35 · √¾ · R = 0.994 R, softly capped', async () => {
  const disc256 = prepare(drawMask(256, 256, disc(128, 128, 100)));
  const heights = await inflate(disc256.field, disc256.inside, disc256.grid, bulge, free);
  const sphere = 0.85 * 1.35 * Math.sqrt(0.75) * 0.5;
  expect(heightAt(heights, disc256, 0.5, 0.5)).toBeCloseTo(CAP * Math.tanh(sphere / CAP), 2);
  expect(heightAt(heights, disc256, 0.5, 0.1)).toBeCloseTo(
    CAP * Math.tanh((sphere * Math.sqrt(1 - 0.8 ** 2)) / CAP),
    2,
  );
});

test('a long bar swells to 0.85 · 1.35 · √(3/2) of its half width', async () => {
  const bar = prepare(drawMask(500, 100, box(10, 40, 490, 60)));
  const heights = await inflate(bar.field, bar.inside, bar.grid, bulge, free);
  const rod = (0.85 * 1.35 * Math.sqrt(1.5) * 10) / 480;
  expect(heightAt(heights, bar, 0.5, 10 / 480) / (CAP * Math.tanh(rod / CAP))).toBeCloseTo(1, 1);
});

test('sinks part the body; their strength leaves its thickness', async () => {
  const body = prepare(drawMask(300, 160, box(10, 10, 290, 150)));
  const sinks = new Float32Array(body.field.data.length);
  const middle = Math.round(3 + 0.5 * body.grid.cells);
  for (let y = 0; y < body.grid.height; y++)
    for (const x of [middle - 1, middle, middle + 1]) sinks[y * body.grid.width + x] = 0.2;
  const at = async (strength: number) => {
    const heights = await inflate(body.field, body.inside, body.grid, { ...bulge, sinks, strength }, free);
    const sorted = heights.filter((height) => height > 0).sort();
    return { typical: sorted[Math.floor(sorted.length * 0.9)]!, valley: heightAt(heights, body, 0.5, 0.25) };
  };
  const [none, neutral, strong] = [await at(0), await at(1), await at(4 / 3)];
  expect(none.valley).toBeGreaterThan(neutral.valley);
  expect(neutral.valley).toBeGreaterThan(strong.valley);
  expect(none.typical / neutral.typical).toBeCloseTo(1, 1);
  expect(strong.typical / neutral.typical).toBeCloseTo(1, 1);
});

test('an image without a subject becomes a flat plate', async () => {
  const plate = prepare({ width: 200, height: 120, data: new Float32Array(200 * 120).fill(1) });
  const heights = await inflateSlab(plate.field, plate.inside, plate.grid, 1, free);
  expect(heightAt(heights, plate, 0.5, 0.3)).toBeCloseTo(0.035, 3);
  expect(heightAt(heights, plate, 0.25, 0.3)).toBeCloseTo(0.035, 3);
});
