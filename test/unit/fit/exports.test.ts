import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXPORT_FORMATS, exportOutput } from '../../../plugin/budget/export-formats.ts';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import type { FitSession } from '../../../plugin/fit/contract.ts';
import { createFitEngine } from '../../../plugin/fit/node.ts';
import { readGlbJson } from '../../fixtures/make-glb.ts';
import { makeMaster } from '../../fixtures/masters/index.ts';

const engine = createFitEngine({ inProcess: true });
let session: FitSession;
beforeAll(async () => {
  // Edges that are no multiple of 4, which KTX2 does not take.
  session = await engine.openAsync(
    await makeMaster({ shape: 'robot', triangles: 20_000, seams: 'heavy', textureSize: 510 }),
  );
});
afterAll(() => engine.dispose());

const REQUIRED = {
  compact: ['EXT_meshopt_compression', 'EXT_texture_webp'],
  plain: [],
  ktx2: ['EXT_meshopt_compression', 'KHR_texture_basisu'],
};

test.each(
  EXPORT_FORMATS.flatMap(({ id }) => [
    { id, triangles: 5000 },
    // With its own maps.
    { id, triangles: 20_000 },
  ]),
)('$id at $triangles triangles is a valid file for the programs that it names', async ({ id, triangles }) => {
  const { glb, report } = await session.fitAsync({
    ...DEFAULT_FIT_PLAN,
    ...{ triangles, bake: 'fast', output: exportOutput(id, false) },
  });
  const { extensionsRequired = [], extensionsUsed = [] } = readGlbJson(glb);
  expect(extensionsRequired).toEqual(expect.arrayContaining(REQUIRED[id]));
  if (id === 'plain') expect(extensionsUsed).toEqual([]);
  const { issues } = await validateBytes(glb);
  expect(issues.numErrors).toBe(0);
  expect(report.after.textures).toBeGreaterThanOrEqual(2);
});
