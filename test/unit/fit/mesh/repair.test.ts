import { describe, expect, test } from 'vitest';
import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { meshTopology } from '../../../../plugin/fit/mesh/topology.ts';
import { lintMesh } from '../../../../plugin/fit/repair/lint.ts';
import { repairMesh } from '../../../../plugin/fit/repair/repair.ts';
import { cut, insideOut, joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { sphere, torus } from '../../../fixtures/mesh/shapes.ts';
import { normalLengthError, solidOf, trianglesOf, worstNormalAgreement } from './measure.ts';

const N = 24;
const whole = 4 * N * (N - 1);
const lintOf = async (mesh: TexturedMesh, kind: string) =>
  (await lintMesh(mesh)).find((finding) => finding.kind === kind);

/** Every `n`th triangle wound the other way; its normals stay. */
function partlyFlipped(mesh: TexturedMesh, n: number): TexturedMesh {
  const indices = mesh.indices.slice();
  for (let i = 0; i < indices.length; i += 3 * n)
    indices.set([indices[i + 2]!, indices[i + 1]!, indices[i]!], i);
  return { ...mesh, indices };
}

describe('winding', () => {
  test('a ball turned inside out is turned back, normals too', async () => {
    const { mesh, flipped } = await repairMesh(insideOut(sphere(1, N)), ['flipped-winding']);
    expect(flipped).toBe(whole);
    expect((await solidOf(mesh)).volume).toBeGreaterThan(4);
    expect(worstNormalAgreement(mesh)).toBeGreaterThan(0.9);
    expect(normalLengthError(mesh)).toBeLessThan(1e-6);
  });

  test('single triangles against the rest are turned; normals that were right stay', async () => {
    const given = partlyFlipped((await repairMesh(torus(1, 0.3, N), [])).mesh, 5);
    const { mesh, flipped } = await repairMesh(given, ['flipped-winding']);
    expect(flipped).toBe(Math.ceil(trianglesOf(given) / 5));
    expect(await solidOf(mesh)).toMatchObject({ isClosed: true, borderEdges: 0 });
    expect(mesh.positions).toHaveLength(given.positions.length);
    expect(worstNormalAgreement(mesh)).toBeGreaterThan(0.8);
    expect(await lintOf(given, 'flipped-winding')).toEqual({
      kind: 'flipped-winding',
      count: flipped,
      share: flipped / trianglesOf(given),
    });
  });

  test('an open bowl that faces inward stays: it may be a room', async () => {
    const { flipped } = await repairMesh(insideOut(sphere(1, N, { from: 0.5 })), ['flipped-winding']);
    expect(flipped).toBe(0);
  });

  test('one of two balls is turned, the other is not touched', async () => {
    const pair = joined(sphere(1, N), insideOut(sphere(1, N, { center: [3, 0, 0] })));
    const { mesh, flipped } = await repairMesh(pair, ['flipped-winding']);
    expect(flipped).toBe(whole);
    expect((await solidOf(mesh)).volume).toBeCloseTo(2 * (await solidOf(sphere(1, N))).volume, 4);
  });
});

describe('floaters', () => {
  const crumbs = joined(
    sphere(1, N),
    sphere(0.004, 6, { center: [0, 1.2, 0] }),
    sphere(0.3, 8, { center: [2, 0, 0] }),
  );

  test('crumbs go, parts stay', async () => {
    const { mesh, removed } = await repairMesh(crumbs, ['floaters']);
    expect(removed.floaters).toBe(4 * 6 * 5);
    expect((await solidOf(mesh)).pieces).toBe(2);
    expect(await lintOf(crumbs, 'floaters')).toMatchObject({ count: 4 * 6 * 5 });
  });

  test('vertices of what went are gone too', async () => {
    const { mesh } = await repairMesh(crumbs, ['floaters']);
    expect(new Set(mesh.indices).size).toBe(mesh.positions.length / 3);
    expect(mesh.uvs.length / 2).toBe(mesh.positions.length / 3);
  });

  test('a lone triangle is no floater', async () => {
    const triangle = cut(sphere(1, 4), (x, y) => !(x > 0 && y > 0.2));
    expect((await repairMesh(triangle, ['floaters'])).removed.floaters).toBe(0);
  });
});

describe('holes', () => {
  // Without the caps around its poles.
  const holed = sphere(1, 2 * N, { from: 1 / (2 * N), to: 1 - 1 / (2 * N) });

  test('are counted as loops', async () => {
    const { borderEdges } = await solidOf((await repairMesh(holed, [])).mesh);
    const finding = await lintOf(holed, 'holes');
    expect(finding?.count).toBe(2);
    expect(finding?.share).toBeCloseTo(borderEdges / trianglesOf(holed), 6);
  });

  test('are closed only when asked for', async () => {
    const { mesh, filled } = await repairMesh(holed, ['inner-shell', 'floaters', 'flipped-winding']);
    expect(filled).toBe(0);
    expect((await solidOf(mesh)).borderEdges).toBeGreaterThan(0);
  });

  test('are closed watertight and outward', async () => {
    const { mesh, filled } = await repairMesh(holed, ['holes']);
    expect(filled).toBe(2);
    const after = await solidOf(mesh);
    expect(after).toMatchObject({ borderEdges: 0, isClosed: true, pieces: 1 });
    expect(after.volume).toBeCloseTo((await solidOf(sphere(1, 2 * N))).volume, 2);
  });

  test('new triangles take their texture from the triangle beside them', async () => {
    const given = (await repairMesh(holed, [])).mesh;
    const { mesh } = await repairMesh(given, ['holes']);
    const cell = Math.hypot(1 / (4 * N), 1 / (2 * N));
    for (let i = given.indices.length; i < mesh.indices.length; i += 3) {
      const [a, b] = [mesh.indices[i]!, mesh.indices[i + 2]!];
      const distance = Math.hypot(
        mesh.uvs[2 * a]! - mesh.uvs[2 * b]!,
        mesh.uvs[2 * a + 1]! - mesh.uvs[2 * b + 1]!,
      );
      expect(distance).toBeLessThan(cell);
    }
  });

  test('the rim of a bowl is no hole', async () => {
    const { filled } = await repairMesh(sphere(1, N, { from: 0.5 }), ['holes']);
    expect(filled).toBe(0);
  });
});

test('triangles with two corners at one place always go, and nothing else does', async () => {
  const { mesh, removed } = await repairMesh(sphere(1, N), []);
  expect(removed).toEqual({ degenerate: 4 * N });
  expect(trianglesOf(mesh)).toBe(whole);
  const again = await repairMesh(mesh, []);
  expect(again.mesh).toBe(mesh);
  expect(again.topology).toEqual(await meshTopology(mesh));
});
