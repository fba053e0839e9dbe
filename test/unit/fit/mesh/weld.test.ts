import { describe, expect, test } from 'vitest';
import { weldMesh } from '../../../../plugin/fit/mesh/weld.ts';
import { cut } from '../../../fixtures/mesh/edit-mesh.ts';
import { box, sphere, torus } from '../../../fixtures/mesh/shapes.ts';
import { normalLengthError, solidOf, trianglesOf } from './measure.ts';

describe('welding', () => {
  test('joins what stands at one place: a torus with seams becomes one without', async () => {
    const { mesh, sourceVertices, degenerate } = await weldMesh(torus(1, 0.3, 16));
    // 33 × 17 grid points, the last row and column on the first.
    expect(mesh.positions.length / 3).toBe(32 * 16);
    expect(trianglesOf(mesh)).toBe(32 * 16 * 2);
    expect(degenerate).toBe(0);
    expect(sourceVertices).toHaveLength(32 * 16);
    expect(normalLengthError(mesh)).toBeLessThan(1e-6);
  });

  test('names a source vertex that stands exactly where the welded one does', async () => {
    const given = sphere(1, 8);
    const { mesh, sourceVertices } = await weldMesh(given);
    for (let v = 0; v < sourceVertices.length; v++)
      expect(mesh.positions.subarray(3 * v, 3 * v + 3)).toEqual(
        given.positions.subarray(3 * sourceVertices[v]!, 3 * sourceVertices[v]! + 3),
      );
  });

  test('drops the triangles at the poles of a sphere that have two corners at one place', async () => {
    const { mesh, degenerate } = await weldMesh(sphere(1, 8));
    expect(degenerate).toBe(2 * 16);
    expect((await solidOf(mesh)).isClosed).toBe(true);
  });

  test('leaves out unused vertices', async () => {
    const { mesh } = await weldMesh(cut(sphere(1, 8), (_x, y) => y > 0));
    for (let v = 0; v < mesh.positions.length; v += 3) expect(mesh.positions[v + 1]).toBeLessThan(1e-6);
    expect(new Set(mesh.indices).size).toBe(mesh.positions.length / 3);
  });

  test('gives a hard corner the mean of the normals that meet there', async () => {
    const { mesh } = await weldMesh(box([2, 2, 2], 1));
    expect(mesh.positions.length / 3).toBe(8);
    for (let i = 0; i < 24; i++)
      expect(mesh.normals[i]).toBeCloseTo(Math.sign(mesh.positions[i]!) / Math.sqrt(3), 6);
  });
});
