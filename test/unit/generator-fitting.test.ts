import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import type { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ImageTo3DError } from '../../plugin/errors.ts';
import type { GeneratedAsset, Generator } from '../../plugin/generated-asset.ts';
import { createGenerator } from '../../plugin/generator.ts';
import { parseGlb } from '../../plugin/glb/parse-glb.ts';
import type { PreparedImage } from '../../plugin/recipe/image.ts';
import { isLod } from '../../plugin/scene/lod-meshes.ts';
import { readProvenance } from '../../plugin/scene/provenance.ts';
import { sceneCounts } from '../fixtures/scene-counts.ts';
import { createScriptedEngine, type ScriptedEngine } from '../fixtures/scripted-engine.ts';
import { createScriptedFitEngine, type ScriptedFitEngine } from '../fixtures/scripted-fit-engine.ts';

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
let fits: ScriptedFitEngine;
let scene: Scene;
let generator: Generator;

beforeEach(() => {
  scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  engine = createScriptedEngine();
  fits = createScriptedFitEngine();
  generator = createGenerator({
    scene,
    host: {
      prepareImage: async () => IMAGE,
      createLocalEngine: async () => engine,
      createFitEngine: async () => fits,
    },
  });
});
afterEach(() => {
  generator.dispose();
  scene.getEngine().dispose();
});

const boxTriangles = (target: number) => 12 * Math.floor(Math.sqrt(target / 12)) ** 2;
const start = (target = 12_000) =>
  generator.generate(IMAGE, { parameters: { decimationTarget: target }, placeholder: false }).ready;
/** What is drawn of the scene, LODs left out. */
const drawn = () =>
  scene.meshes
    .filter((mesh) => mesh.isVisible && !isLod(mesh))
    .reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0);
/** Of the scene itself; a container that waits for an undo has observers, and Babylon keeps a texture for all materials. */
const counts = async () => {
  const { contextObservers: _lazily, disposeObservers: _waiting, ...rest } = await sceneCounts(scene);
  return { ...rest, textures: scene.textures.filter((each) => each !== scene.environmentBRDFTexture).length };
};
const content = (asset: GeneratedAsset) =>
  asset.container?.meshes.find((mesh) => mesh.getTotalVertices() > 0) as Mesh;
const until = (milestone: string) => expect.poll(() => fits.calls.includes(milestone)).toBe(true);

/** Lets a fit of so many triangles wait until it is released. */
function hold(call: string): () => void {
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  fits.onWork = async (made, signal) => {
    if (made !== call) return;
    await Promise.race([gate, new Promise((_, reject) => signal?.addEventListener('abort', reject))]).catch(
      () => {
        throw new ImageTo3DError('aborted', 'Stopped.');
      },
    );
  };
  return release;
}

describe('a fit', () => {
  test('takes the master’s place, is measured, tagged, and costs nothing', async () => {
    const asset = await start();
    const paid = engine.requests.length;
    const version = await asset.fit({ plan: { triangles: 3000, path: 'rebake' } });
    expect(drawn()).toBe(boxTriangles(3000));
    expect(version).toBe(asset.versions[0]);
    expect(version.fit?.stats.triangles).toBe(boxTriangles(3000));
    expect(version.stats.triangles).toBe(boxTriangles(12_000));
    expect(version.fit?.report.before).toEqual(version.stats);
    expect(readProvenance(asset.root)?.fit).toMatchObject({
      plan: { triangles: 3000 },
      stats: { triangles: boxTriangles(3000) },
    });
    expect(asset.getSnapshot().fitting).toMatchObject({ phase: 'idle', plan: { triangles: 3000 } });
    expect(engine.requests.length).toBe(paid);
  });

  test('is one undo step, back to the exact scene; versions are replaced, never changed', async () => {
    const asset = await start();
    const [before, master] = [await counts(), asset.versions[0]];
    await asset.fit({ plan: { triangles: 3000 } });
    await asset.fit({ plan: { triangles: 500 } });
    expect(drawn()).toBe(boxTriangles(500));
    await generator.undo();
    expect([drawn(), asset.versions[0]?.fit?.plan.triangles]).toEqual([boxTriangles(3000), 3000]);
    expect(asset.getSnapshot().fitting.plan.triangles).toBe(3000);
    await generator.undo();
    expect([drawn(), asset.versions[0]?.fit, readProvenance(asset.root)?.fit]).toEqual([
      boxTriangles(12_000),
      undefined,
      undefined,
    ]);
    expect(await counts()).toEqual(before);
    expect(master?.fit).toBeUndefined();
    await generator.redo();
    await generator.redo();
    expect(drawn()).toBe(boxTriangles(500));
    await asset.fitting.reset();
    expect(drawn()).toBe(boxTriangles(12_000));
    await generator.undo();
    expect(drawn()).toBe(boxTriangles(500));
  });

  test('keeps what the user did to the node and the content', async () => {
    const asset = await start();
    const parent = new TransformNode('table', scene);
    asset.root.parent = parent;
    asset.root.position.set(4, 5, 6);
    content(asset).receiveShadows = true;
    (content(asset).material as PBRMaterial).roughness = 0.3;
    const hat = new TransformNode('hat', scene);
    hat.parent = content(asset);
    await asset.fit({ plan: { triangles: 3000, lodShares: [0.5] } });
    expect(asset.root.parent).toBe(parent);
    expect(asset.root.position.asArray()).toEqual([4, 5, 6]);
    expect(content(asset).receiveShadows).toBe(true);
    expect((content(asset).material as PBRMaterial).roughness).toBe(0.3);
    expect(hat.parent).toBe(content(asset));
    expect(generator.assetOf(hat)).toBe(asset);
  });

  test('that was unloaded is loaded again from its file, LODs and all', async () => {
    const asset = await start();
    await asset.fit({ plan: { triangles: 3000, lodShares: [0.5, 0.25] } });
    for (const triangles of [2000, 1500, 1000, 700, 500])
      await asset.fit({ plan: { triangles, lodShares: [] } });
    for (let step = 0; step < 5; step++) await generator.undo();
    expect(drawn()).toBe(boxTriangles(3000));
    expect(
      content(asset)
        .getLODLevels()
        .map(({ mesh }) => (mesh?.getTotalIndices() ?? 0) / 3),
    ).toEqual([boxTriangles(750), boxTriangles(1500)]);
  });

  test('that fails, or is aborted, leaves the scene as it was, without a session that hangs', async () => {
    const asset = await start();
    const before = await counts();
    fits.onWork = async (call) => {
      if (call.startsWith('fit')) throw new ImageTo3DError('unfittable', 'It is skinned.');
    };
    await expect(asset.fit({ plan: { triangles: 500 } })).rejects.toMatchObject({ code: 'unfittable' });
    expect(asset.getSnapshot().fitting).toMatchObject({ phase: 'idle', error: { code: 'unfittable' } });
    hold('fit 600');
    const controller = new AbortController();
    const aborted = asset.fit({ plan: { triangles: 600 } }, { signal: controller.signal });
    await until('fit 600');
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    expect(asset.getSnapshot().fitting.phase).toBe('idle');
    expect(await counts()).toEqual(before);
    expect(generator.getSnapshot().canUndo).toBe(true);
    await generator.undo();
    expect(asset.getSnapshot().isInScene).toBe(false);
  });

  test('is given up when a newer one is asked for, or another version is shown', async () => {
    const asset = await start();
    await asset.regenerate({ decimationTarget: 5000 });
    hold('fit 600');
    const old = asset.fit({ plan: { triangles: 600 } });
    await until('fit 600');
    const fresh = asset.fit({ plan: { triangles: 300 } });
    await expect(old).rejects.toMatchObject({ code: 'aborted' });
    await fresh;
    expect(drawn()).toBe(boxTriangles(300));
    hold('fit 700');
    const other = asset.fit({ plan: { triangles: 700 } });
    await until('fit 700');
    await asset.show(asset.versions[0]?.id ?? '');
    await expect(other).rejects.toMatchObject({ code: 'aborted' });
    expect(drawn()).toBe(boxTriangles(12_000));
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    expect(fits.openSessions).toBe(0);
  });

  test('of limits with a hard ceiling that cannot be met: over-budget, nothing changes', async () => {
    const asset = await start();
    await expect(asset.fit({ budget: { maxFileBytes: 10 }, isHardCeiling: true })).rejects.toMatchObject({
      code: 'over-budget',
    });
    expect(drawn()).toBe(boxTriangles(12_000));
    expect(asset.versions[0]?.fit).toBeUndefined();
  });

  test('with textures that nothing here can show is refused, as an export it is not', async () => {
    const asset = await start();
    const output = { geometry: 'meshopt', textures: 'ktx2', withLods: false } as const;
    await expect(asset.fit({ plan: { output } })).rejects.toMatchObject({ code: 'validation' });
    expect((await asset.fitting.exportGlb({ textures: 'ktx2' })).byteLength).toBeGreaterThan(100);
  });

  test('of a document comes through the loader', async () => {
    fits.isDocument = true;
    const asset = await start();
    await asset.fit({ plan: { triangles: 3000 } });
    expect(drawn()).toBe(boxTriangles(3000));
    await generator.undo();
    expect(drawn()).toBe(boxTriangles(12_000));
  });
});

describe('LODs', () => {
  test('switch with the content, are no content themselves, and go with it', async () => {
    const asset = await start();
    const before = await counts();
    await asset.fit({ plan: { triangles: 3000, lodShares: [0.5, 0.25] } });
    expect(asset.versions[0]?.fit?.lodTriangles).toEqual([boxTriangles(1500), boxTriangles(750)]);
    const levels = content(asset).getLODLevels();
    expect(levels).toHaveLength(2);
    const lod = levels[1]?.mesh as Mesh;
    expect(lod.material).toBe(content(asset).material);
    expect(lod.isPickable).toBe(false);
    await generator.undo();
    expect(await counts()).toEqual(before);
    await generator.redo();
    expect(content(asset).getLODLevels()[1]?.mesh === lod).toBe(true);
    await asset.fit({ plan: { triangles: 3000, lodShares: [] } });
    expect(content(asset).getLODLevels()).toEqual([]);
  });

  test('what a host has added to the chain goes on to the newcomer', async () => {
    const asset = await start();
    const farAway = content(asset).clone('far');
    content(asset).addLODLevel(10, farAway);
    content(asset).addLODLevel(20, null);
    await asset.fit({ plan: { triangles: 3000 } });
    const levels = content(asset).getLODLevels();
    expect(levels.map(({ distanceOrScreenCoverage }) => distanceOrScreenCoverage)).toEqual([20, 10]);
    expect(levels.map(({ mesh }) => mesh?.uniqueId)).toEqual([undefined, farAway.uniqueId]);
    await generator.undo();
    expect(content(asset).getLODLevels()).toHaveLength(2);
    farAway.dispose();
  });
});

describe('a preview', () => {
  test('is drawn in place of the content, which is back untouched afterwards', async () => {
    const asset = await start();
    const [before, mesh] = [await counts(), content(asset)];
    await asset.fitting.preview(500);
    expect(drawn()).toBe(boxTriangles(500));
    expect(asset.getSnapshot().fitting).toMatchObject({
      phase: 'previewing',
      previewTriangles: boxTriangles(500),
    });
    expect([mesh.isVisible, mesh.isEnabled(), scene.meshes.includes(mesh)]).toEqual([false, true, true]);
    await asset.fitting.preview(1500);
    expect(drawn()).toBe(boxTriangles(1500));
    asset.fitting.endPreview();
    expect(drawn()).toBe(boxTriangles(12_000));
    expect(asset.getSnapshot().fitting.previewTriangles).toBeUndefined();
    expect(await counts()).toEqual(before);
  });

  test('the latest wins, the others end quietly; a fit takes its place', async () => {
    const asset = await start();
    hold('preview 600');
    const old = asset.fitting.preview(600);
    await until('preview 600');
    await asset.fitting.preview(300);
    await old;
    expect(drawn()).toBe(boxTriangles(300));
    await asset.fit({ plan: { triangles: 900 } });
    expect(drawn()).toBe(boxTriangles(900));
    expect(content(asset).isVisible).toBe(true);
    expect(asset.getSnapshot().fitting.phase).toBe('idle');
  });

  test('that is begun while a fit runs stays over what the fit brings', async () => {
    const asset = await start();
    const release = hold('fit 900');
    const fit = asset.fit({ plan: { triangles: 900 } });
    await until('fit 900');
    await asset.fitting.preview(300);
    release();
    await fit;
    expect(drawn()).toBe(boxTriangles(300));
    asset.fitting.endPreview();
    expect(drawn()).toBe(boxTriangles(900));
  });

  test('an undo, or another version, ends it', async () => {
    const asset = await start();
    await asset.fit({ plan: { triangles: 900 } });
    await asset.fitting.preview(300);
    await generator.undo();
    expect(drawn()).toBe(boxTriangles(12_000));
    await asset.fitting.preview(300);
    await asset.regenerate({ decimationTarget: 5000 });
    expect(drawn()).toBe(boxTriangles(5000));
  });
});

describe('sessions', () => {
  test('one for the shown version, opened once, its facts and findings told', async () => {
    const asset = await start();
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    const facts = await asset.fitting.open();
    await asset.fitting.open();
    await asset.fitting.preview(500);
    expect(fits.calls.filter((call) => call === 'open')).toHaveLength(1);
    await expect.poll(() => asset.getSnapshot().fitting.findings?.length).toBe(1);
    expect(asset.getSnapshot().fitting.facts).toBe(facts);
    asset.fitting.close();
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    await expect.poll(() => fits.openSessions).toBe(0);
    expect(drawn()).toBe(boxTriangles(12_000));
    await asset.fitting.open();
    expect(fits.openSessions).toBe(1);
    asset.dispose();
    await expect.poll(() => fits.openSessions).toBe(0);
  });

  test('a host without a fit engine says so', async () => {
    const bare = createGenerator({
      scene,
      host: { prepareImage: async () => IMAGE, createLocalEngine: async () => engine },
    });
    const asset = await bare.generate(IMAGE, { placeholder: false }).ready;
    await expect(asset.fitting.open()).rejects.toMatchObject({ code: 'unsupported-host' });
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    asset.dispose();
  });

  test('the same fit for every version is one step', async () => {
    const asset = await start();
    await asset.regenerate({ decimationTarget: 5000 });
    await asset.fitting.applyToAll({ plan: { triangles: 600 } });
    expect(asset.versions.map(({ fit }) => fit?.stats.triangles)).toEqual([
      boxTriangles(600),
      boxTriangles(600),
    ]);
    expect([drawn(), fits.openSessions]).toEqual([boxTriangles(600), 1]);
    await generator.undo();
    expect(asset.versions.map(({ fit }) => fit)).toEqual([undefined, undefined]);
    expect(drawn()).toBe(boxTriangles(5000));
  });
});

describe('views and comparisons', () => {
  test.each(['wireframe', 'texel-density'] as const)(
    '%s: the content is only hidden, and back as it was',
    async (view) => {
      const asset = await start();
      await asset.fit({ plan: { triangles: 3000 } });
      const [before, material] = [await counts(), content(asset).material];
      asset.setView(view);
      expect(asset.getSnapshot().view).toBe(view);
      expect([content(asset).isVisible, content(asset).material]).toEqual([false, material]);
      await asset.fit({ plan: { triangles: 300 } });
      expect(content(asset).isVisible).toBe(false);
      await generator.undo();
      asset.setView('shaded');
      expect(content(asset).isVisible).toBe(true);
      expect(await counts()).toEqual(before);
      expect(drawn()).toBe(boxTriangles(3000));
    },
  );

  test.each(['side-by-side', 'wipe'] as const)('%s leaves no trace', async (mode) => {
    const asset = await start();
    await asset.fit({ plan: { triangles: 3000 } });
    const before = await counts();
    await asset.compare({ with: 'master', mode, position: 0.5 });
    expect(asset.getSnapshot().comparison).toEqual({ with: 'master', mode, position: 0.5 });
    expect(drawn()).toBe(boxTriangles(3000) + boxTriangles(12_000));
    const other = scene.meshes.find((mesh) => mesh.getTotalIndices() / 3 === boxTriangles(12_000));
    expect(other).toMatchObject({ isPickable: false, doNotSerialize: true });
    await asset.compare({ with: 'master', mode, position: 0.25 });
    expect(scene.meshes).toContain(other);
    await asset.compare(undefined);
    expect([asset.getSnapshot().comparison, await counts()]).toEqual([undefined, before]);
    const observers = content(asset).onBeforeBindObservable.observers;
    await expect.poll(() => observers.length).toBe(0);
  });

  test('only the last call counts; what has lost its sense ends', async () => {
    const asset = await start();
    await asset.regenerate({ decimationTarget: 5000 });
    const [first, second] = asset.versions.map(({ id }) => id) as [string, string];
    const stale = asset.compare({ with: first, mode: 'wipe', position: 0.5 });
    await asset.compare(undefined);
    await stale;
    expect([asset.getSnapshot().comparison, drawn()]).toEqual([undefined, boxTriangles(5000)]);
    await asset.compare({ with: first, mode: 'side-by-side', position: 0 });
    await asset.show(first);
    expect([asset.getSnapshot().comparison, drawn()]).toEqual([undefined, boxTriangles(12_000)]);
    await expect(asset.compare({ with: first, mode: 'wipe', position: 0 })).rejects.toMatchObject({
      code: 'validation',
    });
    await expect(asset.compare({ with: 'master', mode: 'wipe', position: 0 })).rejects.toMatchObject({
      code: 'validation',
    });
    await asset.compare({ with: second, mode: 'wipe', position: 0 });
    asset.dispose();
    expect(scene.meshes).toEqual([]);
  });
});

describe('a file', () => {
  const extrasOf = (glb: Uint8Array) =>
    (parseGlb(glb).json as { asset: { extras?: { imageTo3D?: object } } }).asset.extras?.imageTo3D;

  test('tells where it comes from, and is adopted with all of that', async () => {
    const asset = await start();
    await asset.fit({ plan: { triangles: 3000 } });
    const glb = await asset.fitting.exportGlb();
    expect(extrasOf(glb)).toMatchObject({
      assetId: asset.id,
      imageHash: IMAGE.hash,
      parameters: asset.versions[0]?.parameters,
      fit: { plan: { triangles: 3000 } },
    });
    const adopted = await generator.adopt(glb);
    expect(adopted.root.name).toBe('chair 2');
    expect(adopted.versions).toMatchObject([
      {
        isAdopted: true,
        parameters: asset.versions[0]?.parameters,
        stats: { triangles: boxTriangles(3000) },
      },
    ]);
    expect(adopted.versions[0]?.notes.join()).toContain('3,000');
    expect(adopted.getSnapshot().image).toBeUndefined();
    await expect(adopted.regenerate()).rejects.toMatchObject({ code: 'validation' });
    expect(adopted.getSnapshot()).toMatchObject({ isInScene: true });
    await adopted.fit({ plan: { triangles: 300 } });
    expect(adopted.versions[0]?.fit?.stats.triangles).toBe(boxTriangles(300));
    await generator.undo();
    await generator.undo();
    expect(adopted.getSnapshot().isInScene).toBe(false);
  });

  test('of anybody is adopted too; with its picture it can be run again', async () => {
    const { gridBoxGlb } = await import('../fixtures/grid-glb.ts');
    const adopted = await generator.adopt(await gridBoxGlb(4), { image: IMAGE, name: 'crate' });
    expect([adopted.root.name, adopted.getSnapshot().image, drawn()]).toEqual(['crate', IMAGE, 192]);
    await adopted.regenerate({ decimationTarget: 5000 });
    expect(adopted.versions.map(({ number }) => number)).toEqual([1, 2]);
    expect(drawn()).toBe(boxTriangles(5000));
  });

  test('with a garbled origin is adopted with a note; one that is none leaves nothing', async () => {
    const before = await counts();
    const { boxGlb, gridBox } = await import('../fixtures/scripted-fit-engine.ts');
    const glb = await boxGlb(gridBox(48), { extras: { imageTo3D: { assetId: 7 } } });
    const adopted = await generator.adopt(glb);
    expect(adopted.versions[0]?.notes.join()).toContain('cannot be read');
    adopted.dispose();
    await expect(generator.adopt(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ code: 'invalid-glb' });
    expect([await counts(), generator.getSnapshot().assets]).toEqual([before, []]);
  });
});
