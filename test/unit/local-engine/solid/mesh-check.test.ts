import { expect, test } from 'vitest';
import { checkMesh, SOUND } from '../../../fixtures/mesh-check.ts';
import { alphaMask, frontSilhouette, silhouetteIou } from '../../../fixtures/silhouette.ts';

// The judge of every mesh test: it must see each fault that it is there to find.

const TETRAHEDRON = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
const FACES = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];
const mesh = (positions: number[], indices: number[]) => ({
  positions: Float32Array.from(positions),
  indices: Uint32Array.from(indices),
});

test('a tetrahedron is sound, closed and has the volume 1/6', () => {
  const facts = checkMesh(mesh(TETRAHEDRON, FACES));
  expect(facts).toMatchObject({ ...SOUND, vertices: 4, triangles: 4, eulerCharacteristic: 2, components: 1 });
  expect(facts.signedVolume).toBeCloseTo(1 / 6, 6);
});

test('corners of their own are welded by position, and −0 is 0', () => {
  const positions = FACES.flatMap((v, corner) =>
    TETRAHEDRON.slice(v * 3, v * 3 + 3).map((value) => (value === 0 && corner % 2 ? -0 : value)),
  );
  const facts = checkMesh(
    mesh(
      positions,
      FACES.map((_, i) => i),
    ),
  );
  expect(facts).toMatchObject({ ...SOUND, vertices: 12, eulerCharacteristic: 2 });
});

test('a missing face leaves three open edges', () => {
  expect(checkMesh(mesh(TETRAHEDRON, FACES.slice(3))).boundaryEdges).toBe(3);
});

test('a face turned over has three flipped edges; all turned over, the volume is negative', () => {
  expect(checkMesh(mesh(TETRAHEDRON, [0, 1, 2, ...FACES.slice(3)])).flippedEdges).toBe(3);
  expect(checkMesh(mesh(TETRAHEDRON, FACES.toReversed())).signedVolume).toBeCloseTo(-1 / 6, 6);
});

test('two solids that share one vertex or one edge', () => {
  const away = TETRAHEDRON.map((value) => -value);
  const point = checkMesh(
    mesh([...TETRAHEDRON, ...away], [...FACES, ...FACES.toReversed().map((v) => v + 4)]),
  );
  expect(point).toMatchObject({ bowTieVertices: 1, nonManifoldEdges: 0, boundaryEdges: 0, components: 1 });
  const across = TETRAHEDRON.map((value, i) => (i % 3 === 2 ? value : -value));
  const edge = checkMesh(mesh([...TETRAHEDRON, ...across], [...FACES, ...FACES.map((v) => v + 4)]));
  expect(edge).toMatchObject({ nonManifoldEdges: 1 });
});

test('no area, and not a number', () => {
  expect(checkMesh(mesh([...TETRAHEDRON, 2, 0, 0], [...FACES, 0, 1, 4])).degenerateFaces).toBe(1);
  expect(checkMesh(mesh([...TETRAHEDRON, Number.NaN, 0, 0], FACES)).nonFiniteNumbers).toBe(1);
});

test('the silhouette of a square covers its pixels, and its mask exactly', () => {
  const square = mesh([-0.5, -0.25, 0, 0.5, -0.25, 0, 0.5, 0.25, 0, -0.5, 0.25, 0], [0, 1, 2, 0, 2, 3]);
  expect(frontSilhouette(square, 8).reduce((sum, value) => sum + value, 0)).toBe(8 * 4);
  const data = new Uint8ClampedArray(20 * 20 * 4);
  for (let y = 4; y < 12; y++) for (let x = 2; x < 18; x++) data[(y * 20 + x) * 4 + 3] = 255;
  expect(silhouetteIou(square, alphaMask({ widthPx: 20, heightPx: 20, data }))).toBeGreaterThan(0.99);
});
