import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { commands } from 'vitest/browser';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { createFitEngine } from '../../../plugin/fit/browser.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { makeSkinnedGlb, SKINNED_NAMES } from '../../fixtures/skinned/skinned-files.ts';
import { createStage } from './stage.ts';

const POSES = 10;
const SIZE_PX = 400;
const STRONG = 40;

const fits = createFitEngine();
let stage: ReturnType<typeof createStage>;
beforeEach(() => {
  stage = createStage();
  stage.scene.getEngine().setSize(SIZE_PX, SIZE_PX);
});
afterEach(() => stage.dispose());
afterAll(() => fits.dispose());

/** The container alone in the scene, in ten poses of its animations: RGBA of each. */
async function drawPoses(container: AssetContainer): Promise<Uint8Array[]> {
  const { scene, camera } = stage;
  container.addAllToScene();
  scene.lights.find(({ name }) => name === 'sky')!.intensity = 1.4;
  for (const mesh of container.meshes) mesh.alwaysSelectAsActiveMesh = true;
  const { min, max } = container.meshes[0]!.getHierarchyBoundingVectors();
  camera.setTarget(min.add(max).scale(0.5));
  camera.alpha = -1.2;
  camera.beta = 1.1;
  camera.radius = 1.9 * Math.max(...max.subtract(min).asArray());
  const images: Uint8Array[] = [];
  for (const group of container.animationGroups) group.start(false, 1, group.from, group.to).pause();
  for (let pose = 0; pose < POSES; pose++) {
    for (const group of container.animationGroups)
      group.goToFrame(group.from + ((group.to - group.from) * (pose + 0.5)) / POSES);
    await scene.whenReadyAsync();
    scene.render();
    const view = await scene.getEngine().readPixels(0, 0, SIZE_PX, SIZE_PX);
    images.push(new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)));
  }
  container.removeAllFromScene();
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

test.each(SKINNED_NAMES)('%s at half its triangles moves as before', async (name) => {
  const master = await makeSkinnedGlb(name);
  const session = await fits.openAsync(master);
  const { triangles } = session.facts.stats;
  const target = Math.floor(triangles / 2);
  const { glb, report } = await session.fitAsync({ ...DEFAULT_FIT_PLAN, triangles: target, repairs: [] });
  session.close();
  expect(report.after.triangles).toBeLessThanOrEqual(target);
  const load = (file: Uint8Array) => loadContainer(stage.scene, file, { name });
  const before = await drawPoses(await load(master));
  const after = await drawPoses(await load(glb));
  const shares = before.map((image, pose) => strongShare(image, after[pose]!));
  const moved = before.slice(1).map((image, pose) => strongShare(image, before[pose]!));
  console.log(name, triangles, report.after.triangles, 'worst', Math.max(...shares).toFixed(4), 'mean', (shares.reduce((a, b) => a + b) / POSES).toFixed(4), 'moved', Math.min(...moved).toFixed(3));
  await sheet(name, [before, after]);
  expect(Math.min(...moved)).toBeGreaterThan(0.02);
  expect(Math.max(...shares)).toBeLessThanOrEqual(0.03);
});

async function sheet(name: string, rows: readonly (readonly Uint8Array[])[]): Promise<void> {
  const canvas = document.createElement('canvas');
  const size = 200;
  canvas.width = size * POSES;
  canvas.height = size * rows.length;
  const context = canvas.getContext('2d')!;
  for (const [y, row] of rows.entries())
    for (const [x, pixels] of row.entries()) {
      const flipped = new Uint8ClampedArray(pixels.length);
      for (let line = 0; line < SIZE_PX; line++)
        flipped.set(pixels.subarray(4 * SIZE_PX * line, 4 * SIZE_PX * (line + 1)), 4 * SIZE_PX * (SIZE_PX - 1 - line));
      const bitmap = await createImageBitmap(new ImageData(flipped, SIZE_PX, SIZE_PX));
      context.drawImage(bitmap, x * size, y * size, size, size);
    }
  await commands.writeFile(`/tmp/skin/sheet-${name}.png`, canvas.toDataURL().split(',')[1]!, 'base64');
}
