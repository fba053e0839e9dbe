import { describe, expect, test } from 'vitest';
import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { lintMesh } from '../../../../plugin/fit/repair/lint.ts';
import { repairMesh } from '../../../../plugin/fit/repair/repair.ts';
import { cut, insideOut, joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { box, openBall, sphere, torus } from '../../../fixtures/mesh/shapes.ts';
import { solidOf, trianglesOf } from './measure.ts';

const N = 32;

async function withoutShell(mesh: TexturedMesh) {
  return repairMesh(mesh, ['inner-shell', 'flipped-winding']);
}

const ballVolume = (radius: number) => (4 / 3) * Math.PI * radius ** 3;

describe('an inner shell that is a piece of its own', () => {
  test.each([
    ['a sphere', sphere(1, N), insideOut(sphere(0.96, N))],
    ['a torus', torus(1, 0.3, N), insideOut(torus(1, 0.27, N))],
    ['a box with hard edges', box([1, 2, 3], 8), insideOut(box([0.96, 1.96, 2.96], 8))],
  ])('is removed from %s, and the outer one stays whole', async (_name, outer, inner) => {
    const { mesh, removed, flipped } = await withoutShell(joined(outer, inner));
    const before = await solidOf(outer);
    const after = await solidOf(mesh);
    expect(after.pieces).toBe(1);
    expect(after.isClosed).toBe(true);
    expect(after.volume).toBeCloseTo(before.volume, 5);
    expect(removed['inner-shell']).toBe(trianglesOf((await withoutShell(inner)).mesh));
    expect(flipped).toBe(0);
  });

  test('is found without following sight', async () => {
    const { removed } = await repairMesh(joined(sphere(1, N), insideOut(sphere(0.96, N))), ['inner-shell'], {
      shells: 'pieces',
    });
    expect(removed['inner-shell']).toBe(4 * N * (N - 1));
  });

  test('goes even where it lies on the outer one, as after projecting both onto one surface', async () => {
    // Turned a little, so that no corners coincide.
    const inner = insideOut(sphere(1, N + 5));
    const flipped = {
      ...inner,
      positions: inner.positions.map((x, i) => (i % 3 === 0 ? x + 1e-4 : x * 0.9999)),
    };
    const { mesh } = await withoutShell(joined(sphere(1, N), flipped));
    expect((await solidOf(mesh)).pieces).toBe(1);
    expect((await solidOf(mesh)).volume).toBeGreaterThan(4);
  });

  test('is the wall of a cavity that nobody can see, and what floats in it goes too', async () => {
    const hollow = joined(sphere(1, N), insideOut(sphere(0.5, N)), sphere(0.1, 8));
    const { mesh } = await withoutShell(hollow);
    expect((await solidOf(mesh)).pieces).toBe(1);
    expect((await solidOf(mesh)).volume).toBeCloseTo(ballVolume(1), 1);
  });

  test('goes when the wall around it has a crack', async () => {
    // One triangle of a thousand: narrower than two 128ths of the ball.
    const outer = sphere(1, 100);
    let triangle = 0;
    const cracked = cut(outer, () => triangle++ === 20_000);
    const { mesh, removed } = await withoutShell(joined(cracked, insideOut(sphere(0.9, N))));
    expect(removed['inner-shell']).toBe(4 * N * (N - 1));
    // The crack is closed, since there is nothing behind it any more: three triangles in place of one.
    expect(trianglesOf(mesh)).toBe(4 * 100 * 99 - 1 + 3);
  });
});

describe('an inner shell that is joined to the outer one', () => {
  test('is removed where only a pinhole joins them; the pinhole is closed', async () => {
    const mesh = openBall(1, 0.03, 48, 0.003);
    expect(await solidOf(mesh)).toMatchObject({ pieces: 1, borderEdges: 0 });
    const repaired = await withoutShell(mesh);
    const after = await solidOf(repaired.mesh);
    expect(after.volume).toBeCloseTo(ballVolume(1), 1);
    expect(after.borderEdges).toBe(0);
    expect(after.isClosed).toBe(true);
    expect(repaired.removed['inner-shell']! / trianglesOf(mesh)).toBeCloseTo(0.5, 1);
  });
});

describe('what is no inner shell stays, triangle by triangle', () => {
  const cases: [string, TexturedMesh][] = [
    ['a sphere', sphere(1, N)],
    ['a torus', torus(1, 0.3, N)],
    ['a box of twelve triangles', box([1, 2, 3], 1)],
    ['a thin sheet with both of its walls', box([1, 0.01, 1], 16)],
    ['an open bowl of one wall', sphere(1, N, { from: 0.5 })],
    ['a cup: an open ball with a wall', openBall(1, 0.05, N, 0.3)],
    ['a vase with a narrow neck', openBall(1, 0.05, N, 0.03)],
    ['two parts stuck into each other', joined(box([1, 0.1, 1], 10), box([0.1, 1, 0.1], 10))],
    ['two balls side by side', joined(sphere(1, N), sphere(1, N, { center: [2.1, 0, 0] }))],
    ['a ball in a cup', joined(openBall(1, 0.05, N, 0.3), sphere(0.3, N))],
    [
      'a cavity behind a window',
      joined(
        cut(sphere(1, N), (x, _y, z) => x > 0.9 && Math.abs(z) < 0.4),
        insideOut(sphere(0.9, N)),
      ),
    ],
  ];

  test.each(cases)('%s', async (_name, given) => {
    const clean = (await repairMesh(given, [])).mesh;
    const { mesh, removed, flipped } = await withoutShell(clean);
    expect(removed['inner-shell']).toBe(0);
    expect(flipped).toBe(0);
    expect(mesh).toBe(clean);
    expect(await lintMesh(clean)).not.toContainEqual(expect.objectContaining({ kind: 'inner-shell' }));
  });
});
