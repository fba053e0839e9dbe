import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { beforeAll, describe, expect, test } from 'vitest';
import { decimateSheet } from '../../../../plugin/local-engine/mesh/decimate.ts';
import { compactSheet, countTopology, type Sheet } from '../../../../plugin/local-engine/mesh/sheet.ts';
import {
  blotches,
  box,
  closed,
  type DrawnSolid,
  disc,
  drawMask,
  either,
  mirrored,
  ring,
  solidOver,
} from '../../../fixtures/drawn-masks.ts';
import { checkMesh, SOUND } from '../../../fixtures/mesh-check.ts';

beforeAll(() => MeshoptSimplifier.ready);

const free = async () => {};
const decimate = (solid: DrawnSolid, wanted: number, regularize = true): Promise<Sheet> =>
  decimateSheet(solid.sheet, wanted, solid.squares, MeshoptSimplifier, regularize, free);

function expectSound(solid: DrawnSolid, sheet: Sheet): void {
  const facts = checkMesh(mirrored(solid, sheet));
  const { components, holes } = countTopology(sheet);
  expect(facts).toMatchObject({ ...SOUND, components, eulerCharacteristic: 2 * (components - holes) });
  expect(facts.signedVolume).toBeGreaterThan(0);
}

describe.each(Array.from({ length: 5 }, (_, seed) => seed))('blotches %i', (seed) => {
  const solid = solidOver(drawMask(128, 128, blotches(seed)), 20_000);

  test.each([2500, 600, 120])('down to %i vertices, sound and within the limit', async (wanted) => {
    for (const regularize of [true, false]) {
      const sheet = await decimate(solid, wanted, regularize);
      expect(sheet.x.length).toBeLessThanOrEqual(wanted);
      if (wanted >= 600) expect(sheet.x.length).toBeGreaterThan(0.95 * wanted);
      expectSound(solid, sheet);
    }
  });
});

test('the border of a ring and its hole survive', async () => {
  const solid = solidOver(drawMask(128, 128, ring(64, 64, 55, 25)), 20_000);
  expect(countTopology(await decimate(solid, 200))).toEqual({ components: 1, holes: 1 });
});

test('a sheet within the limit is left alone', async () => {
  const solid = solidOver(drawMask(128, 128, disc(64, 64, 50)));
  expect(await decimate(solid, solid.sheet.x.length)).toBe(solid.sheet);
});

// What simplification leaves behind, made by hand: one triangle fan per case over vertices of a real sheet.
const solid = solidOver(drawMask(128, 128, either(disc(40, 64, 30), box(80, 40, 120, 90))));
const seam = [...solid.sheet.square.keys()].filter((vertex) => solid.sheet.square[vertex] === 0);
const spread = (count: number) =>
  Array.from({ length: count }, (_, i) => seam[Math.floor((i * seam.length) / count)]!);
/** Counter-clockwise seen from +Z, y pointing down. */
function facing([a, b, c]: readonly [number, number, number]): number[] {
  const { x, y } = solid.sheet;
  const area = (x[b]! - x[a]!) * (y[c]! - y[a]!) - (y[b]! - y[a]!) * (x[c]! - x[a]!);
  return area < 0 ? [a, b, c] : [a, c, b];
}

test('a part shrunk to one triangle on the seam becomes a solid of its own', () => {
  const [a, b, c] = spread(3);
  const sheet = closed(solid, Uint32Array.from(facing([a!, b!, c!])));
  expect(sheet.x.length).toBe(4);
  expectSound(solid, sheet);
});

test('a chord between two vertices of the seam is lifted off it', () => {
  const [a, b, c, d] = spread(4);
  const sheet = closed(solid, Uint32Array.from([...facing([a!, b!, c!]), ...facing([a!, c!, d!])]));
  expect([...sheet.square].filter((square) => square > 0)).toHaveLength(1);
  expectSound(solid, sheet);
});

test('two fans at one vertex get a vertex each', () => {
  const [a, b, c, d, e] = spread(5);
  const sheet = closed(solid, Uint32Array.from([...facing([a!, b!, c!]), ...facing([a!, d!, e!])]));
  expect(countTopology(sheet).components).toBe(2);
  expectSound(solid, sheet);
});

test('a hole shrunk to a point is no hole any more', () => {
  const { x, y, square } = solid.sheet;
  const [a, b, c] = spread(3);
  const middle = [...x.keys()].filter((vertex) => square[vertex]! > 0);
  const [meanX, meanY] = [x, y].map((axis) => (axis[a!]! + axis[b!]! + axis[c!]!) / 3) as [number, number];
  const away = (vertex: number) => Math.hypot(x[vertex]! - meanX, y[vertex]! - meanY);
  const point = middle.reduce((best, vertex) => (away(vertex) < away(best) ? vertex : best));
  const [p, q, r] = facing([a!, b!, c!]);
  const shrunk = { ...solid, sheet: { ...solid.sheet, square: square.with(point, 0) } };
  const sheet = closed(shrunk, Uint32Array.from([p!, q!, point, q!, r!, point, r!, p!, point]));
  expect(countTopology(sheet)).toEqual({ components: 1, holes: 0 });
  expectSound(solid, sheet);
});

test('compacting keeps the used vertices in order', () => {
  const { x } = solid.sheet;
  const compact = compactSheet(solid.sheet, Uint32Array.from([7, 2, 5]));
  expect([...compact.indices]).toEqual([2, 0, 1]);
  expect([...compact.x]).toEqual([x[2], x[5], x[7]]);
});
