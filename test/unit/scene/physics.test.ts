import '@babylonjs/core/Physics/joinedPhysicsEngineComponent.js';
import '@babylonjs/core/Physics/v2/physicsEngineComponent.js';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { PhysicsMotionType, PhysicsShapeType } from '@babylonjs/core/Physics/v2/IPhysicsEnginePlugin.js';
import { HavokPlugin } from '@babylonjs/core/Physics/v2/Plugins/havokPlugin.js';
import { PhysicsAggregate } from '@babylonjs/core/Physics/v2/physicsAggregate.js';
import { PhysicsBody } from '@babylonjs/core/Physics/v2/physicsBody.js';
import type { PhysicsEngine } from '@babylonjs/core/Physics/v2/physicsEngine.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FittedCollider } from '../../../plugin/fit/mesh/surface.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { createColliderShape } from '../../../plugin/scene/physics.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { loadHavok } from '../../fixtures/havok.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';

let scene: Scene;
let placement: TransformNode;

beforeEach(async () => {
  scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  scene.enablePhysics(new Vector3(0, -9.81, 0), new HavokPlugin(true, await loadHavok()));
  placement = createPlacementNode(scene, { name: 'chair' });
});
afterEach(() => scene.getEngine().dispose());

/** A box of 4 × 2 × 2 whose corner is the origin, shown 1 m long: 4 units are 1 m. */
async function show() {
  const glb = await makeSceneGlb({ min: [0, 0, 0], max: [4, 2, 2] });
  const container = await loadContainer(scene, glb, { name: 'chair' });
  swapContainer({ placement, next: container, size: 1 });
  return container;
}

const BOX: FittedCollider = { kind: 'box', min: [0, 0, 0], max: [4, 2, 2] };
const HULL: FittedCollider = {
  kind: 'hull',
  positions: new Float32Array([0, 0, 0, 4, 0, 0, 0, 2, 0, 4, 2, 0, 0, 0, 2, 4, 0, 2, 0, 2, 2, 4, 2, 2]),
  indices: new Uint32Array([
    0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7,
    5,
  ]),
};
const CAPSULE: FittedCollider = { kind: 'capsule', start: [1, 1, 1], end: [3, 1, 1], radius: 1 };

/** Where rays along the axes meet a shape of a body on the placement node, in the world, through a point inside it. */
function worldBox(shape: Awaited<ReturnType<typeof createColliderShape>>, inside: Vector3) {
  const body = new PhysicsBody(placement, PhysicsMotionType.STATIC, false, scene);
  body.shape = shape;
  const physics = scene.getPhysicsEngine() as PhysicsEngine;
  physics._step(1 / 60);
  const hit = (axis: Vector3) => {
    const { hitPointWorld } = physics.raycast(inside.add(axis.scale(100)), inside);
    return Vector3.Dot(
      hitPointWorld,
      Vector3.Normalize(new Vector3(Math.abs(axis.x), Math.abs(axis.y), Math.abs(axis.z))),
    );
  };
  const axes = [Vector3.Right(), Vector3.Up(), Vector3.Forward()];
  const box = { min: axes.map((axis) => hit(axis.negate())), max: axes.map(hit) };
  body.dispose();
  return box;
}

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 2));

test.each([
  ['box', BOX],
  ['hull', HULL],
  ['capsule', CAPSULE],
] as const)('a %s is as large as what stands on the node, wherever the node is', async (_, collider) => {
  const container = await show();
  placement.position.set(10, 0, 0);
  const shape = await createColliderShape(collider, scene, { root: placement, container });
  const { min, max } = worldBox(shape, new Vector3(10, 0.25, 0));
  expect(min).toEqual(near([9.5, 0, -0.25]));
  expect(max).toEqual(near([10.5, 0.5, 0.25]));
  placement.scaling.setAll(2);
  const large = await createColliderShape(collider, scene, { root: placement, container });
  expect(worldBox(large, new Vector3(10, 0.5, 0)).max).toEqual(near([11, 1, 0.5]));
  expect(scene.meshes.some(({ name }) => name === 'collider')).toBe(false);
});

test('without an asset the shape is that of the file', async () => {
  const box = worldBox(await createColliderShape(BOX, scene), new Vector3(-2, 1, 1));
  expect(box.min).toEqual(near([-4, 0, 0]));
  expect(box.max).toEqual(near([0, 2, 2]));
});

test('a body on the placement node stays through a swap, and goes on falling', async () => {
  const container = await show();
  placement.position.y = 5;
  const aggregate = new PhysicsAggregate(
    placement,
    PhysicsShapeType.BOX,
    { mass: 1, extents: Vector3.One() },
    scene,
  );
  const { body, shape } = aggregate;
  const next = await loadContainer(scene, await makeSceneGlb(), { name: 'chair', replaces: container });
  swapContainer({ placement, previous: container, next, size: 1 });
  expect([placement.physicsBody === body, body.shape === shape, body.transformNode === placement]).toEqual([
    true,
    true,
    true,
  ]);
  for (let step = 0; step < 10; step++) scene.getPhysicsEngine()?._step(1 / 60);
  expect(placement.position.y).toBeLessThan(5);
});

test('a scene without physics is told so', async () => {
  const bare = new Scene(scene.getEngine());
  await expect(createColliderShape(BOX, bare)).rejects.toMatchObject({ code: 'unsupported-platform' });
  bare.dispose();
});
