import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Quaternion, Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { vertexBounds } from '../../../plugin/scene/place/bounds.ts';
import { placeContainer } from '../../../plugin/scene/place/content-node.ts';
import { createPlacementNode, uniqueName } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { editGlbJson } from '../../fixtures/make-glb.ts';
import { makeSceneGlb, type SceneGlbOptions } from '../../fixtures/make-scene-glb.ts';

let scene: Scene;

beforeEach(() => {
  scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
});
afterEach(() => {
  scene.getEngine().dispose();
});

async function show(placement: TransformNode, size: number, glb?: SceneGlbOptions) {
  const next = await loadContainer(scene, await makeSceneGlb(glb), { name: placement.name });
  swapContainer({ placement, next, size });
  return next;
}

/** Bounds of the content in the placement node's own space. */
function localBounds(placement: TransformNode) {
  const { parent, position, rotation, scaling, rotationQuaternion } = placement;
  const kept = {
    parent,
    position: position.clone(),
    rotation: rotation.clone(),
    scaling: scaling.clone(),
    rotationQuaternion,
  };
  Object.assign(placement, {
    parent: null,
    rotationQuaternion: null,
    rotation: Vector3.Zero(),
    position: Vector3.Zero(),
    scaling: Vector3.One(),
  });
  const bounds = vertexBounds(placement.getChildMeshes())!;
  Object.assign(placement, kept);
  return bounds;
}

function expectVector(actual: Vector3, x: number, y: number, z: number) {
  expect(actual.x).toBeCloseTo(x, 4);
  expect(actual.y).toBeCloseTo(y, 4);
  expect(actual.z).toBeCloseTo(z, 4);
}

const HALF_TURN = Math.SQRT1_2;
const CASES: [string, SceneGlbOptions, number, [number, number, number], [number, number, number]][] = [
  ['a unit cube', {}, 1, [-0.5, 0, -0.5], [0.5, 1, 0.5]],
  ['a flat box off centre', { min: [2, 3, 4], max: [4, 3.5, 5] }, 1, [-0.5, 0, -0.25], [0.5, 0.25, 0.25]],
  ['a tall box of 3 m', { min: [-1, -2, -1], max: [1, 6, 1] }, 3, [-0.375, 0, -0.375], [0.375, 3, 0.375]],
  [
    'a box turned a quarter about x',
    { max: [0.5, 0.5, 1.5], rotation: [HALF_TURN, 0, 0, HALF_TURN] },
    2,
    [-0.5, 0, -0.5],
    [0.5, 2, 0.5],
  ],
  // A cube turned by 45° about z is √2 wide and high: the box of its box would be 2 wide.
  [
    'a cube on its edge',
    { rotation: [0, 0, Math.sin(Math.PI / 8), Math.cos(Math.PI / 8)] },
    1,
    [-0.5, 0, -0.5 * HALF_TURN],
    [0.5, 1, 0.5 * HALF_TURN],
  ],
];

describe.each([false, true])('in a scene that is right-handed: %s', (isRightHanded) => {
  beforeEach(() => {
    scene.useRightHandedSystem = isRightHanded;
  });

  test.each(CASES)(
    '%s: longest side as asked, bottom centre at the origin',
    async (_, glb, size, min, max) => {
      const placement = createPlacementNode(scene, { name: 'chair', size });
      await show(placement, size, glb);
      const bounds = vertexBounds(placement.getChildMeshes())!;
      expectVector(bounds.min, ...min);
      expectVector(bounds.max, ...max);
    },
  );

  test('a transform above does not change the fit', async () => {
    const parent = new TransformNode('parent', scene);
    parent.position.set(5, 6, 7);
    parent.scaling.set(2, 3, 4);
    parent.rotationQuaternion = Quaternion.FromEulerAngles(0.3, 1, 0.2);
    const placement = createPlacementNode(scene, { name: 'chair', parent, position: new Vector3(1, 2, 3) });
    placement.rotation.y = 1;
    placement.scaling.setAll(0.5);
    await show(placement, 1);
    const bounds = localBounds(placement);
    expectVector(bounds.min, -0.5, 0, -0.5);
    expectVector(bounds.max, 0.5, 1, 0.5);
    expectVector(placement.position, 1, 2, 3);
  });
});

test('bounds are those of the vertices, whatever the file says', async () => {
  const glb = editGlbJson(await makeSceneGlb(), (json) => {
    for (const accessor of json.accessors)
      if (accessor.type === 'VEC3') Object.assign(accessor, { min: [-9, -9, -9], max: [9, 9, 9] });
  });
  const next = await loadContainer(scene, glb, { name: 'chair' });
  const placement = createPlacementNode(scene, { name: 'chair' });
  swapContainer({ placement, next, size: 1 });
  expectVector(vertexBounds(placement.getChildMeshes())!.max, 0.5, 1, 0.5);
  expectVector(next.meshes[1]!.getBoundingInfo().boundingBox.maximum, 0.5, 0.5, 0.5);
});

test('two nodes of one mesh are one geometry, drawn twice, and both are measured', async () => {
  const glb = editGlbJson(await makeSceneGlb({ count: 2 }), (json) => {
    for (const node of json.nodes) if ('mesh' in node) node.mesh = 0;
  });
  const placement = createPlacementNode(scene, { name: 'pair', size: 3 });
  const previous = await loadContainer(scene, glb, { name: 'pair' });
  swapContainer({ placement, next: previous, size: 3 });
  expect(previous.geometries).toHaveLength(1);
  expect(previous.meshes.map((mesh) => mesh.isAnInstance)).toEqual([false, false, true]);
  // Two cubes of 1 m, 1 m apart: 3 m long.
  const bounds = vertexBounds(placement.getChildMeshes())!;
  expectVector(bounds.min, -1.5, 0, -0.5);
  expectVector(bounds.max, 1.5, 1, 0.5);
  previous.meshes[1]!.material = null;
  const next = await loadContainer(scene, glb, { name: 'pair', replaces: previous });
  swapContainer({ placement, previous, next, size: 3 });
  expect(placement.getChildMeshes()).toHaveLength(3);
});

test('placing again changes the size and nothing else', async () => {
  const placement = createPlacementNode(scene, { name: 'chair' });
  const container = await show(placement, 1);
  const fit = placeContainer(container, { size: 4 });
  expect(fit.parent).toBe(placement);
  expectVector(vertexBounds(placement.getChildMeshes())!.max, 2, 4, 2);
});

test('something without extent, or a size of nothing, is refused', async () => {
  const flat = await loadContainer(scene, await makeSceneGlb({ min: [1, 1, 1], max: [1, 1, 1] }), {
    name: 'dot',
  });
  expect(() => placeContainer(flat, { size: 1 })).toThrow(expect.objectContaining({ code: 'import-failed' }));
  const cube = await loadContainer(scene, await makeSceneGlb(), { name: 'cube' });
  for (const size of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => placeContainer(cube, { size })).toThrow(expect.objectContaining({ code: 'validation' }));
});

test('names are unique, and stay free of clashes with the app’s', () => {
  new TransformNode('chair 2', scene);
  const names = [1, 2, 3].map(() => createPlacementNode(scene, { name: 'chair' }).name);
  expect(names).toEqual(['chair', 'chair 3', 'chair 4']);
  expect(uniqueName(scene, 'table')).toBe('table');
});

test('a new asset steps aside from those that stand there, and from places that wait for one', async () => {
  const first = createPlacementNode(scene, { name: 'chair', size: 1 });
  await show(first, 1);
  const second = createPlacementNode(scene, { name: 'chair', size: 1 });
  const third = createPlacementNode(scene, { name: 'chair', size: 1 });
  expect([first, second, third].map(({ position }) => position.asArray())).toEqual([
    [0, 0, 0],
    [1.2, 0, 0],
    [2.4, 0, 0],
  ]);
  first.position.z = 5;
  first.computeWorldMatrix(true);
  expect(createPlacementNode(scene, { name: 'chair' }).position.asArray()).toEqual([0, 0, 0]);
  // Under a parent elsewhere the origin is free.
  const parent = new TransformNode('far', scene);
  parent.position.x = 100;
  expect(createPlacementNode(scene, { name: 'chair', parent }).position.asArray()).toEqual([0, 0, 0]);
});

test('a new asset keeps its distance whatever stands there', () => {
  const spots = fc.array(
    fc.record({
      x: fc.double({ min: -9, max: 9, noNaN: true }),
      z: fc.double({ min: -9, max: 9, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(spots, fc.double({ min: 0.1, max: 5, noNaN: true }), (occupied, size) => {
      const others = occupied.map(({ x, z }) =>
        createPlacementNode(scene, { name: 'other', size, position: new Vector3(x, 0, z) }),
      );
      const node = createPlacementNode(scene, { name: 'new', size });
      for (const { position } of others) {
        const away = position.subtract(node.position);
        expect(Math.max(Math.abs(away.x), Math.abs(away.z))).toBeGreaterThanOrEqual(size - 1e-9);
      }
      for (const each of [node, ...others]) each.dispose();
    }),
  );
});
