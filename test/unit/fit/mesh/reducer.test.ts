import { describe, expect, test } from 'vitest';
import { weldMesh } from '../../../../plugin/fit/mesh/weld.ts';
import { createReducer } from '../../../../plugin/fit/simplify/reducer.ts';
import { joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { sphere } from '../../../fixtures/mesh/shapes.ts';
import { bumpyPatches, bumpyTorus } from './bumpy.ts';
import { normalLengthError, solidOf, trianglesOf } from './measure.ts';

const welded = async (mesh: Parameters<typeof weldMesh>[0]) => (await weldMesh(mesh)).mesh;

// 46,656 triangles in 648 charts of 72.
const patches = await welded(bumpyPatches(108, 18));
const reducer = await createReducer(patches);

describe('reducing', () => {
  test.each([20_000, 10_000, 5_000, 2_000, 500, 100])('to %i triangles ends there', (target) => {
    const reduced = reducer.to(target);
    expect(trianglesOf(reduced)).toBeLessThanOrEqual(target);
    expect(trianglesOf(reduced)).toBeGreaterThanOrEqual(0.95 * target);
  });

  test('keeps the solid: closed, of one piece, its bounds and volume', async () => {
    const before = await solidOf(patches);
    const after = await solidOf(reducer.to(3_000));
    expect(after).toMatchObject({ pieces: 1, borderEdges: 0, isClosed: true });
    expect(after.volume / before.volume).toBeCloseTo(1, 2);
    for (const side of ['min', 'max'] as const)
      for (let c = 0; c < 3; c++)
        expect(Math.abs(after.box[side][c]! - before.box[side][c]!) / before.box.diagonal).toBeLessThan(
          0.005,
        );
  });

  test('gives unit normals and uses every vertex', () => {
    const reduced = reducer.to(4_000);
    expect(normalLengthError(reduced)).toBeLessThan(1e-6);
    expect(new Set(reduced.indices).size).toBe(reduced.positions.length / 3);
  });

  test('tells for every vertex one of the welded mesh near it', () => {
    const { positions, sourceVertices, error } = reducer.to(4_000);
    let sum = 0;
    sourceVertices.forEach((source, v) => {
      sum +=
        Math.hypot(...[0, 1, 2].map((c) => positions[3 * v + c]! - patches.positions[3 * source + c]!)) ** 2;
    });
    // Far less than the mean edge, about 0.05.
    expect(Math.sqrt(sum / sourceVertices.length)).toBeLessThan(0.02);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.02);
  });

  test('does not depend on what was asked before', async () => {
    const other = await createReducer(patches);
    for (const target of [7_000, 333, 12_000]) other.to(target);
    const [one, two] = [reducer.to(5_000), other.to(5_000)];
    expect(two.positions).toEqual(one.positions);
    expect(two.indices).toEqual(one.indices);
  });

  test('fewer triangles are further away', () => {
    const errors = [10_000, 5_000, 1_000, 200].map((target) => reducer.to(target).error);
    expect(errors).toEqual([...errors].sort((a, b) => a - b));
    expect(new Set(errors).size).toBe(4);
  });

  test('more triangles than there are: the mesh itself, at distance 0', () => {
    const same = reducer.to(1_000_000);
    expect(same.positions).toBe(patches.positions);
    expect(same.indices).toBe(patches.indices);
    expect(same.error).toBe(0);
  });

  test('leaves the mesh that it was given as it was', async () => {
    const again = await welded(bumpyPatches(108, 18));
    expect(patches.positions).toEqual(again.positions);
    expect(patches.normals).toEqual(again.normals);
    expect(patches.indices).toEqual(again.indices);
  });

  test('halving comes closer to the volume than clusters do', async () => {
    const { volume } = await solidOf(patches);
    const off = async (mesh: Parameters<typeof solidOf>[0]) =>
      Math.abs((await solidOf(mesh)).volume - volume);
    expect(await off(reducer.to(2_000))).toBeLessThan(0.02 * volume);
  });
});

describe('at once', () => {
  test('ends at the target too, on a mesh large enough for clusters', async () => {
    const large = await createReducer(await welded(bumpyTorus(280)));
    expect(large.triangles).toBe(4 * 280 * 280);
    const reduced = large.instant(10_000);
    expect(trianglesOf(reduced)).toBeLessThanOrEqual(10_000);
    expect(trianglesOf(reduced)).toBeGreaterThanOrEqual(9_500);
    expect(normalLengthError(reduced)).toBeLessThan(1e-6);
  });
});

describe('meshes that resist', () => {
  test('many small pieces: some are given up', async () => {
    const balls = Array.from({ length: 300 }, (_, i) =>
      sphere(0.1 + i / 3000, 6, { center: [i % 10, Math.floor(i / 10) % 10, Math.floor(i / 100)] }),
    );
    const many = await createReducer(await welded(joined(...balls)));
    const reduced = many.to(900);
    expect(trianglesOf(reduced)).toBeLessThanOrEqual(900);
    expect(trianglesOf(reduced)).toBeGreaterThanOrEqual(855);
  });

  test('sheets that meet in one edge', async () => {
    const fan = joined(
      ...Array.from({ length: 5 }, (_, i) => {
        const sheet = sphere(1, 24, { from: 0.5 });
        const angle = (i * 2 * Math.PI) / 5;
        return {
          ...sheet,
          positions: sheet.positions.map((value, k) => {
            const v = k - (k % 3);
            const [x, y, z] = [sheet.positions[v]!, sheet.positions[v + 1]!, sheet.positions[v + 2]!];
            // The flat rim stays where it is; the bowls fan out about it.
            if (k % 3 === 1) return y * Math.cos(angle);
            return k % 3 === 2 ? z + y * Math.sin(angle) : x + 0 * value;
          }),
        };
      }),
    );
    const many = await createReducer(await welded(fan));
    const reduced = many.to(1_000);
    expect(trianglesOf(reduced)).toBeLessThanOrEqual(1_000);
    expect(trianglesOf(reduced)).toBeGreaterThanOrEqual(950);
  });
});
