import { describe, expect, test } from 'vitest';
import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { countUvCharts } from '../../../../plugin/fit/mesh/uv-charts.ts';
import { prefersKeptUvs, simplifyKeepingUvs } from '../../../../plugin/fit/simplify/keep-uvs.ts';
import { makeLods } from '../../../../plugin/fit/simplify/lods.ts';
import { joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { box, gridSurface, sphere } from '../../../fixtures/mesh/shapes.ts';
import { bumpyPatches } from './bumpy.ts';
import { normalLengthError, solidOf, trianglesOf } from './measure.ts';

const few = bumpyPatches(96, 4);
const many = bumpyPatches(96, 24);

/** A mesh that names a vertex for every corner. */
function unshared({ positions, normals, uvs, indices }: TexturedMesh): TexturedMesh {
  const take = (values: Float32Array, width: number) =>
    new Float32Array([...indices].flatMap((v) => [...values.subarray(v * width, v * width + width)]));
  return {
    positions: take(positions, 3),
    normals: take(normals, 3),
    uvs: take(uvs, 2),
    indices: indices.map((_, i) => i),
  };
}

/** Six sides, each with a place of its own in the texture. */
const dice = box([1, 1, 1], 3);
dice.uvs.forEach((value, i) => {
  if (i % 2 === 0) dice.uvs[i] = (Math.floor(i / 32) + 0.9 * value) / 6;
});

describe('UV charts', () => {
  test.each([
    ['patches of a torus', few, 2 * 4 * 4],
    ['more of them', many, 2 * 24 * 24],
    ['six sides of a box', dice, 6],
    ['a sheet', gridSurface(5, 5, (u, v) => ({ position: [u, 0, v], normal: [0, 1, 0] })), 1],
    ['two balls', joined(sphere(1, 8), sphere(1, 8, { center: [3, 0, 0] })), 2],
    ['a box whose triangles share no vertex', unshared(dice), 6],
  ])('%s', async (_name, mesh, charts) => {
    expect(await countUvCharts(mesh)).toBe(charts);
  });
});

describe('simplifying with kept UVs', () => {
  test('reaches its target where charts are few', async () => {
    const kept = await simplifyKeepingUvs(few, 4_000);
    expect(trianglesOf(kept!.mesh)).toBeLessThanOrEqual(4_000);
    expect(trianglesOf(kept!.mesh)).toBeGreaterThanOrEqual(3_800);
    expect(normalLengthError(kept!.mesh)).toBeLessThan(1e-6);
    expect(await countUvCharts(kept!.mesh)).toBe(32);
    expect(await solidOf(kept!.mesh)).toMatchObject({ borderEdges: 0, isClosed: true });
  });

  test('no triangle reaches over two charts', async () => {
    const { uvs, indices } = (await simplifyKeepingUvs(few, 2_000))!.mesh;
    const chartOf = (v: number) => [Math.floor(uvs[2 * v]! * 8), Math.floor(uvs[2 * v + 1]! * 4)].join();
    for (let i = 0; i < indices.length; i += 3)
      expect(new Set([0, 1, 2].map((k) => chartOf(indices[i + k]!))).size).toBe(1);
  });

  test('is not done where it cannot be done', async () => {
    expect(await simplifyKeepingUvs(many, 1_000)).toBeUndefined();
  });

  test('vertices that are named twice are no seams', async () => {
    const kept = await simplifyKeepingUvs(unshared(few), 4_000);
    expect(trianglesOf(kept!.mesh)).toBeGreaterThanOrEqual(3_800);
  });

  test('a mesh that is small enough comes back as it is', async () => {
    expect(await simplifyKeepingUvs(few, 1_000_000)).toEqual({ mesh: few, error: 0 });
  });

  test('is preferred from fifteen triangles a chart on', () => {
    expect(prefersKeptUvs({ triangles: 20_000, uvCharts: 932 })).toBe(true);
    expect(prefersKeptUvs({ triangles: 10_000, uvCharts: 932 })).toBe(false);
    expect(prefersKeptUvs({ triangles: 20_000, uvCharts: 18_854 })).toBe(false);
  });
});

describe('levels of detail', () => {
  test('each is within its target, further away, and on the texture of LOD 0', async () => {
    const lods = await makeLods(few, [0.5, 0.25, 0.1]);
    const all = trianglesOf(few);
    expect(lods.map(({ mesh }) => trianglesOf(mesh) <= all)).toEqual([true, true, true]);
    for (const [i, share] of [0.5, 0.25, 0.1].entries()) {
      const triangles = trianglesOf(lods[i]!.mesh);
      expect(triangles).toBeLessThanOrEqual(Math.floor(all * share));
      expect(triangles).toBeGreaterThanOrEqual(0.95 * Math.floor(all * share));
      expect(lods[i]!.error).toBeGreaterThan(lods[i - 1]?.error ?? 0);
      expect(await countUvCharts(lods[i]!.mesh)).toBe(32);
    }
  });

  test('end where seams would tear', async () => {
    const lods = await makeLods(many, [0.5, 0.02]);
    expect(lods).toHaveLength(1);
  });

  test('none for no shares', async () => {
    expect(await makeLods(few, [])).toEqual([]);
  });
});
