import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { CreateBox } from '@babylonjs/core/Meshes/Builders/boxBuilder.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { groundPoint } from '../../../plugin/inspector/viewport/ground-point.ts';
import { landingOutline } from '../../../plugin/inspector/viewport/landing.ts';

let scene: Scene;
beforeEach(() => {
  scene = new Scene(new NullEngine());
  const camera = new FreeCamera('camera', new Vector3(0, 3, -4), scene);
  camera.setTarget(Vector3.Zero());
  scene.render();
});
afterEach(() => scene.getEngine().dispose());

const MIDDLE = { x: 0.5, y: 0.5 };
const round = (point: Vector3 | undefined) =>
  point?.asArray().map((value) => Math.round(1000 * value) / 1000 + 0);

it('is on the plane of the ground where nothing stands', () => {
  expect(round(groundPoint(scene, MIDDLE, 1))).toEqual([0, 0, 0]);
});

it('is on a table, but not on a wall', () => {
  const table = CreateBox('table', { width: 4, height: 0.6, depth: 4 }, scene);
  table.material = new StandardMaterial('wood', scene);
  table.position.y = 0.3;
  scene.render();
  expect(groundPoint(scene, MIDDLE, 1)?.y).toBeCloseTo(0.6);
  table.dispose();
  const wall = CreateBox('wall', { width: 4, height: 4, depth: 0.1 }, scene);
  wall.material = new StandardMaterial('paint', scene);
  wall.position.z = -0.5;
  scene.render();
  expect(round(groundPoint(scene, MIDDLE, 1))).toEqual([0, 0, 0]);
});

it('is nowhere above the horizon, or where an asset would be a dot', () => {
  const camera = scene.activeCamera as FreeCamera;
  camera.setTarget(new Vector3(0, 3, 10));
  scene.render();
  expect(groundPoint(scene, { x: 0.5, y: 0.2 }, 1)).toBeUndefined();
  expect(groundPoint(scene, { x: 0.5, y: 0.505 }, 1)).toBeUndefined();
  expect(groundPoint(scene, { x: 0.5, y: 0.9 }, 1)).toBeDefined();
});

it('is where the ring is drawn that shows it', () => {
  const at = groundPoint(scene, { x: 0.7, y: 0.6 }, 1);
  const ring = landingOutline(scene, { width: 1000, height: 500 }, at!, 0.02);
  for (const { x, y } of ring) {
    expect(Math.abs(x - 700)).toBeLessThan(5);
    expect(Math.abs(y - 300)).toBeLessThan(5);
  }
});
