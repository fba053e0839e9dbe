import { beforeAll, describe, expect, test } from 'vitest';
import { makeMasterWithFacts } from '../../../fixtures/masters/index.ts';
import { sphere } from '../../../fixtures/mesh/shapes.ts';
import {
  compareSurfaces,
  countCharts,
  prepare,
  readSurface,
  type ScoredSurface,
} from '../../../fixtures/metrics/index.ts';

const DEGREE = Math.PI / 180;

const oneColor = (red: number, green: number, blue: number, alpha = 255) => ({
  widthPx: 4,
  heightPx: 4,
  data: Uint8ClampedArray.from({ length: 64 }, (_, i) => [red, green, blue, alpha][i % 4]!),
});

/** A unit square in the plane z = 0 facing +z, u along +x, v along −y; all its normals as given. */
function square(normal: readonly [number, number, number] = [0, 0, 1], z = 0): ScoredSurface {
  return {
    positions: Float32Array.from([0, 0, z, 1, 0, z, 1, 1, z, 0, 1, z]),
    normals: Float32Array.from([...normal, ...normal, ...normal, ...normal]),
    uvs: Float32Array.from([0, 1, 1, 1, 1, 0, 0, 0]),
    indices: Uint32Array.from([0, 1, 2, 0, 2, 3]),
    normalScale: 1,
  };
}

const ball = (radius: number): ScoredSurface => ({ ...sphere(radius, 48), normalScale: 1 });

const compare = (a: ScoredSurface, b: ScoredSurface) => compareSurfaces(prepare(a), prepare(b), 4000);

describe('distances', () => {
  test('a sphere blown up by 1 % of its radius is that far away, both ways', () => {
    const bp = (0.01 / (2 * Math.sqrt(3))) * 10_000;
    for (const difference of [compare(ball(1), ball(1.01)), compare(ball(1.01), ball(1))]) {
      expect(difference.rmsBp).toBeGreaterThan(bp * 0.97);
      expect(difference.rmsBp).toBeLessThan(bp * 1.03);
      expect(difference.maxBp).toBeLessThan(bp * 1.15);
      expect(difference.p99Bp).toBeLessThanOrEqual(difference.maxBp);
    }
  });

  test('what is missing counts, and what is too much', () => {
    const whole = ball(1);
    const half = { ...whole, indices: whole.indices.slice(0, whole.indices.length / 2) };
    expect(compare(whole, half).rmsBp).toBeGreaterThan(1000);
    expect(compare(half, whole).rmsBp).toBeGreaterThan(1000);
  });

  test('a hidden part of the reference is asked of no one, and held against no one', () => {
    const [front, behind] = [square(), square([0, 0, -1], -0.01)];
    const both: ScoredSurface = {
      ...front,
      positions: Float32Array.from([...front.positions, ...behind.positions]),
      normals: Float32Array.from([...front.normals, ...behind.normals]),
      uvs: Float32Array.from([...front.uvs, ...behind.uvs]),
      indices: Uint32Array.from([...front.indices, 4, 6, 5, 4, 7, 6]),
    };
    const reference = { ...both, seenFaces: 2 };
    expect(compare(reference, front).maxBp).toBeLessThan(1e-6);
    expect(compare(reference, both).maxBp).toBeLessThan(1e-6);
    expect(compare(reference, square([0, 0, 1], 0.01)).rmsBp).toBeCloseTo(100 / Math.hypot(1, 1, 0.01), 1);
  });
});

describe('shading normals', () => {
  const tilted = (degrees: number) => [0, Math.sin(degrees * DEGREE), Math.cos(degrees * DEGREE)] as const;
  const withMap = (x: number, y: number) => ({
    ...square(),
    normalMap: oneColor(
      127.5 + 127.5 * Math.sin(x * DEGREE),
      127.5 + 127.5 * Math.sin(y * DEGREE),
      127.5 + 127.5 * Math.cos(Math.max(Math.abs(x), Math.abs(y)) * DEGREE),
    ),
  });

  test('turned vertex normals are that angle apart', () => {
    expect(compare(square(), square(tilted(7))).normalDegrees).toBeCloseTo(7, 2);
  });

  test('a normal map turns them by its angle', () => {
    for (const [x, y] of [
      [10, 0],
      [0, 10],
    ] as const) {
      const difference = compare(square(), withMap(x, y));
      expect(Math.abs(difference.normalDegrees - 10)).toBeLessThan(0.4);
      expect(Math.abs(difference.babylonNormalDegrees - 10)).toBeLessThan(0.4);
    }
  });

  test('green towards the top of the map leans the way of falling v; the wrong sign shows', () => {
    // v falls as y grows.
    const right = compare(square(tilted(10)), withMap(0, 10));
    const wrong = compare(square(tilted(10)), withMap(0, -10));
    expect(right.normalDegrees).toBeLessThan(0.5);
    expect(right.babylonNormalDegrees).toBeLessThan(0.5);
    expect(Math.abs(wrong.normalDegrees - 20)).toBeLessThan(0.5);
    expect(Math.abs(wrong.babylonNormalDegrees - 20)).toBeLessThan(0.5);
  });

  test('mirrored UVs turn red about, not green', () => {
    const mirrored = { ...withMap(10, 0), uvs: Float32Array.from([1, 1, 0, 1, 0, 0, 1, 0]) };
    const leaning = square([-Math.sin(10 * DEGREE), 0, Math.cos(10 * DEGREE)]);
    expect(compare(leaning, mirrored).normalDegrees).toBeLessThan(0.5);
    expect(compare(leaning, mirrored).babylonNormalDegrees).toBeLessThan(0.5);
    const upright = { ...withMap(0, 10), uvs: mirrored.uvs };
    expect(compare(square(tilted(10)), upright).normalDegrees).toBeLessThan(0.5);
  });
});

describe('maps', () => {
  test('eight levels in every channel are 30.07 dB, in one of three 34.84', () => {
    const painted = (shift: readonly [number, number, number]) => ({
      ...square(),
      baseColor: oneColor(100 + shift[0], 100 + shift[1], 100 + shift[2]),
      metallicRoughness: oneColor(200, 100 + shift[1], 50),
    });
    const all = compare(painted([0, 0, 0]), painted([8, 8, 8]));
    expect(all.colorDb).toBeCloseTo(30.07, 2);
    // Red is not looked at.
    expect(all.metallicRoughnessDb).toBeCloseTo(33.08, 2);
    expect(all.alphaDb).toBe(Number.POSITIVE_INFINITY);
    expect(compare(painted([0, 0, 0]), painted([0, 8, 0])).colorDb).toBeCloseTo(34.84, 2);
  });

  test('without a map there is no number', () => {
    expect(compare(square(), square()).colorDb).toBeNaN();
  });
});

describe('a master', () => {
  let surface: ScoredSurface;
  let charts = 0;
  beforeAll(async () => {
    const master = await makeMasterWithFacts({ shape: 'creature', triangles: 20_000, seams: 'heavy' });
    charts = master.facts.charts;
    surface = await readSurface(master.glb);
  });

  test('equals itself', () => {
    const { colorDb, metallicRoughnessDb, maxBp, normalP95Degrees } = compare(surface, surface);
    expect(maxBp).toBeLessThan(1e-6);
    expect(normalP95Degrees).toBeLessThan(1e-3);
    // Samples on seams may match the chart beyond.
    expect(Math.min(colorDb, metallicRoughnessDb)).toBeGreaterThan(80);
  });

  test('has as many charts as its generator made', () => {
    expect(countCharts(surface)).toBe(charts);
  });

  test('gets the same numbers each time', () => {
    const bumpy = { ...surface, positions: surface.positions.map((x, i) => x + 1e-3 * Math.sin(i)) };
    expect(compare(surface, bumpy)).toEqual(compare(surface, bumpy));
  });
});
