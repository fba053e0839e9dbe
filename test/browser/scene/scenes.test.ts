import type { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GeneratedAsset } from '../../../plugin/asset/contract.ts';
import { browserPlatform } from '../../../plugin/generation/browser-platform.ts';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { createStage, draw, isGreen, isRed, type RenderedImage } from './stage.ts';

const { prepareImageAsync, createLocalEngineAsync, createFitEngineAsync } = browserPlatform;
const RUN = { decimationTarget: 5000, textureSize: 1024, seed: 3 } as const;

interface Page {
  readonly stage: ReturnType<typeof createStage>;
  readonly generator: Generator;
}

/** An engine, a scene seen and lit from the front (+z), and a generator with workers of its own. */
function open(isRightHanded: boolean): Page {
  const stage = createStage();
  const { scene, camera } = stage;
  scene.useRightHandedSystem = isRightHanded;
  camera.alpha = Math.PI / 2;
  (scene.lights[0] as HemisphericLight).direction = new Vector3(0, 1, 1);
  const platform = {
    prepareImageAsync,
    createLocalEngineAsync,
    ...(createFitEngineAsync ? { createFitEngineAsync } : {}),
  };
  return { stage, generator: createGenerator({ scene, platform }) };
}

/** An L, cut out: a red bar at the left, a green foot that goes to the right at the bottom. */
async function letterL(): Promise<Blob> {
  const canvas = new OffscreenCanvas(256, 256);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#f01810';
  context.fillRect(48, 24, 72, 208);
  context.fillStyle = '#18e020';
  context.fillRect(120, 168, 96, 64);
  return canvas.convertToBlob();
}

const CELLS = 40;
type Kind = 'red' | 'green' | 'other';

/** What is seen in a grid over the image, row by row from the top. */
function look(image: RenderedImage): Kind[][] {
  return Array.from({ length: CELLS }, (_, row) =>
    Array.from({ length: CELLS }, (_, column) => {
      const [r, g, b] = image.at((column + 0.5) / CELLS, (row + 0.5) / CELLS);
      return isRed(r, g, b) ? 'red' : isGreen(r, g, b) ? 'green' : 'other';
    }),
  );
}

/** Mean column and row of a colour. */
function middle(seen: Kind[][], kind: Kind): { column: number; row: number; count: number } {
  const at = seen.flatMap((cells, row) =>
    cells.flatMap((cell, column) => (cell === kind ? [{ row, column }] : [])),
  );
  const mean = (pick: 'row' | 'column') => at.reduce((sum, cell) => sum + cell[pick], 0) / at.length;
  return { column: mean('column'), row: mean('row'), count: at.length };
}

const difference = (a: Kind[][], b: Kind[][]) =>
  a.flat().filter((cell, index) => cell !== b.flat()[index]).length / CELLS ** 2;

describe('two engines with a scene each, one of them right-handed', () => {
  let left: Page;
  let right: Page;
  let assets: { left: GeneratedAsset; right: GeneratedAsset };

  beforeAll(async () => {
    [left, right] = [open(false), open(true)];
    const [a, b] = await Promise.all(
      [left, right].map(
        async ({ generator }) =>
          generator.generate(await letterL(), { name: 'L', parameters: RUN, placeholder: false }).ready,
      ),
    );
    assets = { left: a!, right: b! };
  });
  afterAll(() => {
    for (const { generator, stage } of [left, right]) {
      generator.dispose();
      stage.dispose();
    }
  });

  async function expectSame(change: string) {
    const [a, b] = [look(await draw(left.stage.scene)), look(await draw(right.stage.scene))];
    for (const seen of [a, b]) {
      const [red, green] = [middle(seen, 'red'), middle(seen, 'green')];
      expect(red.count, change).toBeGreaterThan(30);
      expect(green.count, change).toBeGreaterThan(15);
      // As in the image: the foot at the right, and at the bottom.
      expect(green.column, change).toBeGreaterThan(red.column + 3);
      expect(green.row, change).toBeGreaterThan(red.row + 3);
    }
    expect(difference(a, b), change).toBeLessThan(0.02);
  }

  test('both show the image upright, from the front, not mirrored', async () => {
    expect(assets.left.root.getScene()).toBe(left.stage.scene);
    expect(assets.right.root.getScene()).toBe(right.stage.scene);
    expect(left.generator.getSnapshot().assets).toEqual([assets.left]);
    expect(right.generator.getSnapshot().assets).toEqual([assets.right]);
    await expectSame('generated');
  });

  test('so do the preview of a fit, the fit, and its undo', async () => {
    for (const asset of [assets.left, assets.right]) {
      await asset.fitting.openAsync();
      await asset.fitting.previewAsync(1500);
    }
    await expectSame('previewed');
    for (const asset of [assets.left, assets.right]) {
      asset.fitting.endPreview();
      await asset.fitAsync({ plan: { triangles: 1200, textureSize: 256 } });
    }
    await expectSame('fitted');
    for (const { generator } of [left, right]) await generator.undoAsync();
    await expectSame('undone');
  });

  test('and another version in its place', async () => {
    const both = [assets.left, assets.right];
    await Promise.all(both.map((asset) => asset.regenerateAsync({ decimationTarget: 8000 })));
    await expectSame('regenerated');
    expect(assets.left.versions.map(({ stats }) => stats.triangles)).toEqual(
      assets.right.versions.map(({ stats }) => stats.triangles),
    );
  });

  test('one scene that is disposed during a run leaves the other as it is', async () => {
    const asset = right.generator.generate(await letterL(), { parameters: { ...RUN, seed: 4 } });
    await new Promise<void>((resolve) => {
      const stop = asset.subscribe(() => {
        if (asset.getSnapshot().run?.phase !== 'running') return;
        stop();
        resolve();
      });
    });
    right.stage.scene.dispose();
    await expect(asset.ready).rejects.toMatchObject({ name: 'ImageTo3DError' });
    expect(asset.getSnapshot().run).toMatchObject({ phase: 'cancelled', endedAtMs: expect.any(Number) });
    const seen = look(await draw(left.stage.scene));
    expect(middle(seen, 'red').count).toBeGreaterThan(30);
    expect(left.generator.getSnapshot().assets).toEqual([assets.left]);
  });
});
