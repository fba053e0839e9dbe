import '@babylonjs/core/Meshes/instancedMesh.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { CreateBox } from '@babylonjs/core/Meshes/Builders/boxBuilder.js';
import { CreateGround } from '@babylonjs/core/Meshes/Builders/groundBuilder.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import { describe, expect, it } from 'vitest';
import { findingText } from '../../../plugin/budget/finding-text.ts';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { BUDGET_PRESETS } from '../../../plugin/budget/presets.ts';
import { nearestStep, textureSteps, triangleBounds } from '../../../plugin/inspector/fit/fit-bounds.ts';
import { bindingText, expectedText } from '../../../plugin/inspector/fit/fit-expectation.ts';
import { numberRows, sceneRows } from '../../../plugin/inspector/fit/fit-numbers.ts';
import { fittingText, lodLine } from '../../../plugin/inspector/fit/fit-text.ts';
import { sceneTotals, sceneTotalsWithout } from '../../../plugin/inspector/fit/scene-totals.ts';
import { versionOf } from './fixtures.ts';

const MASTER = { ...versionOf(1).stats, triangles: 550_000, vertices: 480_000, maxTextureSizePx: 2048 };
const FACTS = {
  stats: MASTER,
  kind: 'surface',
  uvCharts: 12_000,
  maps: ['baseColor', 'metallicRoughness'],
} as const;

describe('the sliders', () => {
  it.each([
    [550_000, undefined, { min: 500, max: 550_000 }],
    [550_000, 4000, { min: 500, max: 4000 }],
    [400, undefined, { min: 40, max: 400 }],
    [12, undefined, { min: 4, max: 12 }],
  ])('go as far as %d triangles and a ceiling of %s allow', (master, ceiling, bounds) => {
    expect(triangleBounds(master, ceiling)).toEqual(bounds);
  });

  it.each([
    [2048, undefined, [256, 512, 768, 1024, 1536, 2048]],
    [4096, 1024, [256, 512, 768, 1024]],
    [1000, undefined, [256, 512, 768, 1000]],
    [130, undefined, [128]],
    [2, undefined, [4]],
  ])('step through the textures of %d px', (master, ceiling, steps) => {
    expect(textureSteps(master, ceiling)).toEqual(steps);
  });

  it('stand at the step that is nearest to a solved size', () => {
    expect([64, 700, 832, 9000].map((size) => nearestStep([256, 512, 768, 1024], size))).toEqual([
      0, 2, 2, 3,
    ]);
  });
});

describe('numbers', () => {
  it('are judged by the limits that the budget has', () => {
    const after = { ...MASTER, triangles: 100_001, fileBytes: 4_999_999 };
    const rows = numberRows(MASTER, after, BUDGET_PRESETS.find(({ id }) => id === 'web-hero')!.budget);
    expect(rows).toContainEqual({
      label: 'Triangles',
      before: '550,000',
      after: '100,001',
      limit: { text: '100,000', isMet: false, share: 1.00001 },
    });
    expect(rows.map(({ limit }) => limit?.isMet)).toEqual([
      false,
      undefined,
      true,
      undefined,
      true,
      undefined,
    ]);
  });

  it('name the limit that binds', () => {
    expect(bindingText(FACTS, {}, DEFAULT_FIT_PLAN)).toBeUndefined();
    expect(bindingText(FACTS, { maxTriangles: 4000, maxTextureSizePx: 2048 }, DEFAULT_FIT_PLAN)).toBe(
      'Limited by triangles: the other limits are not reached.',
    );
    expect(bindingText(FACTS, { maxDrawCalls: 0 }, DEFAULT_FIT_PLAN)).toContain('1 draw calls');
    // What the last fit was limited to is no limit of the next one.
    expect(
      bindingText(FACTS, { maxTextureSizePx: 512 }, { ...DEFAULT_FIT_PLAN, maxFileBytes: 20_000 }),
    ).toContain('texture size');
  });

  it('that are expected say so, with their error', () => {
    expect(expectedText(FACTS, DEFAULT_FIT_PLAN)).toMatch(
      /^Expected: file \d+ KB ± \d+ %, GPU 1[67]\.\d MiB$/,
    );
  });

  it('of the scene count every instance, no hidden mesh, and each LOD chain once', () => {
    const scene = new Scene(new NullEngine());
    const root = new TransformNode('root', scene);
    const box = CreateBox('box', {}, scene);
    box.parent = root;
    const far = CreateBox('far', {}, scene);
    far.parent = root;
    box.addLODLevel(20, far);
    box.createInstance('second').parent = root;
    CreateGround('ground', { subdivisions: 10 }, scene);
    CreateBox('hidden', {}, scene).setEnabled(false);
    expect(sceneTotals(scene)).toEqual({ triangles: 12 + 12 + 200, drawCalls: 2 });
    expect(sceneTotalsWithout(scene, root)).toEqual({ triangles: 200, drawCalls: 1 });
  });

  it('of the scene are judged by what a scene may have', () => {
    const rows = sceneRows(
      { triangles: 740_000, drawCalls: 99 },
      { triangles: 760_000, drawCalls: 100 },
      {
        maxTriangles: 750_000,
        maxDrawCalls: 100,
      },
    );
    expect(rows.map(({ limit }) => limit?.isMet)).toEqual([false, true]);
  });
});

describe('fit texts', () => {
  it('tell what goes on', () => {
    const plan = DEFAULT_FIT_PLAN;
    expect(fittingText({ phase: 'idle', plan })).toBeUndefined();
    expect(fittingText({ phase: 'fitting', stage: 'bake', plan })).toBe('Baking the textures');
    expect(fittingText({ phase: 'previewing', previewTriangles: 19_998, plan })).toBe(
      'Preview: 19,998 triangles, not baked yet',
    );
  });

  it('keep measured LODs apart from expected ones', () => {
    expect(lodLine([0.5, 0.1], 20_000, [9990, 1998])).toBe('LOD 1: 9,990 · LOD 2: 1,998 triangles');
    expect(lodLine([0.5, 0.1], 20_000, [])).toBe('Expected: LOD 1: 10,000 · LOD 2: 2,000 triangles');
  });

  it('say what was found with count and share', () => {
    expect(findingText({ kind: 'inner-shell', count: 268_120, share: 0.4875 })).toBe(
      '268,120 hidden triangles (49 %)',
    );
    expect(findingText({ kind: 'floaters', count: 1, share: 0.00001 })).toBe(
      '1 triangle in floating parts (< 0.1 %)',
    );
    expect(findingText({ kind: 'holes', count: 3, share: 0 })).toBe('3 open loops');
  });
});
