import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { createMemoryLibrary } from '../../../plugin/storage/memory/library.ts';
import { boxTriangles, IMAGE } from '../../fixtures/fit-stage.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createScriptedFitEngine } from '../../fixtures/scripted-fit-engine.ts';

const scenes: Scene[] = [];
afterEach(() => {
  for (const scene of scenes.splice(0)) scene.getEngine().dispose();
});

function open(undoLimit?: number) {
  const scene = new Scene(new NullEngine());
  scenes.push(scene);
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  const engine = createScriptedEngine();
  const fits = createScriptedFitEngine();
  const library = createMemoryLibrary();
  const generator = createGenerator({
    scene,
    ...(undoLimit === undefined ? {} : { undoLimit }),
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => engine,
      createFitEngineAsync: async () => fits,
      openLibraryAsync: async () => library,
    },
  });
  const start = (parameters = {}) =>
    generator.generate(IMAGE, {
      parameters: { decimationTarget: 12_000, ...parameters },
      placeholder: false,
      skipLibrary: true,
    });
  const triangles = () => scene.meshes.reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0);
  return { scene, engine, fits, library, generator, start, triangles };
}

const listed = ({ generator }: ReturnType<typeof open>) => generator.getSnapshot().assets;

describe('a removal', () => {
  test('takes several assets out of the scene and the list as one step; undo and redo repeat it', async () => {
    const stage = open();
    const { scene, generator, start } = stage;
    const before = scene.rootNodes.length;
    const assets = [await start().ready, await start({ decimationTarget: 5000 }).ready, await start().ready];
    const [first, second, third] = assets as [(typeof assets)[0], (typeof assets)[0], (typeof assets)[0]];
    const parent = new TransformNode('shelf', scene);
    second.root.parent = parent;
    second.root.position.x = 3;
    const [mesh] = second.container!.meshes;
    await second.regenerateAsync({ decimationTarget: 8000 });
    const shown = second.getSnapshot().shownVersionId;

    await generator.removeAsync([second, first, second]);
    expect(listed(stage)).toEqual([third]);
    expect(stage.triangles()).toBe(boxTriangles(12_000));
    expect(first.getSnapshot()).toMatchObject({ isRemoved: true, isInScene: false, isDisposed: false });
    expect(scene.transformNodes).not.toContain(second.root);
    expect(generator.assetOf(second.root)).toBeUndefined();
    expect(generator.assetOf(mesh!)).toBeUndefined();

    await generator.undoAsync();
    expect(listed(stage)).toEqual(assets);
    expect(stage.triangles()).toBe(2 * boxTriangles(12_000) + boxTriangles(8000));
    expect(second.root).toMatchObject({ parent });
    expect(second.root.position.x).toBe(3);
    expect(second.getSnapshot()).toMatchObject({ isInScene: true, shownVersionId: shown });
    expect(second.getSnapshot()).not.toHaveProperty('isRemoved');
    expect(generator.assetOf(second.root)).toBe(second);

    await generator.redoAsync();
    expect(listed(stage)).toEqual([third]);
    expect(scene.rootNodes).toHaveLength(before + 2);
    await generator.undoAsync();
    expect(listed(stage)).toEqual(assets);
  });

  test('leaves the older steps of its assets as they were', async () => {
    const stage = open();
    const { generator, start, triangles } = stage;
    const asset = await start().ready;
    await asset.regenerateAsync({ decimationTarget: 5000 });
    await generator.removeAsync([asset]);
    expect(triangles()).toBe(0);
    await generator.undoAsync();
    await generator.undoAsync();
    expect(triangles()).toBe(boxTriangles(12_000));
    await generator.undoAsync();
    expect([triangles(), listed(stage)]).toEqual([0, [asset]]);
    for (let step = 0; step < 3; step++) await generator.redoAsync();
    expect([triangles(), listed(stage)]).toEqual([0, []]);
    await generator.undoAsync();
    expect(triangles()).toBe(boxTriangles(5000));
  });

  test('of an asset whose first run was undone or has failed changes the list alone', async () => {
    const stage = open();
    const { engine, generator, start } = stage;
    const undone = await start().ready;
    await generator.undoAsync();
    engine.onRequest = async () => new Uint8Array([1]);
    const failed = start();
    await expect(failed.ready).rejects.toThrow();
    await generator.removeAsync([undone, failed]);
    expect(listed(stage)).toEqual([]);
    await generator.undoAsync();
    expect(listed(stage)).toEqual([undone, failed]);
    expect(undone.getSnapshot().isInScene).toBe(false);
  });

  test('is refused for all when one of them is being generated, and changes nothing', async () => {
    const stage = open();
    const { engine, generator, start, triangles } = stage;
    const done = await start().ready;
    await done.fitting.openAsync();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    engine.onRequest = async () => {
      await finished;
      return undefined;
    };
    const live = start();
    const before = [done.getSnapshot(), listed(stage), generator.getSnapshot().canRedo];
    await expect(generator.removeAsync([done, live])).rejects.toMatchObject({
      code: 'validation',
      message: expect.stringContaining('is being generated: cancel it first.'),
    });
    expect([done.getSnapshot(), listed(stage), generator.getSnapshot().canRedo]).toEqual(before);
    expect(triangles()).toBe(boxTriangles(12_000));
    finish();
    await live.ready;
    await generator.removeAsync([done, live]);
    expect(listed(stage)).toEqual([]);
    // Redo, too: between undo and redo a run may have started.
    await generator.undoAsync();
    engine.onRequest = () => new Promise(() => {});
    const again = live.regenerateAsync();
    again.catch(() => {});
    await expect(generator.redoAsync()).rejects.toMatchObject({ code: 'validation' });
    expect(listed(stage)).toEqual([done, live]);
  });

  test('is refused for an asset that is not listed', async () => {
    const stage = open();
    const other = await open().start().ready;
    const asset = await stage.start().ready;
    await expect(stage.generator.removeAsync([asset, other])).rejects.toMatchObject({ code: 'validation' });
    await stage.generator.removeAsync([asset]);
    await expect(stage.generator.removeAsync([asset])).rejects.toMatchObject({ code: 'validation' });
    await stage.generator.undoAsync();
    expect(listed(stage)).toEqual([asset]);
    await stage.generator.removeAsync([]);
    expect(listed(stage)).toEqual([asset]);
  });

  test('ends fits, previews and comparisons; the asset does nothing until it is back', async () => {
    const { fits, generator, scene, start } = open();
    const asset = await start().ready;
    await asset.regenerateAsync({ decimationTarget: 5000 });
    const meshes = scene.meshes.length;
    const first = asset.versions[0]!.id;
    await asset.compareAsync({ with: first, mode: 'wipe', position: 0.5 });
    await asset.fitting.openAsync();
    await asset.fitting.previewAsync(300);
    let whenAtWork = () => {};
    const atWork = new Promise<void>((resolve) => {
      whenAtWork = resolve;
    });
    fits.onWork = (call, signal) => {
      if (!call.startsWith('fit')) return Promise.resolve();
      whenAtWork();
      return new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new DOMException('Stopped.', 'AbortError'))),
      );
    };
    const fit = asset.fitAsync({ plan: { triangles: 500 } });
    fit.catch(() => {});
    await atWork;
    await generator.removeAsync([asset]);
    await expect(fit).rejects.toMatchObject({ code: 'aborted' });
    expect(scene.meshes).toEqual([]);
    expect(fits.openSessions).toBe(0);
    expect(asset.getSnapshot().comparison).toBeUndefined();
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    const refused = { code: 'validation', message: expect.stringContaining('was removed') };
    await expect(asset.regenerateAsync()).rejects.toMatchObject(refused);
    await expect(asset.showAsync(first)).rejects.toMatchObject(refused);
    await expect(asset.removeAsync(first)).rejects.toMatchObject(refused);
    await expect(asset.fitting.openAsync()).rejects.toMatchObject(refused);
    await generator.undoAsync();
    expect(scene.meshes).toHaveLength(meshes);
  });

  test('takes what is below with it: assets, and hidden, nodes of the app', async () => {
    const stage = open();
    const { generator, scene, start, triangles } = stage;
    const [table, vase, chair] = [await start().ready, await start().ready, await start().ready];
    const holder = new TransformNode('holder', scene);
    holder.parent = table.root;
    vase.root.parent = holder;
    chair.root.setEnabled(false);
    await generator.removeAsync([table, chair]);
    expect([listed(stage), triangles(), holder.isEnabled()]).toEqual([[], 0, false]);
    await generator.undoAsync();
    expect(listed(stage)).toEqual([table, vase, chair]);
    expect(vase.root.parent).toBe(holder);
    expect([table, vase, chair].map(({ root }) => root.isEnabled())).toEqual([true, true, false]);
    await generator.redoAsync();
    generator.dispose();
    expect([table, vase, chair].map((asset) => asset.getSnapshot().isDisposed)).toEqual([true, true, true]);
    expect(holder.isDisposed()).toBe(true);
  });

  test('takes, when it is redone, also what was put below meanwhile', async () => {
    const stage = open();
    const { generator, start, triangles } = stage;
    const [table, vase] = [await start().ready, await start().ready];
    await generator.removeAsync([table]);
    await generator.undoAsync();
    vase.root.parent = table.root;
    await generator.redoAsync();
    expect([listed(stage), triangles()]).toEqual([[], 0]);
    await generator.undoAsync();
    expect(listed(stage)).toEqual([table, vase]);
    expect(vase.root.parent).toBe(table.root);
    table.dispose();
    vase.dispose();
    expect(generator.getSnapshot()).toMatchObject({ canUndo: false, canRedo: false });
  });

  test('is done, and can be undone, also when an observer of the app throws', async () => {
    const stage = open();
    const { generator, scene, start, triangles } = stage;
    const [first, second] = [await start().ready, await start().ready];
    const uncaught: unknown[] = [];
    const hear = (thrown: unknown) => void uncaught.push(thrown);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', hear);
    onTestFinished(() => {
      process.removeAllListeners('uncaughtException');
      for (const other of others) process.on('uncaughtException', other);
    });
    scene.onTransformNodeRemovedObservable.addOnce(() => {
      throw new Error('An observer of the app.');
    });
    await generator.removeAsync([first, second]);
    expect([listed(stage), triangles()]).toEqual([[], 0]);
    await expect.poll(() => uncaught).toHaveLength(1);
    await generator.undoAsync();
    expect([listed(stage), triangles()]).toEqual([[first, second], 2 * boxTriangles(12_000)]);
    expect(first.getSnapshot().isInScene).toBe(true);
  });

  test('waits for a version that is being shown', async () => {
    const { generator, start, triangles } = open();
    const asset = await start().ready;
    for (const seed of [1, 2, 3, 4, 5]) await asset.regenerateAsync({ seed, decimationTarget: 5000 });
    // It was unloaded, so that this takes a while.
    const showing = asset.showAsync(asset.versions[0]!.id);
    await generator.removeAsync([asset]);
    await showing;
    expect(triangles()).toBe(0);
    await generator.undoAsync();
    expect(triangles()).toBe(boxTriangles(12_000));
    await generator.undoAsync();
    expect(triangles()).toBe(boxTriangles(5000));
  });
});

describe('a removal that can no longer be undone frees its assets', () => {
  test('with the limit, and another step keeps those that were put back', async () => {
    const stage = open(2);
    const { generator, start } = stage;
    const [gone, kept] = [await start().ready, await start().ready];
    await generator.removeAsync([kept]);
    await generator.undoAsync();
    await generator.removeAsync([kept, gone]);
    await generator.undoAsync();
    expect(listed(stage)).toEqual([gone, kept]);
    await generator.removeAsync([gone]);
    await kept.regenerateAsync({ decimationTarget: 5000 });
    expect(gone.getSnapshot().isDisposed).toBe(false);
    await kept.regenerateAsync({ decimationTarget: 8000 });
    expect(gone.getSnapshot()).toMatchObject({ isDisposed: true, isInScene: false });
    expect(kept.getSnapshot().isDisposed).toBe(false);
    await generator.undoAsync();
    await generator.undoAsync();
    expect(listed(stage)).toEqual([kept]);
  });

  test('at once without undo', async () => {
    const { generator, scene, start } = open(0);
    // Babylon keeps one lookup texture for all PBR materials of a scene.
    (await start().ready).dispose();
    const before = await sceneCounts(scene);
    const asset = await start().ready;
    await generator.removeAsync([asset]);
    expect(asset.getSnapshot().isDisposed).toBe(true);
    expect(asset.root.isDisposed()).toBe(true);
    expect(generator.getSnapshot()).toMatchObject({ assets: [], canUndo: false });
    expect(await sceneCounts(scene)).toEqual(before);
  });

  test.each(['generator', 'scene'] as const)('when the %s is disposed of', async (what) => {
    const { generator, scene, start } = open();
    const asset = await start().ready;
    const stays = await start().ready;
    await generator.removeAsync([asset]);
    (what === 'generator' ? generator : scene).dispose();
    expect(asset.getSnapshot().isDisposed).toBe(true);
    expect(stays.getSnapshot().isDisposed).toBe(what === 'scene');
    await expect(generator.removeAsync([stays])).rejects.toMatchObject({ code: 'aborted' });
  });

  test('one by one, when they are disposed of: the step goes with the last', async () => {
    const stage = open();
    const { generator, start } = stage;
    const [first, second] = [await start().ready, await start().ready];
    await generator.removeAsync([first, second]);
    first.dispose();
    await generator.undoAsync();
    expect(listed(stage)).toEqual([second]);
    await generator.redoAsync();
    second.dispose();
    expect(generator.getSnapshot()).toMatchObject({ assets: [], canUndo: false, canRedo: false });
  });
});

test('the masters of removed assets stay in the library as long as they can come back', async () => {
  const { generator, library, start } = open();
  const retained = new Map<string, number>();
  const { retain } = library.masters;
  Object.assign(library.masters, {
    retain(hash: string) {
      const release = retain.call(library.masters, hash);
      retained.set(hash, (retained.get(hash) ?? 0) + 1);
      return () => {
        retained.set(hash, (retained.get(hash) ?? 0) - 1);
        release();
      };
    },
  });
  await generator.library.openAsync();
  const asset = await start().ready;
  const hash = asset.versions[0]!.libraryHash!;
  await generator.removeAsync([asset]);
  expect(retained.get(hash)).toBe(1);
  generator.dispose();
  expect(retained.get(hash)).toBe(0);
  expect((await library.masters.list()).map((master) => master.hash)).toEqual([hash]);
});
