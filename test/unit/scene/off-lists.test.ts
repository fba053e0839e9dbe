import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMesh, offLists } from '../../../plugin/scene/content/make-mesh.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { prepareContentNode } from '../../../plugin/scene/place/content-node.ts';
import { createImageCard } from '../../../plugin/scene/view/image-card.ts';
import { makePng } from '../../fixtures/make-image.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';

let scene: Scene;
beforeEach(() => {
  scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
});
afterEach(() => scene.getEngine().dispose());

/** As when memory runs out, or an observer of the app’s throws: at the n-th thing that is made. */
function failAt(count: number) {
  const real = scene.getUniqueId.bind(scene);
  let left = count;
  return vi.spyOn(scene, 'getUniqueId').mockImplementation(() => {
    left -= 1;
    if (left === 0) throw new Error('No more ids.');
    return real();
  });
}
/** Whatever failed before, a node of the app’s comes to stand in its scene. */
function expectScenePutsNodesOnItsLists() {
  const node = new TransformNode('of the app', scene);
  expect(scene.transformNodes).toContain(node);
  node.dispose();
}

test('a content node that cannot be made leaves the scene as it was', async () => {
  const container = await loadContainer(scene, await makeSceneGlb(), { name: 'box' });
  const other = Object.create(container) as typeof container;
  const spy = failAt(1);
  expect(() => prepareContentNode(other)).toThrow('No more ids.');
  spy.mockRestore();
  expectScenePutsNodesOnItsLists();
  container.dispose();
});

test.each([1, 2, 3])('an image card that cannot be made leaves the scene as it was: thing %d', (count) => {
  const observers = () => scene.onDisposeObservable.observers.length;
  const lists = () => [scene.meshes.length, scene.materials.length, scene.textures.length, observers()];
  const before = lists();
  const png = makePng(4, 4, () => [255, 0, 0, 255]);
  const spy = failAt(count);
  const make = () => createImageCard(scene, { png, widthPx: 4, heightPx: 4 }, { name: 'card', size: 1 });
  expect(make).toThrow('No more ids.');
  spy.mockRestore();
  expectScenePutsNodesOnItsLists();
  expect(lists()).toEqual(before);
});

test('a mesh that cannot be made leaves the scene as it was', async () => {
  const container = await loadContainer(scene, await makeSceneGlb(), { name: 'box' });
  const data = {
    positions: new Float32Array(9),
    normals: new Float32Array(9),
    uvs: new Float32Array(6),
    indices: new Uint32Array(3),
  };
  const spy = failAt(1);
  expect(() => createMesh(container, 'mesh', data as never)).toThrow('No more ids.');
  spy.mockRestore();
  expectScenePutsNodesOnItsLists();
  container.dispose();
});

test('work off the lists inside other such work does not end it', () => {
  offLists(scene, () => {
    offLists(scene, () => {});
    const node = new TransformNode('inner', scene);
    expect(scene.transformNodes).not.toContain(node);
  });
  expectScenePutsNodesOnItsLists();
});
