import { describe, expect, test } from 'vitest';
import { makeCollider } from '../../../../plugin/fit/collider/collider.ts';
import type { FittedCollider, TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { box, gridSurface, sphere, torus } from '../../../fixtures/mesh/shapes.ts';
import { bumpyTorus } from './bumpy.ts';
import { solidOf } from './measure.ts';

type Of<K> = Extract<FittedCollider, { kind: K }>;
const stretched = (mesh: TexturedMesh, scale: readonly number[]): TexturedMesh => ({
  ...mesh,
  positions: mesh.positions.map((value, i) => value * scale[i % 3]!),
});

/** How far the vertices lie outside the planes of a hull at most: the 99.9th percentile. */
function excess({ positions, indices }: Of<'hull'>, vertices: Float32Array): number {
  const point = (list: Float32Array, i: number) =>
    [...list.subarray(3 * i, 3 * i + 3)] as [number, number, number];
  const planes: [number, number, number, number][] = [];
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => point(positions, indices[i + k]!)) as unknown as [
      number[],
      number[],
      number[],
    ];
    const [u, v] = [b.map((x, k) => x - a[k]!), c.map((x, k) => x - a[k]!)] as [number[], number[]];
    const n = [0, 1, 2].map((k) => u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!);
    const length = Math.hypot(...n);
    const [x, y, z] = n.map((value) => value / length) as [number, number, number];
    planes.push([x, y, z, x * a[0]! + y * a[1]! + z * a[2]!]);
  }
  const outside: number[] = [];
  for (let v = 0; v < vertices.length; v += 3) {
    let most = -Infinity;
    for (const [x, y, z, d] of planes)
      most = Math.max(most, x * vertices[v]! + y * vertices[v + 1]! + z * vertices[v + 2]! - d);
    outside.push(most);
  }
  outside.sort((a, b) => a - b);
  return outside[Math.floor(outside.length * 0.999)]!;
}

describe('a hull', () => {
  const shapes: [string, TexturedMesh][] = [
    ['a sphere', sphere(1, 32)],
    ['a long torus', stretched(torus(1, 0.3, 32), [4, 1, 0.5])],
    ['a bumpy torus', bumpyTorus(48)],
    ['a box', box([1, 2, 3], 6)],
    ['a flat sheet', gridSurface(8, 8, (u, v) => ({ position: [u, 0, v], normal: [0, 1, 0] }))],
    ['a slanted flat sheet', gridSurface(8, 8, (u, v) => ({ position: [u, u + v, v], normal: [0, 1, 0] }))],
  ];

  test.each(shapes.flatMap(([name, mesh]) => [8, 32, 255].map((most) => [name, most, mesh] as const)))(
    'around %s with at most %i vertices is closed, faces outward and holds it',
    async (_name, maxVertices, mesh) => {
      const hull = (await makeCollider(mesh, { kind: 'hull', maxVertices })) as Of<'hull'>;
      expect(hull.positions.length / 3).toBeLessThanOrEqual(maxVertices);
      expect(hull.positions.length / 3).toBeGreaterThanOrEqual(4);
      const solid = await solidOf({ ...hull, normals: hull.positions });
      expect(solid).toMatchObject({ pieces: 1, borderEdges: 0, isClosed: true });
      expect(solid.volume).toBeGreaterThan(0);
      expect(excess(hull, mesh.positions)).toBeLessThan(1e-5);
    },
  );

  test('is not much larger than what it holds', async () => {
    const volumes: number[] = [];
    for (const maxVertices of [16, 32, 64, 255]) {
      const hull = (await makeCollider(sphere(1, 32), { kind: 'hull', maxVertices })) as Of<'hull'>;
      volumes.push((await solidOf({ ...hull, normals: hull.positions })).volume / ((4 / 3) * Math.PI));
    }
    expect(volumes[3]).toBeLessThan(1.05);
    expect(volumes[2]).toBeLessThan(1.25);
    expect([...volumes].sort((a, b) => b - a)).toEqual(volumes);
  });

  test('of a box has its eight corners', async () => {
    const hull = (await makeCollider(box([1, 2, 3], 6), { kind: 'hull', maxVertices: 32 })) as Of<'hull'>;
    expect(hull.positions).toHaveLength(8 * 3);
    expect((await solidOf({ ...hull, normals: hull.positions })).volume).toBeCloseTo(6, 2);
  });

  test.each([7, 256, 10.5])('of %d vertices is refused', async (maxVertices) => {
    await expect(makeCollider(box([1, 1, 1], 1), { kind: 'hull', maxVertices })).rejects.toMatchObject({
      code: 'validation',
      message: `A hull can have 8 to 255 vertices, not ${maxVertices}.`,
    });
  });
});

test('a box is the bounds', async () => {
  expect(await makeCollider(box([1, 2, 3], 2), { kind: 'box' })).toEqual({
    kind: 'box',
    min: [-0.5, -1, -1.5],
    max: [0.5, 1, 1.5],
  });
});

describe('a capsule', () => {
  const distance = ({ start, end, radius }: Of<'capsule'>, p: readonly number[]) => {
    const along = start.map((value, c) => end[c]! - value);
    const length = Math.hypot(...along);
    const t = length
      ? Math.min(1, Math.max(0, along.reduce((sum, x, c) => sum + x * (p[c]! - start[c]!), 0) / length ** 2))
      : 0;
    return Math.hypot(...p.map((value, c) => value - start[c]! - t * along[c]!)) - radius;
  };

  test.each([
    ['a sphere', sphere(1, 24)],
    ['a long box', box([1, 5, 1], 4)],
    ['a torus', torus(1, 0.3, 24)],
    ['a bumpy one', stretched(bumpyTorus(32), [3, 1, 1])],
  ])('around %s holds every vertex', async (_name, mesh) => {
    const capsule = (await makeCollider(mesh, { kind: 'capsule' })) as Of<'capsule'>;
    for (let v = 0; v < mesh.positions.length; v += 3)
      expect(distance(capsule, [...mesh.positions.subarray(v, v + 3)])).toBeLessThan(1e-6);
  });

  test('around a sphere is that sphere', async () => {
    const capsule = (await makeCollider(sphere(1, 24), { kind: 'capsule' })) as Of<'capsule'>;
    expect(capsule.radius).toBeCloseTo(1, 6);
    expect(Math.hypot(...capsule.start)).toBeCloseTo(0, 6);
    expect(Math.hypot(...capsule.end)).toBeCloseTo(0, 6);
  });

  test('lies along the longest side', async () => {
    const capsule = (await makeCollider(box([1, 5, 1], 4), { kind: 'capsule' })) as Of<'capsule'>;
    expect(capsule.end[1] - capsule.start[1]).toBeCloseTo(5, 5);
    expect([capsule.start[0], capsule.start[2]]).toEqual([0, 0]);
    expect(capsule.radius).toBeCloseTo(Math.SQRT1_2, 6);
  });
});
