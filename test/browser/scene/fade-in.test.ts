import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { SceneSerializer } from '@babylonjs/core/Misc/sceneSerializer.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createShownContent, type ShownContent } from '../../../plugin/asset/shown-content.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { contentBounds } from '../../../plugin/scene/place/bounds.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { createStage, draw, isGround, type RenderedImage } from './stage.ts';

let stage: ReturnType<typeof createStage>;
let content: ShownContent;
let now: number;

beforeEach(() => {
  stage = createStage();
  // The frames are drawn by the tests.
  stage.scene.getEngine().runRenderLoop(() => undefined);
  now = 5000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  content = createShownContent(stage.scene, { name: 'chair', size: 1, keptVersions: 0 });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  content.dispose();
  stage.dispose();
});

/** A red placeholder is shown, then a green result replaces it. */
async function showResult(): Promise<RenderedImage> {
  const red = await makeSceneGlb({ rgb: [255, 0, 0] });
  await content.showPlaceholder(red, new AbortController().signal);
  await stage.scene.whenReadyAsync();
  const before = await draw(stage.scene);
  const green = await makeSceneGlb({ rgb: [0, 255, 0] });
  await content.showVersion(
    'v1',
    ({ name }) => loadContainer(stage.scene, green, { name }),
    () => undefined,
  );
  return before;
}

async function frameAt(ms: number) {
  now = 5000 + ms;
  const image = await draw(stage.scene);
  const [red, green, blue] = image.at(0.5, 0.5);
  return { red, green, blue, blank: image.count(isGround) };
}

test('the result fades in over the placeholder: no frame is blank, and then all is as without', async () => {
  const { scene } = stage;
  const before = await showResult();
  const first = await frameAt(0);
  // The first frame shows what the last one showed.
  expect(first.red).toBeGreaterThan(before.at(0.5, 0.5)[0] - 40);
  expect(first.green).toBeLessThan(20);
  const frames = [first];
  for (const ms of [60, 120, 180, 240, 299]) frames.push(await frameAt(ms));
  for (const [index, { red, green, blank }] of frames.entries()) {
    expect(blank).toBeLessThanOrEqual(before.count(isGround));
    expect(green).toBeGreaterThanOrEqual(frames[index - 1]?.green ?? 0);
    expect(red).toBeLessThanOrEqual(frames[index - 1]?.red ?? 255);
  }
  const meshes = scene.meshes.length;
  const end = await frameAt(300);
  expect(scene.meshes.length).toBeLessThan(meshes);
  expect(end.green).toBeGreaterThanOrEqual(frames.at(-1)!.green);
  expect([end.red, end.blue].every((value) => value < 30)).toBe(true);
  for (const { observers } of [
    (content.container!.meshes[1] as Mesh).onAfterRenderObservable,
    scene.onBeforeActiveMeshesEvaluationObservable,
    scene.onAfterActiveMeshesEvaluationObservable,
  ])
    await expect.poll(() => observers.length).toBe(0);
});

test('while it lasts, the scene holds the result as it is', async () => {
  const { scene } = stage;
  await showResult();
  await frameAt(0);
  await frameAt(150);
  const [, mesh] = content.container!.meshes;
  const { material } = mesh!;
  expect(mesh!.visibility).toBe(1);
  expect(material).toMatchObject({ transparencyMode: 0, alphaMode: 2, alpha: 1 });
  expect(material!.needAlphaBlendingForMesh(mesh!)).toBe(false);
  // The first time it makes a default material.
  SceneSerializer.Serialize(scene);
  const during = SceneSerializer.Serialize(scene);
  const bounds = contentBounds(content.root);
  // What an app changes is kept.
  mesh!.visibility = 0.9;
  await frameAt(300);
  expect(mesh!.visibility).toBe(0.9);
  mesh!.visibility = 1;
  expect(contentBounds(content.root)).toEqual(bounds);
  expect(material!.needDepthPrePass).toBe(false);
  expect(SceneSerializer.Serialize(scene)).toEqual(during);
});

describe('it ends by itself', () => {
  test('when it gets no frames', async () => {
    const { scene } = stage;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const meshesOf = () => scene.meshes.filter(({ reservedDataStore }) => reservedDataStore?.hidden).length;
    const shown = showResult();
    await vi.waitUntil(() => meshesOf() === 1, { timeout: 100_000 });
    await shown;
    vi.advanceTimersByTime(2000);
    expect(meshesOf()).toBe(0);
    const { green, red } = await frameAt(0);
    expect([green > 60, red < 30]).toEqual([true, true]);
  });

  test.each([
    ['undone', () => content.detach()],
    ['disposed', () => content.dispose()],
  ])('when the asset is %s', async (_, act) => {
    const { scene } = stage;
    await showResult();
    await frameAt(100);
    act();
    const { blank } = await frameAt(110);
    expect(blank).toBe(200 * 200);
    expect(scene.meshes).toEqual([]);
  });
});

test.each(['before', 'meanwhile'])('none of an asset that was hidden %s', async (when) => {
  if (when === 'before') content.root.setEnabled(false);
  await showResult();
  await frameAt(0);
  if (when === 'meanwhile') content.root.setEnabled(false);
  expect((await frameAt(60)).blank).toBe(200 * 200);
});

test('none without frames of the engine', async () => {
  const { scene } = stage;
  scene.getEngine().stopRenderLoop();
  await showResult();
  expect((await sceneCounts(scene)).meshes).toBe(2);
  const { green, red } = await frameAt(0);
  expect([green > 60, red < 30]).toEqual([true, true]);
});
