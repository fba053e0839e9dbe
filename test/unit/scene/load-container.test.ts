import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { SceneLoader } from '@babylonjs/core/Loading/sceneLoader.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { disposeContainer } from '../../../plugin/scene/content/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { editGlbJson } from '../../fixtures/make-glb.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';

let scene: Scene;

beforeEach(() => {
  scene = new Scene(new NullEngine());
});
afterEach(() => {
  scene.getEngine().dispose();
});

describe('loadContainer', () => {
  test('gives what the file holds, named after the asset, outside of the scene', async () => {
    const before = await sceneCounts(scene);
    const container = await loadContainer(scene, await makeSceneGlb(), { name: 'chair' });
    const after = await sceneCounts(scene);
    expect(after).toMatchObject({
      meshes: before.meshes,
      materials: before.materials,
      transformNodes: before.transformNodes,
      rootNodes: before.rootNodes,
      geometries: before.geometries,
    });
    expect(container.meshes.map((mesh) => mesh.name)).toEqual(['chair.glb', 'chair']);
    expect(container.materials.map((material) => material.name)).toEqual(['chair']);
    expect(container.textures.map((texture) => texture.name)).toEqual(['chair (Base Color)']);
    expect(container.meshes[1]!.getTotalVertices()).toBe(24);
    expect(container.meshes[1]!.getTotalIndices()).toBe(36);
    expect(container.rootNodes.map((node) => node.name)).toEqual(['content']);
    expect(container.meshes[0]!.parent).toBe(container.rootNodes[0]);
    expect(container.meshes[0]!.isEnabled()).toBe(true);
  });

  test('numbers several meshes', async () => {
    const container = await loadContainer(scene, await makeSceneGlb({ count: 2 }), { name: 'chair' });
    expect(container.meshes.map((mesh) => mesh.name)).toEqual(['chair.glb', 'chair 1', 'chair 2']);
  });

  test('20 rounds of load, show and dispose leave nothing', async () => {
    const glb = await makeSceneGlb({ count: 2 });
    disposeContainer(await loadContainer(scene, glb, { name: 'first' }));
    const before = await sceneCounts(scene);
    for (let round = 0; round < 20; round++) {
      const container = await loadContainer(scene, glb, { name: 'chair' });
      container.addAllToScene();
      disposeContainer(container);
    }
    expect(await sceneCounts(scene)).toEqual(before);
  });

  test.each([
    ['no GLB at all', () => Promise.resolve(new TextEncoder().encode('<html>504 Gateway Timeout</html>'))],
    ['a cut file', async () => (await makeSceneGlb()).slice(0, 700)],
    [
      'an index out of range',
      async () =>
        editGlbJson(await makeSceneGlb(), (json) =>
          Object.assign(json, { meshes: [{ primitives: [{ attributes: { POSITION: 99 } }] }] }),
        ),
    ],
    [
      'no geometry',
      async () =>
        editGlbJson(await makeSceneGlb(), (json) =>
          Object.assign(json, { nodes: [{ name: 'empty' }], meshes: undefined }),
        ),
    ],
    [
      'an unknown required extension',
      async () =>
        editGlbJson(await makeSceneGlb(), (json) =>
          Object.assign(json, { extensionsUsed: ['X_y'], extensionsRequired: ['X_y'] }),
        ),
    ],
    [
      'an image elsewhere',
      async () =>
        editGlbJson(await makeSceneGlb(), (json) =>
          Object.assign(json, { images: [{ uri: 'https://example.com/a.png' }] }),
        ),
    ],
    [
      'a buffer elsewhere',
      async () =>
        editGlbJson(await makeSceneGlb(), (json) =>
          Object.assign(json.buffers[0]!, { uri: 'https://example.com/a.bin' }),
        ),
    ],
  ])('%s: import-failed, and the scene is as before', async (_, make) => {
    disposeContainer(await loadContainer(scene, await makeSceneGlb(), { name: 'first' }));
    const before = await sceneCounts(scene);
    const request = vi.spyOn(globalThis, 'fetch');
    const glb = await make();
    await expect(loadContainer(scene, glb, { name: 'bad' })).rejects.toMatchObject({
      name: 'ImageTo3DError',
      code: 'import-failed',
    });
    expect(request).not.toHaveBeenCalled();
    expect(await sceneCounts(scene)).toEqual(before);
  });

  test('an abort, before or during the load, leaves nothing', async () => {
    const glb = await makeSceneGlb();
    disposeContainer(await loadContainer(scene, glb, { name: 'first' }));
    const before = await sceneCounts(scene);
    const early = AbortSignal.abort();
    await expect(loadContainer(scene, glb, { name: 'chair', signal: early })).rejects.toMatchObject({
      code: 'aborted',
    });
    const controller = new AbortController();
    const load = loadContainer(scene, glb, { name: 'chair', signal: controller.signal });
    queueMicrotask(() => controller.abort());
    await expect(load).rejects.toMatchObject({ code: 'aborted' });
    // The loader cannot be stopped: it runs on, and what it made is taken away at its end.
    await expect.poll(() => sceneCounts(scene)).toEqual(before);
  });

  test('lights, cameras’ behaviours and CDN decoders in a file stay off', async () => {
    const glb = editGlbJson(await makeSceneGlb(), (json) => {
      Object.assign(json, {
        extensionsUsed: ['KHR_lights_punctual'],
        extensions: { KHR_lights_punctual: { lights: [{ type: 'point' }] } },
      });
      Object.assign(json.nodes[0]!, { extensions: { KHR_lights_punctual: { light: 0 } } });
    });
    const container = await loadContainer(scene, glb, { name: 'chair' });
    expect(container.lights).toHaveLength(0);
    // Meshopt is unpacked by ourselves; these two need decoders that an app has to bring.
    for (const name of ['KHR_draco_mesh_compression', 'KHR_texture_basisu']) {
      const compressed = editGlbJson(await makeSceneGlb(), (json) =>
        Object.assign(json, { extensionsUsed: [name], extensionsRequired: [name] }),
      );
      await expect(loadContainer(scene, compressed, { name: 'bad' })).rejects.toThrow(name);
    }
  });

  test('no plugin-activation observer gets to touch the loader', async () => {
    const seen: string[] = [];
    const observer = SceneLoader.OnPluginActivatedObservable.add((plugin) => {
      seen.push(plugin.name);
      (plugin as { validate?: boolean }).validate = true;
    });
    await loadContainer(scene, await makeSceneGlb(), { name: 'chair' });
    expect(seen).toEqual([]);
    observer.remove();
  });
});
