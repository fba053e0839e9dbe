import type { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { parseGlb } from '../../../plugin/glb/parse-glb.ts';
import { boxTriangles, createFitStage, type FitStage, IMAGE } from '../../fixtures/fit-stage.ts';
import { boxGlb, gridBox, gridBoxGlb } from '../../fixtures/grid-box.ts';

let stage: FitStage;
let scene: Scene;
let generator: Generator;

beforeEach(() => {
  stage = createFitStage();
  ({ scene, generator } = stage);
});
afterEach(() => stage.dispose());

const start = (target?: number) => stage.start(target);
const drawn = () => stage.drawn();
const counts = () => stage.counts();
const content = (...args: Parameters<FitStage['content']>) => stage.content(...args);

describe('views and comparisons', () => {
  test.each(['wireframe', 'texel-density'] as const)(
    '%s: the content is only hidden, and back as it was',
    async (view) => {
      const asset = await start();
      await asset.fitAsync({ plan: { triangles: 3000 } });
      const [before, material] = [await counts(), content(asset).material];
      asset.setView(view);
      expect(asset.getSnapshot().view).toBe(view);
      await expect.poll(() => content(asset).isVisible).toBe(false);
      expect(content(asset).material === material).toBe(true);
      await asset.fitAsync({ plan: { triangles: 300 } });
      expect(content(asset).isVisible).toBe(false);
      await generator.undoAsync();
      asset.setView('shaded');
      expect(content(asset).isVisible).toBe(true);
      expect(await counts()).toEqual(before);
      expect(drawn()).toBe(boxTriangles(3000));
    },
  );

  test.each(['side-by-side', 'wipe'] as const)('%s leaves no trace', async (mode) => {
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 3000 } });
    const before = await counts();
    await asset.compareAsync({ with: 'master', mode, position: 0.5 });
    expect(asset.getSnapshot().comparison).toEqual({ with: 'master', mode, position: 0.5 });
    expect(drawn()).toBe(boxTriangles(3000) + boxTriangles(12_000));
    const other = scene.meshes.find((mesh) => mesh.getTotalIndices() / 3 === boxTriangles(12_000));
    expect(other).toMatchObject({ isPickable: false, doNotSerialize: true });
    await asset.compareAsync({ with: 'master', mode, position: 0.25 });
    expect(scene.meshes).toContain(other);
    await asset.compareAsync(undefined);
    expect([asset.getSnapshot().comparison, await counts()]).toEqual([undefined, before]);
    const observers = content(asset).onBeforeBindObservable.observers;
    await expect.poll(() => observers.length).toBe(0);
  });

  test('only the last call has an effect; a comparison that is no longer valid ends', async () => {
    const asset = await start();
    await asset.regenerateAsync({ decimationTarget: 5000 });
    const [first, second] = asset.versions.map(({ id }) => id) as [string, string];
    const stale = asset.compareAsync({ with: first, mode: 'wipe', position: 0.5 });
    await asset.compareAsync(undefined);
    await stale;
    expect([asset.getSnapshot().comparison, drawn()]).toEqual([undefined, boxTriangles(5000)]);
    await asset.compareAsync({ with: first, mode: 'side-by-side', position: 0 });
    await asset.showAsync(first);
    expect([asset.getSnapshot().comparison, drawn()]).toEqual([undefined, boxTriangles(12_000)]);
    await expect(asset.compareAsync({ with: first, mode: 'wipe', position: 0 })).rejects.toMatchObject({
      code: 'validation',
    });
    await expect(asset.compareAsync({ with: 'master', mode: 'wipe', position: 0 })).rejects.toMatchObject({
      code: 'validation',
    });
    await asset.compareAsync({ with: second, mode: 'wipe', position: 0 });
    asset.dispose();
    expect(scene.meshes).toEqual([]);
  });
});

describe('a file', () => {
  const extrasOf = (glb: Uint8Array) =>
    (parseGlb(glb).json as { asset: { extras?: { imageTo3D?: object } } }).asset.extras?.imageTo3D;

  test('holds its provenance, and is imported with all of it', async () => {
    const asset = await start();
    await asset.fitAsync({ plan: { triangles: 3000 } });
    const glb = await asset.exportGlbAsync();
    expect(extrasOf(glb)).toMatchObject({
      assetId: asset.id,
      imageHash: IMAGE.hash,
      parameters: asset.versions[0]?.parameters,
      fit: { plan: { triangles: 3000 } },
    });
    const adopted = await generator.importGlbAsync(glb);
    expect(adopted.root.name).toBe('chair 2');
    expect(adopted.versions).toMatchObject([
      {
        isImported: true,
        parameters: asset.versions[0]?.parameters,
        stats: { triangles: boxTriangles(3000) },
      },
    ]);
    expect(adopted.versions[0]?.notes.join()).toContain('3,000');
    expect(adopted.getSnapshot().image).toBeUndefined();
    await expect(adopted.regenerateAsync()).rejects.toMatchObject({ code: 'validation' });
    expect(adopted.getSnapshot()).toMatchObject({ isInScene: true });
    await adopted.fitAsync({ plan: { triangles: 300 } });
    expect(adopted.versions[0]?.fit?.stats.triangles).toBe(boxTriangles(300));
    await generator.undoAsync();
    await generator.undoAsync();
    expect(adopted.getSnapshot().isInScene).toBe(false);
  });

  test('of another program is imported too; with its image it can be run again', async () => {
    const adopted = await generator.importGlbAsync(await gridBoxGlb(4), { image: IMAGE, name: 'crate' });
    expect([adopted.root.name, adopted.getSnapshot().image, drawn()]).toEqual(['crate', IMAGE, 192]);
    await adopted.regenerateAsync({ decimationTarget: 5000 });
    expect(adopted.versions.map(({ number }) => number)).toEqual([1, 2]);
    expect(drawn()).toBe(boxTriangles(5000));
  });

  test('with damaged provenance is imported with a note; a file that is no GLB leaves nothing', async () => {
    const before = await counts();
    const glb = await boxGlb(gridBox(48), { extras: { imageTo3D: { assetId: 7 } } });
    const adopted = await generator.importGlbAsync(glb);
    expect(adopted.versions[0]?.notes.join()).toContain('cannot be read');
    adopted.dispose();
    await expect(generator.importGlbAsync(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'invalid-glb',
    });
    expect([await counts(), generator.getSnapshot().assets]).toEqual([before, []]);
  });
});
