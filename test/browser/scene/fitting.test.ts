import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GeneratedAsset } from '../../../plugin/asset/contract.ts';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { boxGlb, gridBox } from '../../fixtures/grid-box.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createScriptedFitEngine, type ScriptedFitEngine } from '../../fixtures/scripted-fit-engine.ts';
import { colourImage, drawnMesh } from './fit-stage.ts';
import { createStage, draw, isGreen, isGround, isRed, type RenderedImage } from './stage.ts';

const IMAGE: PreparedImage = {
  name: 'chair',
  png: new Uint8Array([1]),
  hash: 'c'.repeat(64),
  widthPx: 64,
  heightPx: 64,
  hasAlpha: true,
  source: { format: 'png', mimeType: 'image/png', widthPx: 64, heightPx: 64, animated: false, fileBytes: 1 },
  warnings: [],
};

let stage: ReturnType<typeof createStage>;
let fits: ScriptedFitEngine;
let generator: Generator;

/** Masters are red boxes, fits green ones. */
beforeEach(() => {
  stage = createStage();
  fits = createScriptedFitEngine();
  fits.makeMaps = async () => ({ baseColor: await colourImage([0, 255, 0]) });
  const engine = createScriptedEngine();
  engine.onRequest = ({ parameters }) => boxGlb(gridBox(parameters.maxVertices));
  generator = createGenerator({
    scene: stage.scene,
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => engine,
      createFitEngineAsync: async () => fits,
    },
  });
});
afterEach(() => {
  generator.dispose();
  stage.dispose();
});

const start = (target = 12_000) =>
  generator.generate(IMAGE, { parameters: { decimationTarget: target }, placeholder: false }).ready;
const isWhite = (r: number, g: number, b: number) => r > 60 && Math.abs(r - g) < 8 && Math.abs(r - b) < 8;
const isBlueish = (r: number, g: number, b: number) => b > 150 && r < 120 && !isGround(r, g, b);
const painted = (image: RenderedImage) => image.count((...rgb) => !isGround(...rgb));
const content = (asset: GeneratedAsset) => drawnMesh(asset.container as AssetContainer);

function isSameImage(a: RenderedImage, b: RenderedImage): boolean {
  for (let y = 0; y < 200; y++)
    for (let x = 0; x < 200; x++)
      if (a.at(x / 199, y / 199).join() !== b.at(x / 199, y / 199).join()) return false;
  return true;
}

test('a fit is seen on the very next frame; undo shows the master again, pixel by pixel', async () => {
  const { scene } = stage;
  const asset = await start();
  const master = await draw(scene);
  const before = await sceneCounts(scene);
  await asset.fitAsync({ plan: { triangles: 3000 } });
  const fitted = await draw(scene);
  expect([fitted.count(isGreen), fitted.count(isRed)]).toEqual([master.count(isRed), 0]);
  await generator.undoAsync();
  expect(isSameImage(await draw(scene), master)).toBe(true);
  asset.dispose();
  const after = await sceneCounts(scene);
  expect(after.uploadedTextures).toBe(before.uploadedTextures - 1);
  expect(after).toMatchObject({ meshes: 0, materials: 0, geometries: 0 });
});

test('a preview is drawn at once in place of the content, also while it changes, and leaves not a pixel', async () => {
  const { scene } = stage;
  const asset = await start();
  const before = await draw(scene);
  const counts = await sceneCounts(scene);
  const timesMs: number[] = [];
  for (const triangles of [3000, 300, 12_000]) {
    await asset.fitting.previewAsync(triangles);
    const image = await draw(scene);
    expect([image.count(isRed), painted(image)]).toEqual([0, before.count(isRed)]);
    expect(image.count(isWhite)).toBeGreaterThan(5000);
  }
  const startMs = performance.now();
  await asset.fitting.previewAsync(11_000);
  timesMs.push(performance.now() - startMs);
  asset.fitting.endPreview();
  expect(isSameImage(await draw(scene), before)).toBe(true);
  asset.fitting.close();
  expect(await sceneCounts(scene)).toEqual(counts);
  console.info(`[measured] preview of 11,000 triangles put in the scene in ${timesMs[0]?.toFixed(1)} ms`);
});

test('a preview stands where the user has moved the content to', async () => {
  const { scene } = stage;
  const asset = await start();
  content(asset).position.x += 0.4;
  content(asset).scaling.setAll(0.5);
  const before = await draw(scene);
  await asset.fitting.previewAsync(3000);
  const image = await draw(scene);
  for (let x = 0; x < 200; x++)
    expect(isGround(...(image.at(x / 199, 0.5).slice(0, 3) as [number, number, number]))).toBe(
      isGround(...(before.at(x / 199, 0.5).slice(0, 3) as [number, number, number])),
    );
});

test('LODs are drawn in place of the content where it is small, in its colour', async () => {
  const { scene, camera } = stage;
  const asset = await start();
  await asset.fitAsync({ plan: { triangles: 3000, lodShares: [0.5, 0.1] } });
  const activeTriangles = () => {
    scene.render();
    return scene.getActiveIndices() / 3;
  };
  // An error of 2 cm is a pixel at 4.7 m, one of 4 cm at 9.5 m.
  const drawn = [3, 7, 12].map((radius) => {
    camera.radius = radius;
    return activeTriangles();
  });
  expect(drawn).toEqual([12 * 15 ** 2, 12 * 11 ** 2, 12 * 5 ** 2]);
  const image = await draw(scene);
  expect(image.count(isGreen)).toBe(painted(image));
  expect(image.count(isGreen)).toBeGreaterThan(200);
});

describe('a comparison', () => {
  test('by a wipe: the master left of the line, the fit right of it, also when the camera turns', async () => {
    const { scene, camera } = stage;
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 3000 } });
    const before = await draw(scene);
    const counts = await sceneCounts(scene);
    for (const position of [0, 0.5, 0.6, 1]) {
      await asset.compareAsync({ with: 'master', mode: 'wipe', position });
      for (const alpha of [-Math.PI / 2, -Math.PI / 3]) {
        camera.alpha = alpha;
        const image = await draw(scene);
        const line = Math.round(200 * position);
        for (let x = 0; x < 200; x++) {
          const [r, g, b] = image.at((x + 0.5) / 199, 0.5);
          if (isGround(r, g, b)) continue;
          expect([x, isRed(r, g, b), isGreen(r, g, b)]).toEqual([x, x < line, x >= line]);
        }
        expect(painted(image)).toBeGreaterThan(5000);
      }
    }
    camera.alpha = -Math.PI / 2;
    await asset.compareAsync(undefined);
    expect(isSameImage(await draw(scene), before)).toBe(true);
    const { contextObservers: _one, ...after } = await sceneCounts(scene);
    expect(counts).toMatchObject(after);
  });

  test('side by side: both, one beside the other, and what is beside cannot be picked', async () => {
    const { scene, camera } = stage;
    camera.radius = 8;
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 3000 } });
    const before = await draw(scene);
    await asset.compareAsync({ with: 'master', mode: 'side-by-side', position: 0 });
    const image = await draw(scene);
    expect(image.count(isGreen)).toBe(before.count(isGreen));
    expect(image.count(isRed)).toBeGreaterThan(0.8 * before.count(isGreen));
    const column = (accept: typeof isRed) =>
      Array.from({ length: 200 }, (_, x) => x).filter((x) =>
        accept(...(image.at(x / 199, 0.5).slice(0, 3) as [number, number, number])),
      );
    expect(Math.min(...column(isRed))).toBeGreaterThan(Math.max(...column(isGreen)));
    const x = (Math.min(...column(isRed)) + Math.max(...column(isRed))) / 2;
    expect(scene.pick(x, 100)?.hit).toBe(false);
    await asset.compareAsync(undefined);
    expect(isSameImage(await draw(scene), before)).toBe(true);
  });
});

describe('a view', () => {
  test('of the wires draws lines only', async () => {
    const { scene } = stage;
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 48 } });
    const before = await draw(scene);
    asset.setView('wireframe');
    // Until its shader is there, the content is drawn as it was.
    await expect.poll(async () => (await draw(scene)).count(isGreen)).toBe(0);
    const image = await draw(scene);
    expect(image.count(isBlueish)).toBeGreaterThan(100);
    expect(image.count(isGround)).toBeGreaterThan(before.count(isGround) + 2000);
    asset.setView('shaded');
    expect(isSameImage(await draw(scene), before)).toBe(true);
  });

  test('of the texel density is green where it is even, and tells texels per metre', async () => {
    const { scene } = stage;
    const asset = await start();
    const before = await draw(scene);
    asset.setView('texel-density');
    await expect.poll(async () => (await draw(scene)).count(isRed)).toBe(0);
    // 8 texels along a side of 1 m.
    const { medianPerMetre, lowPerMetre, highPerMetre } = asset.getSnapshot().texelDensity!;
    for (const value of [medianPerMetre, lowPerMetre, highPerMetre]) expect(value).toBeCloseTo(8, 2);
    const image = await draw(scene);
    expect(painted(image)).toBe(painted(before));
    expect(image.count((r, g, b) => g > 200 && r < 60 && b < 60)).toBe(painted(image));
    asset.root.scaling.setAll(2);
    asset.setView('shaded');
    expect(asset.getSnapshot().texelDensity).toBeUndefined();
    asset.setView('texel-density');
    expect(asset.getSnapshot().texelDensity?.medianPerMetre).toBeCloseTo(4, 2);
    asset.root.scaling.setAll(1);
    asset.setView('shaded');
    expect(isSameImage(await draw(scene), before)).toBe(true);
  });
});

test('ten fits, undone and redone, leave the scene and the graphics card with what one fit leaves', async () => {
  const { scene } = stage;
  const asset = await start();
  (content(asset).material as PBRMaterial).roughness = 0.7;
  for (let round = 0; round < 5; round++)
    await asset.fitAsync({ plan: { triangles: 3000 + round, lodShares: [0.5] } });
  const before = await sceneCounts(scene);
  for (let round = 0; round < 10; round++) {
    await asset.fitAsync({ plan: { triangles: 2000 + round, lodShares: [0.5] } });
    await generator.undoAsync();
    await generator.redoAsync();
  }
  expect(await sceneCounts(scene)).toEqual(before);
  expect((content(asset).material as PBRMaterial).roughness).toBe(0.7);
  expect(fits.openSessions).toBe(1);
  asset.fitting.close();
  await expect.poll(() => fits.openSessions).toBe(0);
});
