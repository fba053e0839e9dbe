import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { DirectionalLight } from '@babylonjs/core/Lights/directionalLight.js';
import { ShadowGenerator } from '@babylonjs/core/Lights/Shadows/shadowGenerator.js';
import '@babylonjs/core/Lights/Shadows/shadowGeneratorSceneComponent.js';
import { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import { MeshBuilder } from '@babylonjs/core/Meshes/meshBuilder.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Observable } from '@babylonjs/core/Misc/observable.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { applyPlaceholderLook } from '../../../plugin/scene/content/placeholder-look.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { vertexBounds } from '../../../plugin/scene/place/bounds.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { makeSceneGlb, type SceneGlbOptions } from '../../fixtures/make-scene-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';

let scene: Scene;
let placement: TransformNode;

beforeEach(() => {
  scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  placement = createPlacementNode(scene, { name: 'chair' });
});
afterEach(() => {
  scene.getEngine().dispose();
});

async function load(options: SceneGlbOptions = {}, replaces?: AssetContainer) {
  const glb = await makeSceneGlb(options);
  return loadContainer(scene, glb, { name: 'chair', ...(replaces ? { replaces } : {}) });
}

const drawn = (container: AssetContainer) => container.meshes.filter((mesh) => mesh.getTotalVertices() > 0);
const only = (container: AssetContainer): AbstractMesh => drawn(container)[0]!;
const pbr = (container: AssetContainer) => container.materials[0] as PBRMaterial;

/** Deep equality of meshes says nothing: two of them may look the same. */
const ids = (nodes: Iterable<{ uniqueId: number }>) => Array.from(nodes, (node) => node.uniqueId);
const sorted = (nodes: Iterable<{ uniqueId: number }>) => ids(nodes).sort((a, b) => a - b);

async function shown(options?: SceneGlbOptions) {
  const next = await load(options);
  swapContainer({ placement, next, size: 1 });
  return next;
}

/** A swap that an app’s observer breaks at its very end: everything that it did is taken back. */
function expectTakenBack(swap: () => void) {
  const observer = scene.onMeshRemovedObservable.add(() => {
    throw new Error('the app has a bad day');
  });
  expect(swap).toThrow(expect.objectContaining({ code: 'import-failed' }));
  observer.remove();
}

test('the placement node is the app’s: a swap touches nothing of it, and the new content stands in the same place', async () => {
  const parent = new TransformNode('room', scene);
  parent.position.set(3, 0, 0);
  const previous = await shown();
  placement.parent = parent;
  placement.name = 'my throne';
  placement.position.set(1, 2, 3);
  placement.rotation.y = Math.PI / 2;
  placement.scaling.set(2, 2, 2);
  placement.setEnabled(false);
  placement.metadata = { loot: 1 };
  const before = placement.serialize();
  const bounds = vertexBounds(placement.getChildMeshes())!;
  swapContainer({ placement, previous, next: await load({ min: [0, 0, 0], max: [4, 4, 4] }), size: 1 });
  expect(placement.serialize()).toEqual(before);
  expect(placement.parent).toBe(parent);
  const after = vertexBounds(placement.getChildMeshes())!;
  expect(after.min.equalsWithEpsilon(bounds.min, 1e-4)).toBe(true);
  expect(after.max.equalsWithEpsilon(bounds.max, 1e-4)).toBe(true);
  expect(after.min.equalsWithEpsilon(new Vector3(3, 2, 2), 1e-4)).toBe(true);
  expect(after.max.equalsWithEpsilon(new Vector3(5, 4, 4), 1e-4)).toBe(true);
});

test('one stands in the scene, the other waits outside of it, unharmed', async () => {
  const previous = await shown();
  const next = await load({}, previous);
  const before = await sceneCounts(scene);
  swapContainer({ placement, previous, next, size: 1 });
  expect(await sceneCounts(scene)).toMatchObject({
    meshes: before.meshes,
    materials: before.materials,
    textures: before.textures,
    transformNodes: before.transformNodes,
    rootNodes: before.rootNodes,
  });
  expect(ids(scene.meshes)).toEqual(ids(next.meshes));
  expect(ids(placement.getChildMeshes())).toEqual(ids(next.meshes));
  expect(only(previous).isDisposed()).toBe(false);
  expect(only(previous).getTotalVertices()).toBe(24);
});

test('edits on the content are carried over, untouched values are the newcomer’s own', async () => {
  const previous = await shown();
  const mesh = only(previous);
  mesh.setEnabled(false);
  mesh.isPickable = false;
  mesh.checkCollisions = true;
  mesh.receiveShadows = true;
  mesh.renderingGroupId = 2;
  mesh.layerMask = 0x10;
  mesh.metadata = { ...mesh.metadata, quest: 'find me' };
  pbr(previous).roughness = 0.25;
  pbr(previous).albedoColor.g = 0.5;
  pbr(previous).clearCoat.isEnabled = true;
  const hostTexture = pbr(await load()).albedoTexture;
  pbr(previous).emissiveTexture = hostTexture;
  const next = await load({}, previous);
  pbr(next).alphaCutOff = 0.1;
  swapContainer({ placement, previous, next, size: 1 });
  expect(only(next)).toMatchObject({
    isPickable: false,
    checkCollisions: true,
    receiveShadows: true,
    renderingGroupId: 2,
    layerMask: 0x10,
  });
  expect(only(next).isEnabled(false)).toBe(false);
  expect(only(next).metadata).toMatchObject({ quest: 'find me' });
  expect(pbr(next).roughness).toBe(0.25);
  expect(pbr(next).metallic).toBe(0);
  expect(pbr(next).albedoColor.equals(new Color3(1, 0.5, 1))).toBe(true);
  expect(pbr(next).clearCoat.isEnabled).toBe(true);
  expect(pbr(next).emissiveTexture).toBe(hostTexture);
  expect(pbr(next).albedoTexture).toBe(next.textures[0]);
  // And on to the one after.
  const third = await load({ count: 2 }, next);
  swapContainer({ placement, previous: next, next: third, size: 1 });
  for (const each of drawn(third)) expect(each.receiveShadows).toBe(true);
  for (const material of third.materials as PBRMaterial[]) expect(material.roughness).toBe(0.25);
});

test('the app’s own material stays on', async () => {
  const previous = await shown();
  const gold = new PBRMaterial('gold', scene);
  only(previous).material = gold;
  const next = await load({}, previous);
  swapContainer({ placement, previous, next, size: 1 });
  expect(only(next).material).toBe(gold);
  disposeContainer(previous);
  expect(scene.materials).toContain(gold);
});

test('a mesh that the user moved by half a metre stays moved by half a metre, at another native scale too', async () => {
  const previous = await shown();
  only(previous).position.x += 0.5;
  only(previous).rotation = new Vector3(0, 0, 0);
  const before = vertexBounds(placement.getChildMeshes())!;
  const next = await load({ min: [-2, -2, -2], max: [2, 2, 2] }, previous);
  swapContainer({ placement, previous, next, size: 1 });
  const after = vertexBounds(placement.getChildMeshes())!;
  expect(Math.abs(after.min.x - -0.5)).toBeCloseTo(0.5, 4);
  expect(after.min.equalsWithEpsilon(before.min, 1e-4)).toBe(true);
  expect(after.max.equalsWithEpsilon(before.max, 1e-4)).toBe(true);
});

test('shadow casters, and what a light spares, are replaced where they stood; a swap that fails leaves the very list', async () => {
  const light = new DirectionalLight('sun', new Vector3(0, -1, 0), scene);
  const shadows = new ShadowGenerator(64, light);
  const other = MeshBuilder.CreateBox('other', {}, scene);
  const last = MeshBuilder.CreateBox('last', {}, scene);
  const previous = await shown({ count: 2 });
  shadows.addShadowCaster(other);
  shadows.addShadowCaster(previous.meshes[0]!, true);
  shadows.addShadowCaster(last);
  light.excludedMeshes.push(drawn(previous)[1]!);
  const list = shadows.getShadowMap()!.renderList!;
  const before = ids(list);
  const next = await load({}, previous);
  const swap = () => swapContainer({ placement, previous, next, size: 1 });
  expectTakenBack(swap);
  expect(shadows.getShadowMap()!.renderList).toBe(list);
  expect(ids(list)).toEqual(before);
  expect(ids(light.excludedMeshes)).toEqual(ids([drawn(previous)[1]!]));
  swap();
  expect(ids(list)).toEqual(ids([other, next.meshes[0]!, only(next), last]));
  expect(ids(light.excludedMeshes)).toEqual(ids([only(next)]));
});

test('what the app hung on the old mesh hangs on the new one, in the same place in the world', async () => {
  const previous = await shown();
  const hat = MeshBuilder.CreateBox('hat', { size: 0.1 }, scene);
  hat.parent = only(previous);
  hat.position.set(0, 0.6, 0);
  const local = hat.position.asArray();
  const world = hat.computeWorldMatrix(true).getTranslation().clone();
  const next = await load({ min: [-2, -2, -2], max: [2, 2, 2] }, previous);
  const swap = () => swapContainer({ placement, previous, next, size: 1 });
  expectTakenBack(swap);
  expect(hat.parent).toBe(only(previous));
  expect(hat.position.asArray()).toEqual(local);
  expect(scene.meshes).toContain(hat);
  swap();
  expect(hat.parent).toBe(only(next));
  expect(scene.meshes).toContain(hat);
  expect(hat.computeWorldMatrix(true).getTranslation().equalsWithEpsilon(world, 1e-4)).toBe(true);
});

test('swaps go back and forth between two exact states', async () => {
  const previous = await shown();
  const first = sorted(scene.meshes);
  const counts = await sceneCounts(scene);
  const next = await load({}, previous);
  const show = () => swapContainer({ placement, previous, next, size: 1 });
  const goBack = () => swapContainer({ placement, previous: next, next: previous, size: 1 });
  show();
  for (let round = 0; round < 3; round++) {
    goBack();
    expect(sorted(scene.meshes)).toEqual(first);
    expect(only(previous).getScene()).toBe(scene);
    expect(placement.getChildren().length).toBe(1);
    show();
    expect(ids(placement.getChildMeshes())).toEqual(ids(next.meshes));
  }
  goBack();
  disposeContainer(next);
  const after = await sceneCounts(scene);
  expect(after).toEqual({ ...counts, contextObservers: after.contextObservers });
});

test('the placeholder’s look is no edit: its successor is opaque', async () => {
  const previous = await load();
  applyPlaceholderLook(previous);
  swapContainer({ placement, next: previous, size: 1 });
  expect(only(previous).visibility).toBeLessThan(1);
  const next = await load({}, previous);
  const swap = () => swapContainer({ placement, previous, next, size: 1 });
  expectTakenBack(swap);
  expect(only(previous).visibility).toBeLessThan(1);
  swap();
  expect(only(next).visibility).toBe(1);
  expect(pbr(next).transparencyMode).toBe(0);
  expect(only(previous).visibility).toBe(1);
  expect(pbr(next).needDepthPrePass).toBe(false);
  expect((await sceneCounts(scene)).renderObservers).toBe(0);
});

test.each([
  'onNewTextureAddedObservable',
  'onMeshRemovedObservable',
  'onTransformNodeRemovedObservable',
] as const)('an app that throws in %s: the scene is exactly as before', async (observable) => {
  const light = new DirectionalLight('sun', new Vector3(0, -1, 0), scene);
  const shadows = new ShadowGenerator(64, light);
  const previous = await shown();
  shadows.addShadowCaster(previous.meshes[0]!, true);
  const next = await load({}, previous);
  const before = await sceneCounts(scene);
  const meshes = sorted(scene.meshes);
  const casters = ids(shadows.getShadowMap()!.renderList!);
  const observed: Observable<unknown> = scene[observable] as never;
  const observer = observed.add(() => {
    throw new Error('the app has a bad day');
  });
  expect(() => swapContainer({ placement, previous, next, size: 1 })).toThrow(
    expect.objectContaining({ code: 'import-failed', message: expect.stringContaining('bad day') }),
  );
  observer.remove();
  const after = await sceneCounts(scene);
  expect({ ...after, contextObservers: 0 }).toEqual({ ...before, contextObservers: 0 });
  expect(sorted(scene.meshes)).toEqual(meshes);
  expect(ids(placement.getChildMeshes())).toEqual(ids(previous.meshes));
  expect(ids(shadows.getShadowMap()!.renderList!)).toEqual(casters);
  // And it works once the app has recovered.
  swapContainer({ placement, previous, next, size: 1 });
  expect(ids(placement.getChildMeshes())).toEqual(ids(next.meshes));
});

test('a deleted placement node is not filled', async () => {
  const next = await load();
  placement.dispose();
  expect(() => swapContainer({ placement, next, size: 1 })).toThrow(
    expect.objectContaining({ code: 'aborted' }),
  );
  expect(scene.meshes).toHaveLength(0);
});
