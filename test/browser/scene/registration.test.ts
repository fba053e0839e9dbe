// The side effect that the Inspector's main chunk has: `.glb` belongs to a loader without a glTF 2 parser.
import '@babylonjs/loaders/glTF/glTFFileLoader.js';
import { SceneLoader } from '@babylonjs/core/Loading/sceneLoader.js';
import { registerBuiltInLoaders } from '@babylonjs/loaders/dynamic.js';
import { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';
import { createStage } from './stage.ts';

let stage: ReturnType<typeof createStage>;
beforeAll(() => {
  stage = createStage();
});
afterAll(() => stage.dispose());

async function expectLoads() {
  const container = await loadContainer(stage.scene, await makeSceneGlb(), { name: 'chair' });
  expect(container.meshes[1]!.getTotalVertices()).toBe(24);
  disposeContainer(container);
}

test('loads after the Inspector’s side effect alone, with nothing else registered', async () => {
  expect((GLTFFileLoader as unknown as { _CreateGLTF2Loader?: unknown })._CreateGLTF2Loader).toBeUndefined();
  await expectLoads();
});

test('loads after registerBuiltInLoaders, and after the Inspector’s loader came over it', async () => {
  registerBuiltInLoaders();
  await expectLoads();
  SceneLoader.RegisterPlugin(new GLTFFileLoader());
  await expectLoads();
});

test('observers that turn the validator on, before and after, have no effect on our loads and keep theirs on others', async () => {
  const validated: string[] = [];
  const observe = (label: string) =>
    SceneLoader.OnPluginActivatedObservable.add((plugin) => {
      const loader = plugin as GLTFFileLoader;
      loader.validate = true;
      loader.skipMaterials = true;
      loader.onValidatedObservable.add(() => validated.push(label));
    });
  const early = observe('before');
  const pending = loadContainer(stage.scene, await makeSceneGlb(), { name: 'chair' });
  const late = observe('after');
  const container = await pending;
  expect(container.materials).toHaveLength(1);
  expect(validated).toEqual([]);
  expect(document.querySelector('script[src*="gltf_validator"]')).toBeNull();
  expect(SceneLoader.OnPluginActivatedObservable.observers.length).toBe(2);
  early?.remove();
  late?.remove();
  disposeContainer(container);
});
