import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GeneratedAsset } from '../../../plugin/asset/contract.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { readProvenance } from '../../../plugin/scene/place/provenance.ts';
import { createScriptedEngine, type ScriptedEngine } from '../../fixtures/scripted-engine.ts';

const IMAGE: PreparedImage = {
  name: 'chair',
  png: new Uint8Array([1]),
  hash: 'c'.repeat(64),
  widthPx: 64,
  heightPx: 64,
  hasAlpha: true,
  source: { format: 'png', mimeType: 'image/png', widthPx: 64, heightPx: 64, animated: false, fileBytes: 1 },
  warnings: [],
};

let engine: ScriptedEngine;
let scene: Scene;
let generator: Generator;
let shown: GeneratedAsset[];

beforeEach(() => {
  scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  engine = createScriptedEngine();
  shown = [];
  generator = createGenerator({
    scene,
    platform: { prepareImageAsync: async () => IMAGE, createLocalEngineAsync: async () => engine },
    onShown: (asset) => shown.push(asset),
  });
});
afterEach(() => scene.getEngine().dispose());

const start = (parameters = {}) =>
  generator.generate(IMAGE, { parameters: { decimationTarget: 12_000, ...parameters }, placeholder: false });
const triangles = () => scene.meshes.reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0);
const boxTriangles = (target: number) => 12 * Math.floor(Math.sqrt(target / 12)) ** 2;
// Babylon keeps one lookup texture for all PBR materials of a scene.
const counts = () => ({
  meshes: scene.meshes.length,
  transformNodes: scene.transformNodes.length,
  rootNodes: scene.rootNodes.length,
  materials: scene.materials.length,
  textures: scene.textures.filter((texture) => texture !== scene.environmentBRDFTexture).length,
  geometries: scene.geometries.length,
});

describe('a run', () => {
  test('returns immediately and ends with the asset in the scene, tagged and named after the image', async () => {
    const asset = start();
    expect(asset.getSnapshot()).toMatchObject({ versions: [], run: { phase: 'preparing' } });
    await asset.ready;
    expect(asset.getSnapshot()).toMatchObject({
      name: 'chair',
      isInScene: true,
      hasPlaceholder: false,
      run: { phase: 'done' },
    });
    expect(triangles()).toBe(boxTriangles(12_000));
    expect(asset.versions[0]?.stats.triangles).toBe(triangles());
    expect(readProvenance(asset.root)).toMatchObject({
      assetId: asset.id,
      versionId: asset.versions[0]?.id,
      imageHash: IMAGE.hash,
    });
    expect(generator.assetOf(scene.meshes[0] as never)).toBe(asset);
    expect(shown).toEqual([asset]);
  });

  test('sends an explicit seed, and a new one each time without one', async () => {
    const asset = await start().ready;
    const first = asset.versions[0]?.parameters.seed;
    expect(Number.isInteger(first)).toBe(true);
    await asset.regenerateAsync();
    expect(asset.versions[1]?.parameters.seed).toBe(first);
    await asset.regenerateAsync({ seed: 5 });
    expect(engine.requests.map((request) => request.parameters.seed)).toEqual([first, first, 5]);
  });

  test('shows the placeholder first, then the result in its place', async () => {
    let finish: () => void = () => {};
    engine.onRequest = async ({ profile }) => {
      if (profile === 'full') await new Promise<void>((resolve) => (finish = resolve));
      return undefined;
    };
    const asset = generator.generate(IMAGE, { parameters: { decimationTarget: 12_000 } });
    await expect.poll(() => asset.getSnapshot().hasPlaceholder && triangles()).toBe(boxTriangles(5000));
    finish();
    await asset.ready;
    expect(triangles()).toBe(boxTriangles(12_000));
    expect(asset.getSnapshot().hasPlaceholder).toBe(false);
  });

  test('takes the options', async () => {
    const parent = new TransformNode('shelf', scene);
    const phases: string[] = [];
    const asset = generator.generate(IMAGE, {
      name: 'stool',
      parent,
      position: new Vector3(1, 2, 3),
      size: 0.5,
      placeholder: false,
      onProgress: (run) => phases.push(run.phase),
    });
    await asset.ready;
    expect(asset.root).toMatchObject({ name: 'stool', parent });
    expect(asset.root.position.asArray()).toEqual([1, 2, 3]);
    const { min, max } = asset.root.getHierarchyBoundingVectors();
    expect(max.subtract(min).y).toBeCloseTo(0.5, 4);
    expect(min.y).toBeCloseTo(2, 4);
    expect(phases.at(0)).toBe('preparing');
    expect(phases.at(-1)).toBe('done');
  });
});

describe('running again', () => {
  test('replaces the old version and keeps what the user changed', async () => {
    const asset = await start().ready;
    const parent = new TransformNode('table', scene);
    asset.root.parent = parent;
    asset.root.position.set(4, 5, 6);
    asset.root.scaling.setAll(2);
    asset.root.name = 'throne';
    asset.root.metadata.mine = { tag: 7 };
    await asset.regenerateAsync({ decimationTarget: 5000 });
    expect(triangles()).toBe(boxTriangles(5000));
    expect(asset.root).toMatchObject({ name: 'throne', parent });
    expect(asset.root.position.asArray()).toEqual([4, 5, 6]);
    expect(asset.root.scaling.asArray()).toEqual([2, 2, 2]);
    expect(asset.root.metadata.mine).toEqual({ tag: 7 });
    expect(asset.versions.map((version) => version.parameters.decimationTarget)).toEqual([12_000, 5000]);
  });

  test('undo, redo, show and remove move between versions without losing one', async () => {
    const asset = await start().ready;
    await asset.regenerateAsync({ decimationTarget: 5000 });
    const [first, second] = asset.versions;
    await generator.undoAsync();
    expect([triangles(), asset.getSnapshot().shownVersionId]).toEqual([boxTriangles(12_000), first?.id]);
    await generator.redoAsync();
    expect([triangles(), asset.versions.length]).toEqual([boxTriangles(5000), 2]);
    await asset.removeAsync(second?.id ?? '');
    expect([triangles(), asset.versions.length]).toEqual([boxTriangles(12_000), 1]);
    await generator.undoAsync();
    expect([triangles(), asset.versions.length]).toEqual([boxTriangles(5000), 2]);
    await asset.showAsync(first?.id ?? '');
    expect(triangles()).toBe(boxTriangles(12_000));
    await expect(asset.showAsync('nonsense')).rejects.toThrow('no version');
  });

  test('undoing the first run removes the asset from the scene; redo adds it again', async () => {
    const before = counts();
    const asset = await start().ready;
    const after = counts();
    asset.root.position.x = 3;
    await generator.undoAsync();
    expect([counts(), asset.getSnapshot().isInScene]).toEqual([before, false]);
    await generator.redoAsync();
    expect([counts(), asset.getSnapshot().isInScene, asset.root.position.x]).toEqual([after, true, 3]);
  });

  test('an old version that was unloaded is loaded again', async () => {
    const asset = await start().ready;
    for (const seed of [1, 2, 3, 4, 5]) await asset.regenerateAsync({ seed, decimationTarget: 5000 });
    const [first] = asset.versions;
    await asset.showAsync(first?.id ?? '');
    expect(triangles()).toBe(boxTriangles(12_000));
  });

  test('one run at a time on one asset', async () => {
    const asset = start();
    await expect(asset.regenerateAsync()).rejects.toThrow('already being generated');
    await asset.ready;
  });
});

describe('what fails leaves the scene as it was', () => {
  const failing = async (make: () => GeneratedAsset, code: string) => {
    const before = counts();
    const asset = make();
    await expect(asset.ready).rejects.toMatchObject({ name: 'ImageTo3DError', code });
    expect(counts()).toEqual(before);
    expect(asset.getSnapshot().isInScene).toBe(false);
    return asset;
  };

  test('parameters out of range, and refused ones', async () => {
    await failing(() => start({ decimationTarget: 10 }), 'validation');
    await failing(() => start({ remeshBand: 0 }), 'validation');
    expect(engine.requests).toEqual([]);
  });

  test('an engine that fails; running again adds the asset again', async () => {
    engine.onRequest = async () => {
      throw new ImageTo3DError('empty-image', 'Nothing in it.');
    };
    const asset = await failing(start, 'empty-image');
    engine.onRequest = async () => undefined;
    await asset.regenerateAsync();
    expect(triangles()).toBe(boxTriangles(12_000));
    expect(asset.getSnapshot().isInScene).toBe(true);
  });

  test('bytes that are not a GLB', async () => {
    engine.onRequest = async () => new Uint8Array([1, 2, 3]);
    await failing(start, 'invalid-glb');
  });

  test('a second run that fails leaves the first version in the scene', async () => {
    const asset = await start().ready;
    const before = counts();
    engine.onRequest = async () => {
      throw new ImageTo3DError('service', 'Broken.');
    };
    await expect(asset.regenerateAsync({ decimationTarget: 5000 })).rejects.toMatchObject({
      code: 'service',
    });
    expect(counts()).toEqual(before);
    expect(asset.getSnapshot()).toMatchObject({
      shownVersionId: asset.versions[0]?.id,
      run: { phase: 'failed' },
      isInScene: true,
    });
  });

  test('cancel, by the handle or by the signal', async () => {
    let whenAtWork = () => {};
    engine.onRequest = (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new ImageTo3DError('aborted', 'Stopped.')));
        whenAtWork();
      });
    const byHandle = await failing(() => {
      const asset = start();
      whenAtWork = () => void asset.cancelAsync();
      return asset;
    }, 'cancelled');
    expect(byHandle.getSnapshot().run).toMatchObject({ phase: 'cancelled' });
    const stop = new AbortController();
    whenAtWork = () => stop.abort();
    await failing(() => generator.generate(IMAGE, { signal: stop.signal, placeholder: false }), 'cancelled');
  });
});

test('without undo, only the shown version stays loaded', async () => {
  const [before, loaded] = [counts(), new Set<object>()];
  const lean = createGenerator({
    scene,
    platform: { prepareImageAsync: async () => IMAGE, createLocalEngineAsync: async () => engine },
    undoLimit: 0,
  });
  const asset = await lean.generate(IMAGE, { parameters: { decimationTarget: 12_000 }, placeholder: false })
    .ready;
  for (const decimationTarget of [5000, 8000]) {
    const geometry = scene.geometries[0];
    if (geometry) loaded.add(geometry);
    await asset.regenerateAsync({ decimationTarget });
  }
  expect(scene.geometries).toHaveLength(before.geometries + 1);
  for (const geometry of loaded) expect((geometry as { isDisposed(): boolean }).isDisposed()).toBe(true);
  expect(lean.getSnapshot().canUndo).toBe(false);
  await asset.showAsync(asset.versions[0]?.id ?? '');
  expect(triangles()).toBe(boxTriangles(12_000));
});

describe('the end of an asset', () => {
  test('dispose frees everything', async () => {
    const before = counts();
    const asset = await start().ready;
    await asset.regenerateAsync({ decimationTarget: 5000 });
    asset.dispose();
    expect(counts()).toEqual(before);
    expect(generator.getSnapshot().assets).toEqual([]);
  });

  test('deleting its node, even during a run, ends it without an error in the scene', async () => {
    const before = counts();
    const asset = start();
    asset.root.dispose();
    await expect(asset.ready).rejects.toBeInstanceOf(ImageTo3DError);
    expect(counts()).toEqual(before);
    expect(generator.getSnapshot().assets).toEqual([]);
  });
});
