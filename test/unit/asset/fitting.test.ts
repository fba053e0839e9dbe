import type { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { readProvenance } from '../../../plugin/scene/place/provenance.ts';
import { boxTriangles, createFitStage, type FitStage, IMAGE } from '../../fixtures/fit-stage.ts';
import type { ScriptedEngine } from '../../fixtures/scripted-engine.ts';
import type { ScriptedFitEngine } from '../../fixtures/scripted-fit-engine.ts';

let stage: FitStage;
let engine: ScriptedEngine;
let fits: ScriptedFitEngine;
let scene: Scene;
let generator: Generator;

beforeEach(() => {
  stage = createFitStage();
  ({ engine, fits, scene, generator } = stage);
});
afterEach(() => stage.dispose());

const start = (target?: number) => stage.start(target);
const drawn = () => stage.drawn();
const counts = () => stage.counts();
const hold = (call: string) => stage.hold(call);
const content = (...args: Parameters<FitStage['content']>) => stage.content(...args);
const until = (call: string) => expect.poll(() => fits.calls.includes(call)).toBe(true);

describe('a fit', () => {
  test('replaces the master, is measured and tagged, and costs nothing', async () => {
    const asset = await start();
    const paid = engine.requests.length;
    const version = await asset.fitAsync({ plan: { triangles: 3000, path: 'rebake' } });
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
    await asset.fitAsync({ plan: { triangles: 3000 } });
    await asset.fitAsync({ plan: { triangles: 500 } });
    expect(drawn()).toBe(boxTriangles(500));
    await generator.undoAsync();
    expect([drawn(), asset.versions[0]?.fit?.plan.triangles]).toEqual([boxTriangles(3000), 3000]);
    expect(asset.getSnapshot().fitting.plan.triangles).toBe(3000);
    await generator.undoAsync();
    expect([drawn(), asset.versions[0]?.fit, readProvenance(asset.root)?.fit]).toEqual([
      boxTriangles(12_000),
      undefined,
      undefined,
    ]);
    expect(await counts()).toEqual(before);
    expect(master?.fit).toBeUndefined();
    await generator.redoAsync();
    await generator.redoAsync();
    expect(drawn()).toBe(boxTriangles(500));
    await asset.fitting.resetAsync();
    expect(drawn()).toBe(boxTriangles(12_000));
    await generator.undoAsync();
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
    await asset.fitAsync({ plan: { triangles: 3000, lodShares: [0.5] } });
    expect(asset.root.parent).toBe(parent);
    expect(asset.root.position.asArray()).toEqual([4, 5, 6]);
    expect(content(asset).receiveShadows).toBe(true);
    expect((content(asset).material as PBRMaterial).roughness).toBe(0.3);
    expect(hat.parent).toBe(content(asset));
    expect(generator.assetOf(hat)).toBe(asset);
  });

  test('that was unloaded is loaded again from its file, LODs and all', async () => {
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 3000, lodShares: [0.5, 0.25] } });
    for (const triangles of [2000, 1500, 1000, 700, 500])
      await asset.fitAsync({ plan: { triangles, lodShares: [] } });
    for (let step = 0; step < 5; step++) await generator.undoAsync();
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
    await expect(asset.fitAsync({ plan: { triangles: 500 } })).rejects.toMatchObject({ code: 'unfittable' });
    expect(asset.getSnapshot().fitting).toMatchObject({ phase: 'idle', error: { code: 'unfittable' } });
    hold('fit 600');
    const controller = new AbortController();
    const aborted = asset.fitAsync({ plan: { triangles: 600 } }, { signal: controller.signal });
    await until('fit 600');
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    expect(asset.getSnapshot().fitting.phase).toBe('idle');
    expect(await counts()).toEqual(before);
    expect(generator.getSnapshot().canUndo).toBe(true);
    await generator.undoAsync();
    expect(asset.getSnapshot().isInScene).toBe(false);
  });

  test('is aborted when a newer one is started, or another version is shown', async () => {
    const asset = await start();
    await asset.regenerateAsync({ decimationTarget: 5000 });
    hold('fit 600');
    const old = asset.fitAsync({ plan: { triangles: 600 } });
    await until('fit 600');
    const fresh = asset.fitAsync({ plan: { triangles: 300 } });
    await expect(old).rejects.toMatchObject({ code: 'aborted' });
    await fresh;
    expect(drawn()).toBe(boxTriangles(300));
    hold('fit 700');
    const other = asset.fitAsync({ plan: { triangles: 700 } });
    await until('fit 700');
    await asset.showAsync(asset.versions[0]?.id ?? '');
    await expect(other).rejects.toMatchObject({ code: 'aborted' });
    expect(drawn()).toBe(boxTriangles(12_000));
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    expect(fits.openSessions).toBe(0);
  });

  test('goes on when a call follows whose signal has already fired', async () => {
    const asset = await start();
    const release = hold('fit 600');
    const first = asset.fitAsync({ plan: { triangles: 600 } });
    await until('fit 600');
    const late = asset.fitAsync({ plan: { triangles: 300 } }, { signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: 'aborted' });
    release();
    await first;
    expect(drawn()).toBe(boxTriangles(600));
  });

  test('goes on when what can never succeed is asked for, and when it is exported as it is', async () => {
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 900 } });
    const release = hold('fit 600');
    const first = asset.fitAsync({ plan: { triangles: 600 } });
    await until('fit 600');
    await expect(asset.fitAsync({ plan: { triangles: -1 } })).rejects.toMatchObject({ code: 'validation' });
    await expect(asset.fitting.applyToAllAsync({ budget: { maxFileBytes: -1 } })).rejects.toMatchObject({
      code: 'validation',
    });
    expect(await asset.exportGlbAsync()).toEqual(asset.versions[0]?.fit?.glb);
    release();
    await first;
    expect(drawn()).toBe(boxTriangles(600));
  });

  test('that follows a reset at once is made again', async () => {
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 600 } });
    const reset = asset.fitting.resetAsync();
    await asset.fitAsync({ plan: { triangles: 600 } });
    await reset;
    expect(drawn()).toBe(boxTriangles(600));
    expect(asset.versions[0]?.fit?.plan.triangles).toBe(600);
  });

  test('of an asset that is disposed ends, and the asset says that nothing is open', async () => {
    const asset = await start();
    hold('fit 600');
    const fit = asset.fitAsync({ plan: { triangles: 600 } });
    await until('fit 600');
    asset.dispose();
    await expect(fit).rejects.toMatchObject({ code: 'aborted' });
    expect(asset.getSnapshot()).toMatchObject({ isDisposed: true, fitting: { phase: 'closed' } });
  });

  test('of limits with an enforced budget that cannot be met: over-budget, nothing changes', async () => {
    const asset = await start();
    await expect(asset.fitAsync({ budget: { maxFileBytes: 10 }, enforceBudget: true })).rejects.toMatchObject(
      {
        code: 'over-budget',
      },
    );
    expect(drawn()).toBe(boxTriangles(12_000));
    expect(asset.versions[0]?.fit).toBeUndefined();
  });

  test('with textures that nothing here can show is refused, as an export it is not', async () => {
    const asset = await start();
    const output = { geometry: 'meshopt', textures: 'ktx2', withLods: false } as const;
    await expect(asset.fitAsync({ plan: { output } })).rejects.toMatchObject({ code: 'validation' });
    expect((await asset.exportGlbAsync({ textures: 'ktx2' })).byteLength).toBeGreaterThan(100);
  });

  test('of a document is loaded by the glTF loader', async () => {
    fits.isDocument = true;
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 3000 } });
    expect(drawn()).toBe(boxTriangles(3000));
    await generator.undoAsync();
    expect(drawn()).toBe(boxTriangles(12_000));
  });
});

describe('LODs', () => {
  test('switch with the content, are no content themselves, and go with it', async () => {
    const asset = await start();
    const before = await counts();
    await asset.fitAsync({ plan: { triangles: 3000, lodShares: [0.5, 0.25] } });
    expect(asset.versions[0]?.fit?.lodTriangles).toEqual([boxTriangles(1500), boxTriangles(750)]);
    const levels = content(asset).getLODLevels();
    expect(levels).toHaveLength(2);
    const lod = levels[1]?.mesh as Mesh;
    expect(lod.material).toBe(content(asset).material);
    expect(lod.isPickable).toBe(false);
    await generator.undoAsync();
    expect(await counts()).toEqual(before);
    await generator.redoAsync();
    expect(content(asset).getLODLevels()[1]?.mesh === lod).toBe(true);
    await asset.fitAsync({ plan: { triangles: 3000, lodShares: [] } });
    expect(content(asset).getLODLevels()).toEqual([]);
  });

  test('LODs that the app has added are copied to the new content', async () => {
    const asset = await start();
    const farAway = content(asset).clone('far');
    content(asset).addLODLevel(10, farAway);
    content(asset).addLODLevel(20, null);
    await asset.fitAsync({ plan: { triangles: 3000 } });
    const levels = content(asset).getLODLevels();
    expect(levels.map(({ distanceOrScreenCoverage }) => distanceOrScreenCoverage)).toEqual([20, 10]);
    expect(levels.map(({ mesh }) => mesh?.uniqueId)).toEqual([undefined, farAway.uniqueId]);
    await generator.undoAsync();
    expect(content(asset).getLODLevels()).toHaveLength(2);
    farAway.dispose();
  });
});

describe('a preview', () => {
  test('is drawn instead of the content, which is shown unchanged afterwards', async () => {
    const asset = await start();
    const [before, mesh] = [await counts(), content(asset)];
    await asset.fitting.previewAsync(500);
    expect(drawn()).toBe(boxTriangles(500));
    expect(asset.getSnapshot().fitting).toMatchObject({
      phase: 'previewing',
      previewTriangles: boxTriangles(500),
    });
    expect([mesh.isVisible, mesh.isEnabled(), scene.meshes.includes(mesh)]).toEqual([false, true, true]);
    await asset.fitting.previewAsync(1500);
    expect(drawn()).toBe(boxTriangles(1500));
    asset.fitting.endPreview();
    expect(drawn()).toBe(boxTriangles(12_000));
    expect(asset.getSnapshot().fitting.previewTriangles).toBeUndefined();
    expect(await counts()).toEqual(before);
  });

  test('the latest wins, the others end without an error; a fit replaces it', async () => {
    const asset = await start();
    hold('preview 600');
    const old = asset.fitting.previewAsync(600);
    await until('preview 600');
    await asset.fitting.previewAsync(300);
    await old;
    expect(drawn()).toBe(boxTriangles(300));
    await asset.fitAsync({ plan: { triangles: 900 } });
    expect(drawn()).toBe(boxTriangles(900));
    expect(content(asset).isVisible).toBe(true);
    expect(asset.getSnapshot().fitting.phase).toBe('idle');
  });

  test('shows the model repaired as it is fitted: it may be turned or scaled', async () => {
    const asset = await start();
    await asset.fitting.previewAsync(500);
    expect(fits.previewRepairs).toEqual(DEFAULT_FIT_PLAN.repairs);
    await asset.fitAsync({ plan: { triangles: 900, repairs: ['size-off'] } });
    await asset.fitting.previewAsync(300);
    expect(fits.previewRepairs).toEqual(['size-off']);
  });

  test('that is started during a fit stays over the content of that fit', async () => {
    const asset = await start();
    const release = hold('fit 900');
    const fit = asset.fitAsync({ plan: { triangles: 900 } });
    await until('fit 900');
    await asset.fitting.previewAsync(300);
    release();
    await fit;
    expect(drawn()).toBe(boxTriangles(300));
    asset.fitting.endPreview();
    expect(drawn()).toBe(boxTriangles(900));
  });

  test('an undo, or another version, ends it', async () => {
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 900 } });
    await asset.fitting.previewAsync(300);
    await generator.undoAsync();
    expect(drawn()).toBe(boxTriangles(12_000));
    await asset.fitting.previewAsync(300);
    await asset.regenerateAsync({ decimationTarget: 5000 });
    expect(drawn()).toBe(boxTriangles(5000));
  });
});

describe('sessions', () => {
  test('one for the shown version, opened once, its facts and findings published', async () => {
    const asset = await start();
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    const facts = await asset.fitting.openAsync();
    await asset.fitting.openAsync();
    await asset.fitting.previewAsync(500);
    expect(fits.calls.filter((call) => call === 'open')).toHaveLength(1);
    await expect.poll(() => asset.getSnapshot().fitting.findings?.length).toBe(1);
    expect(asset.getSnapshot().fitting.facts).toBe(facts);
    asset.fitting.close();
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    await expect.poll(() => fits.openSessions).toBe(0);
    expect(drawn()).toBe(boxTriangles(12_000));
    await asset.fitting.openAsync();
    expect(fits.openSessions).toBe(1);
    asset.dispose();
    await expect.poll(() => fits.openSessions).toBe(0);
  });

  test('a platform without a fit engine is reported', async () => {
    const bare = createGenerator({
      scene,
      platform: { prepareImageAsync: async () => IMAGE, createLocalEngineAsync: async () => engine },
    });
    const asset = await bare.generate(IMAGE, { placeholder: false }).ready;
    await expect(asset.fitting.openAsync()).rejects.toMatchObject({ code: 'unsupported-platform' });
    expect(asset.getSnapshot().fitting.phase).toBe('closed');
    asset.dispose();
  });

  test('the same fit for every version is one step', async () => {
    const asset = await start();
    await asset.regenerateAsync({ decimationTarget: 5000 });
    await asset.fitting.applyToAllAsync({ plan: { triangles: 600 } });
    expect(asset.versions.map(({ fit }) => fit?.stats.triangles)).toEqual([
      boxTriangles(600),
      boxTriangles(600),
    ]);
    expect([drawn(), fits.openSessions]).toEqual([boxTriangles(600), 1]);
    await generator.undoAsync();
    expect(asset.versions.map(({ fit }) => fit)).toEqual([undefined, undefined]);
    expect(drawn()).toBe(boxTriangles(5000));
  });

  test('a preview leaves a fit of every version running, in a session of its own', async () => {
    const asset = await start();
    await asset.regenerateAsync({ decimationTarget: 5000 });
    const release = hold('fit 600');
    const all = asset.fitting.applyToAllAsync({ plan: { triangles: 600 } });
    await until('fit 600');
    await asset.fitting.previewAsync(400);
    await asset.fitting.openAsync();
    release();
    await all;
    expect(asset.versions.map(({ fit }) => fit?.plan.triangles)).toEqual([600, 600]);
    expect(fits.openSessions).toBe(1);
  });
});
