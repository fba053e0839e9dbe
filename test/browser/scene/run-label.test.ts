import { RawTexture } from '@babylonjs/core/Materials/Textures/rawTexture.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { SceneSerializer } from '@babylonjs/core/Misc/sceneSerializer.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { contentBounds } from '../../../plugin/scene/place/bounds.ts';
import { createScreenLabel } from '../../../plugin/scene/view/screen-label.ts';
import { IMAGE } from '../../fixtures/fit-stage.ts';
import { boxGlb, gridBox } from '../../fixtures/grid-box.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createStage, draw, type RenderedImage } from './stage.ts';

let stage: ReturnType<typeof createStage>;
let generator: Generator;
let endRun: () => void;

/** Runs wait for `endRun`; placeholders are there at once. */
beforeEach(() => {
  stage = createStage();
  // Babylon's own would be decoded when its shader is compiled, also for an engine that is disposed by then: it throws.
  stage.scene.environmentBRDFTexture = RawTexture.CreateRGBATexture(
    new Uint8Array([255, 255, 0, 255]),
    1,
    1,
    stage.scene,
    false,
  );
  const engine = createScriptedEngine();
  const mayEnd = new Promise<void>((resolve) => {
    endRun = resolve;
  });
  engine.onRequest = async ({ profile, parameters }) => {
    if (profile === 'full') await mayEnd;
    return boxGlb(gridBox(parameters.maxVertices));
  };
  generator = createGenerator({
    scene: stage.scene,
    platform: { prepareImageAsync: async () => IMAGE, createLocalEngineAsync: async () => engine },
  });
});
afterEach(() => {
  generator.dispose();
  stage.dispose();
});

const labels = () => stage.scene.meshes.filter(({ name }) => name.endsWith('(label)')) as Mesh[];

/** Size of what is nearly black, in pixels: the plate of the label, of which nothing else in the scene has the colour. */
function plate(image: RenderedImage) {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = 0; y < 200; y++)
    for (let x = 0; x < 200; x++) {
      const [r, g, b] = image.at(x / 199, y / 199);
      if (Math.max(r, g) > 60 || b > 90) continue;
      xs.push(x);
      ys.push(y);
    }
  const extent = (values: number[]) => Math.max(...values) - Math.min(...values) + 1;
  return xs.length === 0
    ? undefined
    : { width: extent(xs), height: extent(ys), top: Math.min(...ys), left: Math.min(...xs) };
}

test('it is as large from far away as from near by, in front of everything, and stays in view', async () => {
  const { scene, camera } = stage;
  const { min, max } = { min: camera.target.clone(), max: camera.target.clone() };
  min.set(-0.5, 0, -0.5);
  max.set(0.5, 1, 0.5);
  const label = createScreenLabel(scene, 'box (label)', () => ({ min, max }));
  label?.setText('Generating');
  await expect.poll(async () => plate(await draw(scene))).toBeDefined();
  const sizes = [];
  for (const radius of [3, 12, 60]) {
    camera.radius = radius;
    sizes.push(plate(await draw(scene)));
  }
  const [near, far, farther] = sizes;
  expect(near?.height).toBeGreaterThan(20);
  expect(near?.height).toBeLessThanOrEqual(26);
  for (const other of [far, farther]) {
    // A pixel of the smooth edge may count or not.
    expect(Math.abs(other!.width - near!.width)).toBeLessThanOrEqual(1);
    expect(Math.abs(other!.height - near!.height)).toBeLessThanOrEqual(1);
  }
  // So near that the upper edge of the box is above the view.
  camera.radius = 0.9;
  const close = plate(await draw(scene));
  expect(close?.height).toBeGreaterThanOrEqual(near!.height - 1);
  expect(close?.top).toBeGreaterThan(0);
  expect(close?.top).toBeLessThan(10);
  // Behind the camera nothing is drawn.
  camera.radius = 3;
  camera.setTarget(camera.position.add(camera.position.subtract(camera.target)));
  expect(plate(await draw(scene))).toBeUndefined();
  label?.dispose();
});

test('the placeholder of a run bears it until the result is there; it is no part of the scene', async () => {
  const { scene } = stage;
  // What Babylon makes once, such as its table of reflections, is there before.
  disposeContainer(await loadContainer(scene, await boxGlb(gridBox(300)), { name: 'warm-up' }));
  await scene.whenReadyAsync();
  // Babylon makes it when it first draws a mesh whose own material is not ready yet.
  void scene.defaultMaterial;
  const before = await sceneCounts(scene);
  const asset = generator.generate(IMAGE, { placeholderLabel: true });
  await expect.poll(() => labels().length).toBe(1);
  const [label] = labels();
  expect(label).toMatchObject({
    isPickable: false,
    doNotSerialize: true,
    reservedDataStore: { hidden: true },
  });
  await expect.poll(async () => plate(await draw(scene))).toBeDefined();
  asset.root.setEnabled(false);
  expect(plate(await draw(scene))).toBeUndefined();
  asset.root.setEnabled(true);
  expect(plate(await draw(scene))).toBeDefined();
  const { max } = scene.getWorldExtends();
  expect(max.y).toBeLessThan(1.01);
  expect(contentBounds(asset.root)?.max.y).toBeLessThan(1.01);
  expect(JSON.stringify(SceneSerializer.Serialize(scene))).not.toContain('(label)');
  endRun();
  await asset.ready;
  expect(labels()).toEqual([]);
  asset.dispose();
  await expect.poll(() => sceneCounts(scene)).toEqual(before);
});

test('it ends with a cancelled run, and is off by default', async () => {
  const asset = generator.generate(IMAGE, { placeholderLabel: true });
  await expect.poll(() => labels().length).toBe(1);
  await asset.cancelAsync();
  await expect(asset.ready).rejects.toMatchObject({ code: 'cancelled' });
  expect(labels()).toEqual([]);
  const plain = generator.generate(IMAGE);
  await expect.poll(() => plain.getSnapshot().hasPlaceholder).toBe(true);
  expect(labels()).toEqual([]);
});
