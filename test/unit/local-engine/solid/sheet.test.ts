import { describe, expect, test } from 'vitest';
import { countTopology } from '../../../../plugin/local-engine/mesh/sheet.ts';
import type { Plane } from '../../../../plugin/local-engine/ops/plane.ts';
import { insideOf } from '../../../../plugin/local-engine/solid/silhouette-field.ts';
import { makeSheet } from '../../../../plugin/local-engine/solid/triangulate.ts';
import {
  blotches,
  box,
  disc,
  drawMask,
  either,
  mirrored,
  ring,
  solidOver,
} from '../../../fixtures/drawn-masks.ts';
import { checkMesh, SOUND } from '../../../fixtures/mesh-check.ts';
import { silhouetteIou } from '../../../fixtures/silhouette.ts';

const SHAPES = {
  disc: { shape: disc(64, 64, 50), components: 1, holes: 0 },
  ring: { shape: ring(64, 64, 55, 25), components: 1, holes: 1 },
  'two parts': { shape: either(disc(30, 30, 22), box(70, 60, 120, 120)), components: 2, holes: 0 },
  'a frame with a bar': {
    shape: (x: number, y: number) =>
      box(10, 10, 118, 118)(x, y) && !box(30, 30, 60, 100)(x, y) && !box(70, 30, 100, 100)(x, y),
    components: 1,
    holes: 2,
  },
  'a ring around a disc': { shape: either(ring(64, 64, 58, 40), disc(64, 64, 20)), components: 2, holes: 1 },
} as const;

describe.each(Object.entries(SHAPES))('%s', (_, { shape, components, holes }) => {
  const mask = drawMask(128, 128, shape);
  const solid = solidOver(mask);
  const mesh = mirrored(solid, solid.sheet);

  test('parts and holes are counted', () => {
    expect(countTopology(solid.sheet)).toEqual({ components, holes });
  });

  test('front and back close to a sound solid of that topology', () => {
    const facts = checkMesh(mesh);
    expect(facts).toMatchObject({ ...SOUND, components, eulerCharacteristic: 2 * (components - holes) });
    expect(facts.signedVolume).toBeGreaterThan(0);
  });

  test('it covers its mask', () => {
    expect(silhouetteIou(mesh, mask)).toBeGreaterThan(0.98);
  });
});

test.each(Array.from({ length: 12 }, (_, seed) => seed))('blotches %i close to a sound solid', (seed) => {
  const solid = solidOver(drawMask(128, 128, blotches(seed)));
  const facts = checkMesh(mirrored(solid, solid.sheet));
  const { components, holes } = countTopology(solid.sheet);
  expect(facts).toMatchObject({ ...SOUND, components, eulerCharacteristic: 2 * (components - holes) });
});

/** Fields of a few nodes: two inside on a diagonal, the others at `rest`. */
function diagonal(rest: number): Plane {
  const data = new Float32Array(36).fill(0);
  data[2 * 6 + 2] = data[3 * 6 + 3] = 0.9;
  data[2 * 6 + 3] = data[3 * 6 + 2] = rest;
  return { width: 6, height: 6, data };
}

test.each([
  ['joined when the mean is above the contour', 0.3, 1],
  ['apart when it is not', 0.05, 2],
])('corners that touch on a diagonal are %s', (_, rest, components) => {
  const field = diagonal(rest);
  const inside = insideOf(field);
  const sheet = makeSheet(field, inside, Float32Array.from(inside), 100);
  expect(countTopology(sheet)).toEqual({ components, holes: 0 });
});

test('a line one node thick becomes a sound solid', () => {
  const field = { width: 30, height: 7, data: new Float32Array(210) };
  field.data.fill(0.8, 3 * 30 + 4, 3 * 30 + 26);
  const inside = insideOf(field);
  const squares = Float32Array.from(inside, (value) => value * 0.3);
  const sheet = makeSheet(field, inside, squares, 100);
  const solid = { ...solidOver(drawMask(16, 16, disc(8, 8, 5))), squares: { ...field, data: squares } };
  expect(checkMesh(mirrored(solid, sheet))).toMatchObject({ ...SOUND, eulerCharacteristic: 2 });
});

test('W is 0 on the silhouette and nowhere else, and faces +Z', () => {
  const { sheet } = solidOver(drawMask(128, 128, disc(64, 64, 50)));
  const open = new Set<number>();
  const directed = new Set<string>();
  const { indices } = sheet;
  for (let corner = 0; corner < indices.length; corner++) {
    const next = corner % 3 === 2 ? corner - 2 : corner + 1;
    directed.add(`${indices[corner]} ${indices[next]}`);
  }
  for (const edge of directed) {
    const [from, to] = edge.split(' ');
    if (directed.has(`${to} ${from}`)) continue;
    open.add(Number(from));
    open.add(Number(to));
  }
  const zero = new Set([...sheet.square.keys()].filter((vertex) => sheet.square[vertex] === 0));
  expect(zero).toEqual(open);
});
