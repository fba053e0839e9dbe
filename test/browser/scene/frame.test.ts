import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { contentBounds } from '../../../plugin/scene/place/bounds.ts';
import { frameIfOutOfView, isInView } from '../../../plugin/scene/place/frame.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';
import { createStage, draw, isRed } from './stage.ts';

let stage: ReturnType<typeof createStage>;
let placement: TransformNode;
beforeEach(async () => {
  stage = createStage();
  placement = createPlacementNode(stage.scene, { name: 'chair' });
  const next = await loadContainer(stage.scene, await makeSceneGlb(), { name: 'chair' });
  swapContainer({ placement, next, size: 1 });
});
afterEach(() => stage.dispose());

test('what is in view stays where it is', () => {
  const { camera } = stage;
  expect(frameIfOutOfView(camera, placement)).toBe(false);
  expect(camera.radius).toBe(3);
});

test.each([
  ['beside the view', new Vector3(10, 0, 0)],
  ['behind the camera', new Vector3(0, 0, -8)],
  ['a speck in the distance', new Vector3(0, 0, 80)],
])('an orbiting camera goes to an asset that is %s', async (_, position) => {
  const { scene, camera } = stage;
  const { alpha, beta } = camera;
  placement.position.copyFrom(position);
  expect(frameIfOutOfView(camera, placement)).toBe(true);
  expect(camera.target.equalsWithEpsilon(position.add(new Vector3(0, 0.5, 0)), 1e-4)).toBe(true);
  expect([camera.alpha, camera.beta]).toEqual([alpha, beta]);
  expect(isInView(camera, contentBounds(placement)!)).toBe(true);
  expect((await draw(scene)).count(isRed)).toBeGreaterThan(2000);
  expect(frameIfOutOfView(camera, placement)).toBe(false);
});

test.each([false, true])('a free camera keeps its direction (right-handed: %s)', async (isRightHanded) => {
  const { scene } = stage;
  scene.useRightHandedSystem = isRightHanded;
  const camera = new FreeCamera('free', new Vector3(4, 3, 2), scene);
  camera.setTarget(new Vector3(9, 3, 3));
  scene.activeCamera = camera;
  const direction = camera.getDirection(Vector3.Forward(isRightHanded));
  expect(frameIfOutOfView(camera, placement)).toBe(true);
  expect(camera.getDirection(Vector3.Forward(isRightHanded)).equalsWithEpsilon(direction, 1e-6)).toBe(true);
  expect((await draw(scene)).count(isRed)).toBeGreaterThan(2000);
});

test('limits of an orbiting camera are respected; locked, parented and empty cases are left alone', () => {
  const { scene, camera } = stage;
  placement.position.x = 50;
  camera.upperRadiusLimit = 1;
  expect(frameIfOutOfView(camera, placement)).toBe(true);
  expect(camera.radius).toBe(1);
  placement.position.x = -50;
  camera.parent = new TransformNode('rig', scene);
  expect(frameIfOutOfView(camera, placement)).toBe(false);
  camera.parent = null;
  expect(frameIfOutOfView(camera, new TransformNode('empty', scene))).toBe(false);
});

test('while the engine renders it is a ride, which the user can end', async () => {
  const { scene, camera } = stage;
  // Each frame is a sixtieth of a second of the ride, however long it takes.
  scene.useConstantAnimationDeltaTime = true;
  /** Settles in the frame in which the condition comes true. */
  const frameWith = (condition: () => boolean, act = () => {}) =>
    new Promise<void>((resolve) => {
      const observer = scene.onAfterRenderObservable.add(() => {
        if (!condition()) return;
        observer.remove();
        act();
        resolve();
      });
    });
  placement.position.x = 10;
  scene.getEngine().runRenderLoop(() => scene.render());
  expect(frameIfOutOfView(camera, placement)).toBe(true);
  expect(camera.target.x).toBe(0);
  await frameWith(() => camera.target.x === 10);
  placement.position.x = 30;
  expect(frameIfOutOfView(camera, placement)).toBe(true);
  let stopped = 0;
  await frameWith(
    () => camera.target.x > 10,
    () => {
      camera.alpha += 1;
      stopped = camera.target.x;
    },
  );
  let frames = 0;
  await frameWith(() => ++frames === 120);
  expect(camera.target.x).toBe(stopped);
  expect(stopped).toBeLessThan(30);
  scene.getEngine().stopRenderLoop();
});
