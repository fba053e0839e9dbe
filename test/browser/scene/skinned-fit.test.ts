import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { AppendSceneAsync, SceneLoader } from '@babylonjs/core/Loading/sceneLoader.js';
import { Quaternion, Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { registerBuiltInLoaders } from '@babylonjs/loaders/dynamic.js';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../plugin/budget/fit-plan.ts';
import { createFitEngine } from '../../../plugin/fit/browser.ts';
import { browserPlatform } from '../../../plugin/generation/browser-platform.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { makeSkinnedGlb, SKINNED_NAMES } from '../../fixtures/skinned/skinned-files.ts';
import { createStage } from './stage.ts';

const POSES = 10;
const SIZE_PX = 400;
const STRONG = 40;

const fits = createFitEngine();
let stage: ReturnType<typeof createStage>;
beforeAll(() => {
  registerBuiltInLoaders();
  SceneLoader.ShowLoadingScreen = false;
});
beforeEach(() => {
  stage = createStage();
  stage.scene.lights[0]!.intensity = 1.4;
  stage.scene.getEngine().setSize(SIZE_PX, SIZE_PX);
});
afterEach(() => stage.dispose());
afterAll(() => fits.dispose());

type Content = Pick<Scene, 'meshes' | 'skeletons' | 'animationGroups'>;

/** Visits each pose: of the animations, or without any, of joints that are bent here. */
async function inPoses({ animationGroups, skeletons }: Content, visit: () => void | Promise<void>) {
  const bones = animationGroups.length > 0 ? [] : skeletons[0]!.bones;
  const joints = bones.map((bone) => bone.getTransformNode()!);
  const rest = joints.map((joint) => joint.rotationQuaternion!.clone());
  for (const group of animationGroups) group.start(false, 1, group.from, group.to).pause();
  for (let pose = 0; pose < POSES; pose++) {
    for (const group of animationGroups)
      group.goToFrame(group.from + ((group.to - group.from) * (pose + 0.5)) / POSES);
    joints.forEach((joint, i) => {
      const [yaw, pitch] = [0.1 * Math.sin(i + pose), 0.5 * Math.sin(0.7 * pose + 0.3 * i)];
      joint.rotationQuaternion = rest[i]!.multiply(Quaternion.RotationYawPitchRoll(yaw, pitch, 0));
    });
    await visit();
  }
  joints.forEach((joint, i) => {
    joint.rotationQuaternion = rest[i]!;
  });
}

/** Ten poses of what is alone in the scene: RGBA of each. The camera of the first drawing stays. */
async function drawPoses(content: Content, isFramed: boolean): Promise<Uint8Array[]> {
  const { scene, camera } = stage;
  const drawn = content.meshes.filter((mesh) => mesh.getTotalVertices() > 0);
  expect(drawn.every(({ skeleton }) => skeleton !== null)).toBe(true);
  for (const mesh of drawn) mesh.alwaysSelectAsActiveMesh = true;
  if (!isFramed) {
    let [min, max] = [new Vector3(9, 9, 9), new Vector3(-9, -9, -9)];
    await inPoses(content, () => {
      scene.render();
      for (const mesh of drawn) {
        mesh.refreshBoundingInfo({ applySkeleton: true });
        const { minimumWorld, maximumWorld } = mesh.getBoundingInfo().boundingBox;
        [min, max] = [Vector3.Minimize(min, minimumWorld), Vector3.Maximize(max, maximumWorld)];
      }
    });
    camera.setTarget(min.add(max).scale(0.5));
    [camera.alpha, camera.beta, camera.minZ] = [-1.2, 1.1, 0.01];
    camera.radius = 1.2 * max.subtract(min).length();
  }
  const images: Uint8Array[] = [];
  await inPoses(content, async () => {
    await scene.whenReadyAsync();
    scene.render();
    const view = await scene.getEngine().readPixels(0, 0, SIZE_PX, SIZE_PX);
    images.push(new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)));
  });
  return images;
}

async function drawGlb(glb: Uint8Array, isFramed: boolean): Promise<Uint8Array[]> {
  const container = await loadContainer(stage.scene, glb, { name: 'figure' });
  container.addAllToScene();
  const images = await drawPoses(container, isFramed);
  container.dispose();
  return images;
}

const isGround = (pixels: Uint8Array, at: number) =>
  pixels[at] === 0 && pixels[at + 1] === 0 && pixels[at + 2] === 255;

/** Of the pixels that either image covers: those where a channel differs by more than 40 of 255. */
function strongShare(a: Uint8Array, b: Uint8Array): number {
  let [covered, strong] = [0, 0];
  for (let at = 0; at < a.length; at += 4) {
    if (isGround(a, at) && isGround(b, at)) continue;
    covered++;
    if ([0, 1, 2].some((c) => Math.abs(a[at + c]! - b[at + c]!) > STRONG)) strong++;
  }
  expect(covered).toBeGreaterThan(4_000);
  return strong / covered;
}

const worst = (first: readonly Uint8Array[], second: readonly Uint8Array[]) =>
  Math.max(...first.map((image, pose) => strongShare(image, second[pose]!)));

async function halved(master: Uint8Array, changes: Partial<FitPlan> = {}) {
  const session = await fits.openAsync(master);
  const triangles = Math.floor(session.facts.stats.triangles / 2);
  const { glb, report } = await session.fitAsync({
    ...DEFAULT_FIT_PLAN,
    triangles,
    repairs: [],
    ...changes,
  });
  session.close();
  expect(report.after.triangles).toBeLessThanOrEqual(triangles);
  expect(report.after.triangles).toBeGreaterThan(0.95 * triangles);
  expect(report.remarks.filter((remark) => !remark.startsWith('The file grew'))).toEqual([]);
  return glb;
}

const HAND = 'node_modules/@webxr-input-profiles/assets/dist/profiles/generic-hand/left.glb';
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const FILES: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  ...Object.fromEntries(SKINNED_NAMES.map((name) => [name, () => makeSkinnedGlb(name)])),
  'a hand of a package': async () => bytesOf(await commands.readFile(HAND, 'base64')),
};

test.each(Object.keys(FILES))('%s at half its triangles looks as before in ten poses', async (name) => {
  const master = await FILES[name]!();
  const glb = await halved(master);
  const before = await drawGlb(master, false);
  const after = await drawGlb(glb, true);
  for (const image of before.slice(1)) expect(strongShare(before[0]!, image)).toBeGreaterThan(0.05);
  expect(worst(before, after)).toBeLessThanOrEqual(0.03);
});

test('LODs in the file move with the same skeleton; Babylon ends with the finest', async () => {
  const { scene } = stage;
  const output = { geometry: 'float', textures: 'png', withLods: true } as const;
  const glb = await halved(await makeSkinnedGlb('person'), { lodShares: [0.5, 0.25], output });
  const url = URL.createObjectURL(new Blob([glb]));
  const drawn: Uint8Array[][] = [];
  for (const maxLODsToLoad of [3, 1]) {
    const pluginOptions = { gltf: { extensionOptions: { MSFT_lod: { maxLODsToLoad } } } };
    await AppendSceneAsync(url, scene, { pluginExtension: '.glb', pluginOptions });
    const shown = () => scene.meshes.filter((mesh) => mesh.getTotalVertices() > 0);
    // The finer levels arrive one after the other.
    await expect
      .poll(() => shown().map((mesh) => mesh.getTotalIndices() / 3))
      .toEqual([
        maxLODsToLoad === 3
          ? expect.toSatisfy((count) => count > 1_600)
          : expect.toSatisfy((count) => count < 430),
      ]);
    drawn.push(await drawPoses(scene, drawn.length > 0));
    for (const mesh of shown()) mesh.dispose();
    for (const group of [...scene.animationGroups]) group.dispose();
  }
  URL.revokeObjectURL(url);
  expect(worst(drawn[0]!, drawn[1]!)).toBeLessThan(0.15);
});

test('an imported figure that is fitted keeps its skeleton and its animations in the scene', async () => {
  const generator = createGenerator({ scene: stage.scene, platform: browserPlatform });
  const asset = await generator.importGlbAsync(await makeSkinnedGlb('person'), { name: 'person' });
  const moving = () => {
    const container = asset.container as AssetContainer;
    const [mesh] = container.meshes.filter((each) => each.getTotalVertices() > 0);
    return {
      triangles: mesh!.getTotalIndices() / 3,
      bones: mesh!.skeleton?.bones.length,
      groups: container.animationGroups.map(({ targetedAnimations }) => targetedAnimations.length),
    };
  };
  const before = moving();
  await asset.fitAsync({ plan: { triangles: 1_600 } });
  const after = moving();
  expect(after).toEqual({ ...before, triangles: after.triangles });
  expect(after.bones).toBe(17);
  expect([before.triangles, after.triangles > 1_500, after.triangles <= 1_600]).toEqual([3_376, true, true]);
  generator.dispose();
});
