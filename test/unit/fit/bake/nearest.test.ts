import { describe, expect, it } from 'vitest';
import { type Bvh, buildBvh } from '../../../../plugin/fit/bake/bvh.ts';
import { closestOnTriangle } from '../../../../plugin/fit/bake/closest-point.ts';
import { createPatch, createPatchMatcher, TILE_POINTS } from '../../../../plugin/fit/bake/match-patch.ts';
import { ANY_FACING, createNearestQuery } from '../../../../plugin/fit/bake/nearest.ts';
import type { TriangleMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { insideOut, joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { plane, sphere } from '../../../fixtures/mesh/shapes.ts';
import { randomNumbers } from '../../../fixtures/random-numbers.ts';

/** Triangles of any size and direction in a unit cube, some without area. */
function soup(triangles: number, seed: number): TriangleMesh {
  const random = randomNumbers(seed);
  const positions = new Float32Array(triangles * 9);
  for (let triangle = 0; triangle < triangles; triangle++) {
    const size = 0.02 + 0.3 * random() ** 4;
    const centre = [random(), random(), random()];
    for (let i = 0; i < 9; i++) positions[triangle * 9 + i] = centre[i % 3]! + size * (random() - 0.5);
    if (triangle % 50 === 0) positions.copyWithin(triangle * 9 + 6, triangle * 9 + 3, triangle * 9 + 6);
    if (triangle % 70 === 0) positions.fill(centre[0]!, triangle * 9, triangle * 9 + 9);
  }
  return {
    positions,
    normals: new Float32Array(triangles * 9),
    indices: Uint32Array.from({ length: triangles * 3 }, (_, i) => i),
  };
}

function byHand(bvh: Bvh, point: Float64Array, normal: Float64Array, minDot: number): number {
  const out = new Float64Array(3);
  let best = Infinity;
  for (let slot = 0; slot < bvh.triangles.length; slot++) {
    const dot = [0, 1, 2].reduce((sum, axis) => sum + normal[axis]! * bvh.faceNormals[slot * 3 + axis]!, 0);
    if (dot < minDot) continue;
    closestOnTriangle(bvh.corners, slot, point, 0, out);
    best = Math.min(best, out[2]!);
  }
  return best;
}

const randomUnit = (random: () => number): Float64Array => {
  const [x, y, z] = [random() - 0.5, random() - 0.5, random() - 0.5];
  const length = Math.hypot(x, y, z);
  return Float64Array.of(x / length, y / length, z / length);
};

describe('the point of a triangle closest to another', () => {
  it('is no farther than any of a fine grid of its points, and where its barycentrics say', () => {
    const random = randomNumbers(3);
    const out = new Float64Array(3);
    for (let round = 0; round < 300; round++) {
      const corners = Float32Array.from({ length: 9 }, random);
      if (round % 10 === 0) corners.copyWithin(6, 3, 6);
      if (round % 15 === 0) corners.copyWithin(3, 0, 3);
      const p = Float64Array.of(random() * 3 - 1, random() * 3 - 1, random() * 3 - 1);
      const distance2 = (v: number, w: number) =>
        [0, 1, 2].reduce((sum, axis) => {
          const at = corners[axis]! * (1 - v - w) + corners[3 + axis]! * v + corners[6 + axis]! * w;
          return sum + (at - p[axis]!) ** 2;
        }, 0);
      closestOnTriangle(corners, 0, p, 0, out);
      const [v, w] = [out[0]!, out[1]!];
      expect(Math.min(v, w, 1 - v - w)).toBeGreaterThan(-1e-12);
      expect(out[2]!).toBeCloseTo(distance2(v, w), 10);
      for (let i = 0; i <= 20; i++)
        for (let j = 0; j + i <= 20; j++) expect(out[2]!).toBeLessThan(distance2(i / 20, j / 20) + 1e-9);
    }
  });
});

describe('the tree', () => {
  it('holds every triangle once, each inside the boxes above it', async () => {
    const mesh = soup(5000, 11);
    const bvh = await buildBvh(mesh);
    expect([...bvh.triangles].sort((a, b) => a - b)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    const seen = new Uint8Array(5000);
    for (let node = 0; node < bvh.nodeCount; node++) {
      const link = bvh.links[node]!;
      const box = bvh.bounds.subarray(node * 6, node * 6 + 6);
      const inner = link >= 0 ? [link, link + 1] : [];
      for (const child of inner) {
        const its = bvh.bounds.subarray(child * 6, child * 6 + 6);
        for (let axis = 0; axis < 3; axis++) {
          expect(its[axis]!).toBeGreaterThanOrEqual(box[axis]!);
          expect(its[3 + axis]!).toBeLessThanOrEqual(box[3 + axis]!);
        }
      }
      if (link >= 0) continue;
      const packed = -1 - link;
      for (let slot = packed >>> 2; slot <= (packed >>> 2) + (packed & 3); slot++) {
        seen[slot] = seen[slot]! + 1;
        for (let i = 0; i < 9; i++) {
          expect(bvh.corners[slot * 9 + i]!).toBeGreaterThanOrEqual(box[i % 3]!);
          expect(bvh.corners[slot * 9 + i]!).toBeLessThanOrEqual(box[3 + (i % 3)]!);
        }
      }
    }
    expect(seen.every((count) => count === 1)).toBe(true);
  });

  it('leaves out triangles that are not anywhere, and stands empty', async () => {
    const mesh = soup(10, 5);
    mesh.positions[4] = Number.NaN;
    mesh.positions[40] = Infinity;
    expect((await buildBvh(mesh)).triangles).toHaveLength(8);
    const empty = await buildBvh({ ...mesh, indices: new Uint32Array(0) });
    const one = Float64Array.of(0, 0, 1);
    expect(createNearestQuery(empty).find(one, one, 0, ANY_FACING, Infinity)).toBe(false);
  });
});

describe('a nearest query', () => {
  it.each([
    ['of any facing', ANY_FACING],
    ['within 78°', 0.2],
  ])('finds what comparing with every triangle finds, %s', async (_, minDot) => {
    const bvh = await buildBvh(soup(2000, 21));
    const query = createNearestQuery(bvh);
    const random = randomNumbers(8);
    for (let round = 0; round < 300; round++) {
      const point = Float64Array.from({ length: 3 }, () => random() * 1.6 - 0.3);
      const normal = randomUnit(random);
      const best = byHand(bvh, point, normal, minDot);
      expect(query.find(point, normal, 0, minDot, Infinity)).toBe(true);
      expect(query.hit.place[2]).toBe(best);
      expect(query.find(point, normal, 0, minDot, best * 0.999)).toBe(false);
    }
  });

  it('finds the same for a patch of points at once', async () => {
    const bvh = await buildBvh(soup(4000, 31));
    const { match } = createPatchMatcher(bvh);
    const random = randomNumbers(9);
    const patch = createPatch();
    let asked = 0;
    for (let round = 0; round < 40; round++) {
      const centre = [random(), random(), random()];
      const size = [0.003, 0.03, 0.3][round % 3]!;
      patch.count = round % 4 === 0 ? 1 : TILE_POINTS;
      for (let i = 0; i < patch.count; i++) {
        for (let axis = 0; axis < 3; axis++)
          patch.positions[i * 3 + axis] = centre[axis]! + size * (random() - 0.5);
        patch.normals.set(randomUnit(random), i * 3);
      }
      match(patch, (index, hit) => {
        asked++;
        const part = (array: Float64Array) => array.subarray(index * 3, index * 3 + 3);
        expect(hit.place[2]).toBe(byHand(bvh, part(patch.positions), part(patch.normals), 0.2));
      });
    }
    expect(asked).toBe(10 + 30 * TILE_POINTS);
  });

  it('never takes the back of a double wall, however thin, while the front is there', async () => {
    const gap = 1e-4;
    const bvh = await buildBvh(joined(plane(40), insideOut(plane(40, -gap))));
    const query = createNearestQuery(bvh);
    const random = randomNumbers(10);
    for (let round = 0; round < 500; round++) {
      // Nearer to the back wall, or beyond it.
      const point = Float64Array.of(random(), random(), -gap * (0.6 + random()));
      const up = Float64Array.of(0, 0, 1);
      expect(query.find(point, up, 0, 0.2, Infinity)).toBe(true);
      expect(bvh.triangles[query.hit.slot]!).toBeLessThan(3200);
    }
  });

  it('puts a point above a sphere onto it along the radius', async () => {
    const query = createNearestQuery(await buildBvh(sphere(1, 128, { columns: 128 })));
    const random = randomNumbers(12);
    for (let round = 0; round < 200; round++) {
      const normal = randomUnit(random);
      const point = normal.map((value) => value * 1.3);
      query.find(point, normal, 0, 0.2, Infinity);
      expect(Math.sqrt(query.hit.place[2]!)).toBeGreaterThan(0.3 - 1e-6);
      expect(Math.sqrt(query.hit.place[2]!)).toBeLessThan(0.3005);
    }
  });
});
