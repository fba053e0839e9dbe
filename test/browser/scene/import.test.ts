import type { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { applyPlaceholderLook } from '../../../plugin/scene/content/placeholder-look.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { editGlbJson } from '../../fixtures/make-glb.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { createStage, draw, isGreen, isGround, isRed } from './stage.ts';

let stage: ReturnType<typeof createStage>;

beforeEach(() => {
  stage = createStage();
});
afterEach(() => {
  stage.dispose();
});

const RED = { rgb: [255, 0, 0] } as const;
const GREEN = { rgb: [0, 255, 0] } as const;

describe.each([false, true])('right-handed: %s', (isRightHanded) => {
  test('a red box of 1 m is drawn in the very first frame, standing on the ground', async () => {
    const { scene } = stage;
    scene.useRightHandedSystem = isRightHanded;
    expect((await draw(scene)).count(isGround)).toBe(200 * 200);
    const placement = createPlacementNode(scene, { name: 'chair' });
    const next = await loadContainer(scene, await makeSceneGlb(RED), { name: 'chair' });
    expect((await draw(scene)).count(isGround)).toBe(200 * 200);
    swapContainer({ placement, next, size: 1 });
    const image = await draw(scene);
    expect(isRed(...(image.at(0.5, 0.5).slice(0, 3) as [number, number, number]))).toBe(true);
    // 1 m at 2.5 m and a field of 0.8 rad is 0.473 of the height: 94.6 pixels.
    const side = Math.sqrt(image.count(isRed));
    expect(side).toBeGreaterThan(93);
    expect(side).toBeLessThan(97);
  });
});

test('no frame of a swap shows neither or both', async () => {
  const { scene } = stage;
  const placement = createPlacementNode(scene, { name: 'chair' });
  const previous = await loadContainer(scene, await makeSceneGlb(RED), { name: 'chair' });
  swapContainer({ placement, next: previous, size: 1 });
  previous.meshes[1]!.receiveShadows = true;
  (previous.materials[0] as PBRMaterial).emissiveColor = new Color3(0.01, 0.01, 0.01);
  (previous.materials[0] as PBRMaterial).clearCoat.isEnabled = true;
  const before = (await draw(scene)).count(isRed);
  const next = await loadContainer(scene, await makeSceneGlb(GREEN), { name: 'chair', replaces: previous });
  swapContainer({ placement, previous, next, size: 1 });
  const swapped = await draw(scene);
  expect(swapped.count(isGreen)).toBe(before);
  expect(swapped.count(isRed)).toBe(0);
  swapContainer({ placement, previous: next, next: previous, size: 1 });
  expect((await draw(scene)).count(isRed)).toBe(before);
  swapContainer({ placement, previous, next, size: 1 });
  expect((await draw(scene)).count(isGreen)).toBe(before);
});

test('two versions of one name keep their own images', async () => {
  const { scene } = stage;
  const red = await loadContainer(scene, await makeSceneGlb(RED), { name: 'chair' });
  const green = await loadContainer(scene, await makeSceneGlb(GREEN), { name: 'chair' });
  const placement = createPlacementNode(scene, { name: 'chair' });
  swapContainer({ placement, next: green, size: 1 });
  expect((await draw(scene)).count(isRed)).toBe(0);
  disposeContainer(green);
  disposeContainer(red);
});

test('a placeholder lets the ground shine through, and its look ends with it', async () => {
  const { scene } = stage;
  const placement = createPlacementNode(scene, { name: 'chair' });
  const container = await loadContainer(scene, await makeSceneGlb(RED), { name: 'chair' });
  applyPlaceholderLook(container, { pulse: false });
  swapContainer({ placement, next: container, size: 1 });
  await expect
    .poll(async () => {
      const [red, , blue] = (await draw(scene)).at(0.5, 0.5);
      return Math.min(red, blue);
    })
    .toBeGreaterThan(40);
});

test('20 rounds of load, show, draw and dispose leave nothing, on the graphics card neither', async () => {
  const { scene } = stage;
  const glb = await makeSceneGlb({ ...RED, count: 2 });
  const round = async () => {
    const placement = createPlacementNode(scene, { name: 'chair' });
    const next = await loadContainer(scene, glb, { name: 'chair' });
    swapContainer({ placement, next, size: 1 });
    scene.render();
    disposeContainer(next);
    placement.dispose();
  };
  await round();
  const before = await sceneCounts(scene);
  for (let index = 0; index < 20; index++) await round();
  expect(await sceneCounts(scene)).toEqual(before);
});

test('an image that cannot be decoded: import-failed, nothing remains, on the graphics card neither', async () => {
  const { scene } = stage;
  disposeContainer(await loadContainer(scene, await makeSceneGlb(), { name: 'warm-up' }));
  const before = await sceneCounts(scene);
  const glb = await makeSceneGlb({ image: new TextEncoder().encode('no image'), count: 3 });
  await expect(loadContainer(scene, glb, { name: 'bad' })).rejects.toMatchObject({ code: 'import-failed' });
  expect(await sceneCounts(scene)).toEqual(before);
});

test('an abort while images are decoded leaves nothing, on the graphics card neither', async () => {
  const { scene } = stage;
  const glb = await makeSceneGlb({ count: 3 });
  disposeContainer(await loadContainer(scene, glb, { name: 'warm-up' }));
  const before = await sceneCounts(scene);
  for (const turns of [0, 1, 5, 20, 60]) {
    const controller = new AbortController();
    const load = loadContainer(scene, glb, { name: 'chair', signal: controller.signal });
    const outcome = load.then(
      () => 'loaded',
      (error: { code: string }) => error.code,
    );
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    controller.abort();
    expect(await outcome).toBe('aborted');
  }
  await expect.poll(() => sceneCounts(scene)).toEqual(before);
});

test('no request leaves the page, whatever the file asks for', async () => {
  const { scene } = stage;
  const asked: string[] = [];
  const fetchSpy = vi.spyOn(window, 'fetch').mockImplementation(async (input) => {
    asked.push(String(input));
    return new Response();
  });
  const openSpy = vi
    .spyOn(XMLHttpRequest.prototype, 'open')
    .mockImplementation((_method: string, url: string | URL) => {
      asked.push(String(url));
    });
  const container = await loadContainer(scene, await makeSceneGlb(), { name: 'chair' });
  for (const uri of [
    'https://example.com/a.png',
    '//example.com/a.png',
    'file:///etc/passwd',
    'a.png',
    '../a.png',
  ]) {
    const glb = editGlbJson(await makeSceneGlb(), (json) => Object.assign(json, { images: [{ uri }] }));
    await expect(loadContainer(scene, glb, { name: 'bad' })).rejects.toMatchObject({ code: 'import-failed' });
    const external = editGlbJson(await makeSceneGlb(), (json) => Object.assign(json.buffers[0]!, { uri }));
    await expect(loadContainer(scene, external, { name: 'bad' })).rejects.toMatchObject({
      code: 'import-failed',
    });
  }
  fetchSpy.mockRestore();
  openSpy.mockRestore();
  expect(container.textures).toHaveLength(1);
  expect(asked.filter((url) => !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([]);
});
