import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../plugin/budget/fit-plan.ts';
import type { FitReport } from '../../../plugin/fit/contract.ts';
import { createFitEngine } from '../../../plugin/fit/node.ts';
import { readGlbJson } from '../../fixtures/make-glb.ts';
import { makeMaster } from '../../fixtures/masters/index.ts';

const engine = createFitEngine({ inProcess: true });
afterAll(() => engine.dispose());

const plan = (changes: Partial<FitPlan>): FitPlan => ({ ...DEFAULT_FIT_PLAN, bake: 'fast', ...changes });

function expectNotHeavier({ before, after }: FitReport): void {
  for (const measure of ['triangles', 'gpuBytes', 'fileBytes'] as const)
    expect(after[measure], measure).toBeLessThanOrEqual(before[measure]);
  if (before.maxTextureSizePx > 0)
    expect(after.maxTextureSizePx).toBeLessThanOrEqual(before.maxTextureSizePx);
}

/** Largest change of a side of the bounds, as a share of the longest edge. */
function boundsChange({ before, after }: FitReport): number {
  const longest = Math.max(...before.boundsMax.map((max, axis) => max - before.boundsMin[axis]!));
  return Math.max(
    ...[0, 1, 2].flatMap((axis) =>
      (['boundsMin', 'boundsMax'] as const).map(
        (side) => Math.abs(after[side][axis]! - before[side][axis]!) / longest,
      ),
    ),
  );
}

describe('a master with two maps of 512 px', async () => {
  const session = await engine.openAsync(
    await makeMaster({ shape: 'robot', triangles: 20_000, seams: 'heavy' }),
  );

  test.each([500, 2000, 5000, 19_000])('at %i triangles takes no more of anything', async (triangles) => {
    const { report } = await session.fitAsync(plan({ triangles, textureSize: 2048 }));
    expectNotHeavier(report);
    expect(boundsChange(report)).toBeLessThan(0.001);
  });

  test('is made larger only when that is asked for', async () => {
    const { report } = await session.fitAsync(
      plan({ triangles: 2000, textureSize: 1024, allowUpscale: true }),
    );
    expect(report.after.maxTextureSizePx).toBe(1024);
    expect(report.after.gpuBytes).toBeGreaterThan(report.before.gpuBytes);
  });
});

test('a master without normals stays flat where its triangles stay, and is shaded by its creases where not', async () => {
  const session = await engine.openAsync(
    await makeMaster({ shape: 'robot', triangles: 20_000, seams: 'heavy', isFlat: true }),
  );
  const attributesAt = async (triangles: number) => {
    const { glb, report } = await session.fitAsync(plan({ triangles }));
    expectNotHeavier(report);
    return Object.keys(readGlbJson(glb).meshes[0].primitives[0].attributes);
  };
  expect(await attributesAt(20_000)).toEqual(['POSITION', 'TEXCOORD_0']);
  expect(await attributesAt(5000)).toEqual(['POSITION', 'NORMAL', 'TEXCOORD_0']);
});

const MASTERS = fileURLToPath(new URL('../../../../shared/masters/', import.meta.url));

describe.skipIf(!existsSync(MASTERS))('real masters', () => {
  test.each(['trellis1-bicycle', 'trellis1-figure', 'trellis1-volcano', 'trellis2-plant-open'])(
    '%s takes no more of anything at 2k, 5k and 20k',
    async (name) => {
      const session = await engine.openAsync(new Uint8Array(readFileSync(`${MASTERS}${name}.glb`)));
      for (const triangles of [2000, 5000, 20_000])
        expectNotHeavier((await session.fitAsync(plan({ triangles }))).report);
      session.close();
    },
    240_000,
  );
});
