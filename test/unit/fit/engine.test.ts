import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../plugin/budget/fit-plan.ts';
import type { FitSession } from '../../../plugin/fit/contract.ts';
import { createFitEngine } from '../../../plugin/fit/node.ts';
import { parseGlb } from '../../../plugin/glb/parse-glb.ts';
import { makeMaster } from '../../fixtures/masters/index.ts';
import { checkMesh } from '../../fixtures/mesh-check.ts';
import { compareSurfaces, prepare, readSurface } from '../../fixtures/metrics/index.ts';

const engine = createFitEngine({ inProcess: true });
let master: Uint8Array<ArrayBuffer>;
let session: FitSession;

beforeAll(async () => {
  master = await makeMaster({ shape: 'creature', triangles: 20_000, seams: 'heavy' });
  session = await engine.openAsync(master);
});
afterAll(() => engine.dispose());

const plan = (changes: Partial<FitPlan>): FitPlan => ({
  ...DEFAULT_FIT_PLAN,
  textureSize: 512,
  bake: 'fast',
  ...changes,
});

describe('a seam-heavy master', () => {
  test('is known before anything is done', () => {
    expect(session.facts).toMatchObject({ kind: 'surface', maps: ['baseColor', 'metallicRoughness'] });
    expect(session.facts.stats.triangles / session.facts.uvCharts).toBeLessThan(30);
  });

  test('a preview of a broken number of triangles is rounded, a plan that cannot be is refused', async () => {
    expect((await session.previewAsync(2479.8)).triangles).toBeLessThanOrEqual(2480);
    for (const triangles of [Number.NaN, -1, 0])
      await expect(session.previewAsync(triangles)).rejects.toMatchObject({ code: 'validation' });
    for (const wrong of [{ triangles: -5 }, { textureSize: 99_999_999 }, { lodShares: [2] }])
      await expect(session.fitAsync(plan(wrong))).rejects.toMatchObject({ code: 'validation' });
  });

  test.each([8000, 2000, 500])('reaches %d triangles, baked anew, and stays closed', async (triangles) => {
    const { glb, report, shown } = await session.fitAsync(plan({ triangles }));
    expect(report.path).toBe('rebake');
    expect(report.after.triangles).toBeLessThanOrEqual(triangles);
    expect(report.after.triangles).toBeGreaterThanOrEqual(0.95 * triangles);
    expect(report.after).toMatchObject({ drawCalls: 1, textures: 3, maxTextureSizePx: 512 });
    const { issues, info } = await validateBytes(glb);
    expect(issues.numErrors).toBe(0);
    expect(info.totalTriangleCount).toBe(report.after.triangles);
    const facts = checkMesh({ ...shown!.mesh });
    expect(facts).toMatchObject({ boundaryEdges: 0, flippedEdges: 0 });
    expect(facts.signedVolume).toBeGreaterThan(0);
    for (const side of ['boundsMin', 'boundsMax'] as const)
      for (const axis of [0, 1, 2] as const)
        expect(Math.abs(report.after[side][axis] - report.before[side][axis])).toBeLessThan(
          0.001 * (report.before.boundsMax[axis] - report.before.boundsMin[axis]),
        );
  });

  test('looks as it did', async () => {
    const { glb } = await session.fitAsync(plan({ triangles: 5000, bake: 'fine' }));
    const [before, after] = await Promise.all([readSurface(master), readSurface(glb)]);
    const { colorDb, normalDegrees } = compareSurfaces(prepare(before), prepare(after), 8000);
    expect(colorDb).toBeGreaterThan(28);
    expect(normalDegrees).toBeLessThan(6);
  });

  test('the same plan gives the same bytes, whatever was asked in between', async () => {
    const first = await session.fitAsync(plan({ triangles: 3000 }));
    await session.previewAsync(9000);
    await session.fitAsync(plan({ triangles: 700 }));
    expect((await session.fitAsync(plan({ triangles: 3000 }))).glb).toEqual(first.glb);
  });

  test('where only textures change, its triangles and UVs stay', async () => {
    const { report, shown } = await session.fitAsync(plan({ triangles: 1e6, textureSize: 256 }));
    expect(report.path).toBe('textures');
    expect(report.after).toMatchObject({
      triangles: report.before.triangles,
      maxTextureSizePx: 256,
      textures: 2,
    });
    expect(shown!.mesh.indices.length / 3).toBe(report.before.triangles);
  });

  test('a limit of bytes holds for the file', async () => {
    const { glb, report } = await session.fitAsync(plan({ triangles: 4000, maxFileBytes: 90_000 }));
    expect(glb.byteLength).toBeLessThanOrEqual(90_000);
    expect(glb.byteLength).toBeGreaterThan(0.9 * 90_000);
    expect(report.reducedForBytes).toBe(true);
    await expect(session.fitAsync(plan({ triangles: 8000, maxFileBytes: 30_000 }))).rejects.toMatchObject({
      code: 'over-budget',
    });
  });

  test('levels, collider and extras stand in the file or beside it', async () => {
    const { glb, lods, collider } = await session.fitAsync(
      plan({
        triangles: 8000,
        lodShares: [0.5, 0.25],
        collider: { kind: 'hull', maxVertices: 32 },
        output: { geometry: 'meshopt', textures: 'png', withLods: true },
      }),
      { extras: { imageTo3D: { seed: 7 } } },
    );
    expect(lods.map(({ mesh }) => mesh.indices.length / 3)).toEqual([
      expect.closeTo(4000, -2.4),
      expect.closeTo(2000, -2),
    ]);
    expect(lods[1]!.error).toBeGreaterThan(lods[0]!.error);
    expect(collider).toMatchObject({ kind: 'hull' });
    const json = parseGlb(glb).json as { asset: { extras: unknown }; extensionsUsed: string[] };
    expect(json.asset.extras).toEqual({ imageTo3D: { seed: 7 } });
    expect(json.extensionsUsed).toContain('MSFT_lod');
    expect(json.extensionsUsed).not.toContain('EXT_texture_webp');
  });

  test('a preview is on its target, coloured like the master', async () => {
    const { triangles, positions, colors } = await session.previewAsync(6000);
    expect(triangles).toBeLessThanOrEqual(6000);
    expect(triangles).toBeGreaterThanOrEqual(5700);
    expect(colors).toHaveLength(positions.length);
    expect(new Set(colors).size).toBeGreaterThan(100);
    expect(colors.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  test('a fit that is stopped ends, and the next one works', async () => {
    const stop = new AbortController();
    const fit = session.fitAsync(plan({ triangles: 6000, bake: 'fine' }), {
      signal: stop.signal,
      onProgress: (stage) => {
        if (stage === 'bake') stop.abort();
      },
    });
    await expect(fit).rejects.toMatchObject({ code: 'aborted' });
    expect((await session.fitAsync(plan({ triangles: 900 }))).report.after.triangles).toBeGreaterThan(854);
  });

  test('a fit of a fit starts from what that holds', async () => {
    const { glb } = await session.fitAsync(plan({ triangles: 6000 }));
    const again = await engine.openAsync(glb);
    expect(again.facts.maps).toContain('normal');
    const { report } = await again.fitAsync(plan({ triangles: 1500 }));
    expect(report.after.triangles).toBeGreaterThanOrEqual(1425);
    again.close();
  });
});

describe('what nobody sees', () => {
  test('an inner shell is found, and its triangles are spent on the outside', async () => {
    const shelled = await makeMaster({ shape: 'creature', triangles: 20_000, seams: 'heavy', shell: true });
    const opened = await engine.openAsync(shelled);
    const { report } = await opened.fitAsync(plan({ triangles: 4000 }));
    const removed = report.removedTriangles['inner-shell'] ?? 0;
    expect(removed / report.before.triangles).toBeGreaterThan(0.45);
    expect(removed / report.before.triangles).toBeLessThan(0.48);
    expect((await opened.lintAsync()).map(({ kind }) => kind)).toEqual(['inner-shell', 'webp-required']);
    opened.close();
  });

  test('the inside of a vase can be seen and stays', async () => {
    const vase = await makeMaster({ shape: 'vase', triangles: 20_000, seams: 'heavy' });
    const opened = await engine.openAsync(vase);
    const { report } = await opened.fitAsync(plan({ triangles: 4000 }));
    expect(report.removedTriangles['inner-shell'] ?? 0).toBe(0);
    opened.close();
  });
});
