import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createShownContent } from '../../../plugin/asset/shown-content.ts';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { createImageCard } from '../../../plugin/scene/view/image-card.ts';
import { makePng } from '../../fixtures/make-image.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { createStage, draw, isGround } from './stage.ts';

let stage: ReturnType<typeof createStage>;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.dispose());

// Upper left red, upper right green, lower left transparent, lower right white. Twice as wide as high.
const image = {
  widthPx: 32,
  heightPx: 16,
  png: makePng(32, 16, (x, y) =>
    y < 8 ? (x < 16 ? [255, 0, 0, 255] : [0, 255, 0, 255]) : x < 16 ? [0, 0, 0, 0] : [255, 255, 255, 255],
  ),
};

describe.each([false, true])('right-handed: %s', (isRightHanded) => {
  test.each([
    ['from the front', -Math.PI / 2],
    ['from the back', Math.PI / 2],
  ])('the image stands upright, unmirrored, translucent, %s', async (_, alpha) => {
    const { scene, camera } = stage;
    scene.useRightHandedSystem = isRightHanded;
    camera.alpha = alpha;
    const placement = createPlacementNode(scene, { name: 'chair' });
    placement.rotation.y = 0.7;
    const card = createImageCard(scene, image, { name: 'chair', size: 1 });
    swapContainer({ placement, next: card, size: 1 });
    // Drawn once its image is decoded and its shaders are compiled.
    await expect.poll(async () => (await draw(scene)).count(isGround)).toBeLessThan(200 * 200);
    await scene.whenReadyAsync();
    const drawn = await draw(scene);
    // The card is 1 m × 0.5 m with its lower edge on the ground: 66 × 33 pixels, its middle 17 pixels below the image's.
    const [left, right] = [drawn.at(0.42, 0.54), drawn.at(0.58, 0.54)];
    expect(left[0]).toBeGreaterThan(100);
    expect(left[1]).toBeLessThan(40);
    expect(right[1]).toBeGreaterThan(100);
    expect(right[0]).toBeLessThan(40);
    for (const [, , blue] of [left, right]) expect(blue).toBeGreaterThan(60);
    expect(isGround(...(drawn.at(0.42, 0.62).slice(0, 3) as [number, number, number]))).toBe(true);
    expect(drawn.at(0.58, 0.62)[1]).toBeGreaterThan(100);
    // Nothing above the card's upper edge, half a metre up.
    expect(isGround(...(drawn.at(0.5, 0.47).slice(0, 3) as [number, number, number]))).toBe(true);
  });
});

test('the model that takes its place until the result is there is translucent too', async () => {
  const { scene } = stage;
  const content = createShownContent(scene, { name: 'chair', size: 1, keptVersions: 0 });
  content.showCard(image);
  await content.showPlaceholder(await makeSceneGlb({ rgb: [255, 0, 0] }), new AbortController().signal);
  await scene.whenReadyAsync();
  const [red, , blue, alpha] = (await draw(scene)).at(0.5, 0.5);
  expect(Math.min(red, blue)).toBeGreaterThan(40);
  // Where the canvas is not opaque, the page shines through and the model looks burnt out.
  expect(alpha).toBe(255);
  content.dispose();
});

test('it gives way to geometry and leaves nothing', async () => {
  const { scene } = stage;
  disposeContainer(await loadContainer(scene, await makeSceneGlb(), { name: 'warm-up' }));
  const before = await sceneCounts(scene);
  const placement = createPlacementNode(scene, { name: 'chair', position: new Vector3(0, 0, 0) });
  const card = createImageCard(scene, image, { name: 'chair', size: 1 });
  swapContainer({ placement, next: card, size: 1 });
  scene.render();
  const next = await loadContainer(scene, await makeSceneGlb(), { name: 'chair', replaces: card });
  swapContainer({ placement, previous: card, next, size: 1 });
  disposeContainer(card);
  expect(next.meshes[1]!.visibility).toBe(1);
  expect(next.materials[0]!.transparencyMode).toBe(0);
  disposeContainer(next);
  placement.dispose();
  // The card's kind of material draws its own default textures once.
  await expect.poll(() => sceneCounts(scene)).toEqual(before);
});

test('bytes that are no image show nothing and harm nothing', async () => {
  const { scene } = stage;
  const placement = createPlacementNode(scene, { name: 'chair' });
  const png = new TextEncoder().encode('no image');
  const card = createImageCard(scene, { ...image, png }, { name: 'chair', size: 1 });
  swapContainer({ placement, next: card, size: 1 });
  await expect.poll(() => card.meshes[0]!.isEnabled()).toBe(false);
  expect((await draw(scene)).count(isGround)).toBe(200 * 200);
});
