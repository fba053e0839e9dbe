import { describe, expect, test } from 'vitest';
import { readGlbJson } from '../../../fixtures/make-glb.ts';
import { generateMaster } from '../../../fixtures/masters/generate.ts';
import { type MasterRecipe, makeMasterWithFacts } from '../../../fixtures/masters/index.ts';
import { checkMesh, SOUND } from '../../../fixtures/mesh-check.ts';
import { readSurface } from '../../../fixtures/metrics/index.ts';

const material = (glb: Uint8Array): unknown => readGlbJson(glb).materials[0];

const SHAPES = ['creature', 'robot', 'vase', 'twin'] as const;
/** The robot's and the twin's parts stand apart. */
const BODIES = { creature: 1, robot: 3, vase: 1, twin: 2 } as const;

const small = (recipe: Partial<MasterRecipe>): MasterRecipe => ({
  shape: 'creature',
  triangles: 20_000,
  seams: 'heavy',
  ...recipe,
});

test.each(SHAPES)(
  '%s is a closed solid of the size asked for, with at most 30 faces a chart',
  async (shape) => {
    const { glb, facts } = await makeMasterWithFacts(small({ shape }));
    const mesh = checkMesh(await readSurface(glb));
    expect(mesh).toMatchObject({ ...SOUND, degenerateFaces: expect.any(Number), triangles: facts.triangles });
    expect(mesh.degenerateFaces).toBeLessThan(20);
    expect(mesh.signedVolume).toBeGreaterThan(0);
    expect(facts.triangles).toBeGreaterThan(19_900);
    expect(facts.triangles).toBeLessThanOrEqual(20_000);
    expect(facts.facesPerChart).toBeLessThanOrEqual(30);
    expect(facts.facesPerChart).toBeGreaterThan(15);
    expect(mesh.components).toBe(BODIES[shape]);
  },
  60_000,
);

describe('a shell', () => {
  test('lies inside as a component of its own with negative volume, 47 % of the faces', async () => {
    const { glb, facts } = await makeMasterWithFacts(small({ shell: true }));
    const { positions, indices } = await readSurface(glb);
    const outer = checkMesh({ positions, indices: indices.slice(0, facts.seenTriangles * 3) });
    const inner = checkMesh({ positions, indices: indices.slice(facts.seenTriangles * 3) });
    expect(outer.signedVolume).toBeGreaterThan(0);
    expect(inner.signedVolume).toBeLessThan(0);
    expect(-inner.signedVolume).toBeLessThan(outer.signedVolume);
    expect(inner).toMatchObject({ boundaryEdges: 0, nonManifoldEdges: 0, flippedEdges: 0 });
    expect(inner.triangles / facts.triangles).toBeCloseTo(0.47, 2);
  });

  test('can be joined to the outside: one sound component of small positive volume', async () => {
    const { glb, facts } = await makeMasterWithFacts(small({ shell: 'joined' }));
    const mesh = checkMesh(await readSurface(glb));
    expect(mesh).toMatchObject({ ...SOUND, degenerateFaces: expect.any(Number), components: 1 });
    expect(mesh.signedVolume).toBeGreaterThan(0);
    expect(facts.seenTriangles / facts.triangles).toBeCloseTo(0.5, 2);
  });
});

describe('flaws', () => {
  test('are there when asked for', async () => {
    const { glb, facts } = await makeMasterWithFacts(
      small({ nonManifold: true, floaters: 5, alpha: 'MASK', textureSize: 256 }),
    );
    expect(facts.crowdedEdges).toBeGreaterThan(50);
    expect(facts.triangles - facts.seenTriangles).toBe(40);
    expect(material(glb)).toMatchObject({ alphaMode: 'MASK', doubleSided: true });
    const { data } = (await readSurface(glb)).baseColor!;
    const clear = data.filter((value, i) => i % 4 === 3 && value < 10).length;
    expect(clear).toBeGreaterThan(data.length / 4 / 50);
  });

  test('openings are loops of border edges; turned about, a solid has negative volume', async () => {
    const open = await makeMasterWithFacts(small({ holes: 6, textureSize: 256 }));
    expect(open.facts.borderEdges).toBeGreaterThan(6 * 3 - 1);
    const turned = await makeMasterWithFacts(small({ flipped: true, textureSize: 256 }));
    const mesh = await readSurface(turned.glb);
    expect(checkMesh(mesh).signedVolume).toBeLessThan(0);
  });
});

test('the same recipe gives the same bytes', async () => {
  const recipe = small({ triangles: 4000, textureSize: 256 });
  const [once, again] = [await generateMaster(recipe), await generateMaster(recipe)];
  expect(Buffer.compare(once.glb, again.glb)).toBe(0);
  expect(again.facts).toEqual(once.facts);
});

test('light seams make fewer charts', async () => {
  const [light, heavy] = await Promise.all(
    (['light', 'heavy'] as const).map((seams) => makeMasterWithFacts(small({ shape: 'vase', seams }))),
  );
  expect(light!.facts.facesPerChart).toBeGreaterThan(1.8 * heavy!.facts.facesPerChart);
});
