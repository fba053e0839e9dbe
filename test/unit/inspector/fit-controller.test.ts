import { describe, expect, it, vi } from 'vitest';
import type { FitPlan } from '../../../plugin/budget/fit-plan.ts';
import type { BudgetRequest } from '../../../plugin/budget/fit-request.ts';
import { BUDGET_PRESETS } from '../../../plugin/budget/presets.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createPaneController } from '../../../plugin/inspector/pane/pane-controller.ts';
import { PROVENANCE_KEY, type Provenance } from '../../../plugin/scene/place/provenance.ts';
import { masterGlb } from '../../inspector/harness/master-glb.ts';
import { PARAMETERS } from './fixtures.ts';
import { createStage } from './stage.ts';

/** A pane with finished versions of many triangles that the Fit section shows. */
async function openFit(versions = 1) {
  const stage = createStage();
  const { generator } = stage;
  const controller = createPaneController({ generator, storage: { read: () => undefined, write: () => {} } });
  await controller.input.take('https://example.com/pot.png');
  for (let number = 1; number <= versions; number++) {
    controller.runs.run();
    await stage.finish(150_000, 2048);
  }
  const asset = stage.last!;
  const { fit } = controller;
  const detach = fit.attach(asset);
  await asset.fitting.openAsync();
  const { calls } = stage.fits;
  return {
    stage,
    generator,
    controller,
    asset,
    fit,
    detach,
    end: stage.fits.end,
    shownFit: () => asset.versions.at(-1)?.fit,
    requests: () => stage.calls('fitAsync') as (BudgetRequest & { plan?: Partial<FitPlan> })[],
    previews: () =>
      calls.filter((call) => call.startsWith('preview')).map((call) => Number(call.split(' ')[1])),
    countOf: (call: string) => calls.filter((made) => made === call).length,
    idle: () => expect.poll(() => fit.getSnapshot()).not.toHaveProperty('task'),
  };
}

const budgetOf = (id: string) => BUDGET_PRESETS.find((preset) => preset.id === id)!.budget;

describe('a slider', () => {
  it('is followed while it moves, and fitted once when it rests', async () => {
    const { stage, fit, end, shownFit, requests, previews, idle } = await openFit();
    const { onWork } = stage.fitEngine;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      stage.fitEngine.onWork = (call, ...rest) =>
        call.startsWith('preview')
          ? new Promise((resolve) => setTimeout(resolve, 20))
          : onWork(call, ...rest);
      for (let triangles = 50_000; triangles > 40_000; triangles -= 100) {
        fit.slide({ triangles });
        await vi.advanceTimersByTimeAsync(5);
      }
      // A hundred moves in half a second, and a preview takes 20 ms.
      expect(previews().length).toBeGreaterThan(10);
      expect(previews().length).toBeLessThan(30);
      expect(requests()).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(5000);
    } finally {
      vi.useRealTimers();
    }
    expect(previews().at(-1)).toBe(40_100);
    expect(requests()).toMatchObject([{ plan: { triangles: 40_100, textureSize: 1024, bake: 'fine' } }]);
    expect(fit.getSnapshot()).toMatchObject({ task: 'fit', draft: { triangles: 40_100 } });
    await end();
    await idle();
    expect(fit.getSnapshot()).toEqual({ draft: {} });
    expect(shownFit()?.plan.triangles).toBe(40_100);
  });

  it('of the textures asks for no preview, and both sliders come to one fit', async () => {
    const { fit, requests, previews } = await openFit();
    fit.slide({ textureSize: 512 });
    expect(previews()).toEqual([]);
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    expect(requests()).toMatchObject([{ plan: { triangles: 9000, textureSize: 512 } }]);
  });

  it('stops the fit under way when it moves on', async () => {
    const { fit, end, shownFit, idle } = await openFit();
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    // While it is held, a pause is no rest.
    fit.startDrag();
    fit.slide({ triangles: 8000 });
    await idle();
    expect(fit.getSnapshot()).toEqual({ draft: { triangles: 8000 } });
    fit.endDrag();
    await end();
    await idle();
    expect(shownFit()?.plan.triangles).toBe(8000);
  });

  it('moves no geometry of a file that keeps its own', async () => {
    const { stage, asset, fit, previews } = await openFit();
    const { openAsync: open } = stage.fitEngine;
    stage.fitEngine.openAsync = async (...given) => {
      const session = await open(...given);
      return { ...session, facts: { ...session.facts, kind: 'document' } };
    };
    asset.fitting.close();
    await asset.fitting.openAsync();
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    expect(previews()).toEqual([]);
  });
});

describe('a preset', () => {
  it('is asked for as a budget, and the sliders go ahead to what it leads to', async () => {
    const { controller, fit, requests } = await openFit();
    fit.choosePreset('web-hero');
    expect(requests()).toMatchObject([
      { budget: budgetOf('web-hero'), enforceBudget: false, plan: { bake: 'fine' } },
    ]);
    expect(fit.getSnapshot().draft).toEqual({ triangles: 100_000, textureSize: 2048 });
    expect(controller.getSnapshot().settings.fit.presetId).toBe('web-hero');
  });

  it('of a platform that refuses more is enforced, also for the sliders', async () => {
    const { fit, end, requests, idle } = await openFit();
    fit.choosePreset('roblox-accessory');
    expect(requests()).toMatchObject([{ enforceBudget: true }]);
    await end();
    await idle();
    fit.slide({ triangles: 3000 });
    fit.endDrag();
    expect(requests()[1]).toMatchObject({
      budget: { maxTriangles: 3000, maxTextureSizePx: 1024 },
      enforceBudget: true,
    });
    expect(requests()[1]?.plan).not.toHaveProperty('triangles');
  });

  it('without a ceiling only measures what the sliders ask for', async () => {
    const { fit, end, requests, idle } = await openFit();
    fit.choosePreset('mobile');
    await end();
    await idle();
    fit.slide({ triangles: 90_000 });
    fit.endDrag();
    expect(requests()[1]).not.toHaveProperty('budget');
    expect(requests()[1]).toMatchObject({ plan: { triangles: 90_000, textureSize: 1024 } });
  });

  it('of one’s own holds to its bytes beneath the sliders', async () => {
    const { fit, requests } = await openFit();
    fit.refit({ customFileBytes: 300_000 });
    expect(requests()).toEqual([]);
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    expect(requests()).toMatchObject([
      { budget: { maxFileBytes: 300_000, maxTriangles: 9000, maxTextureSizePx: 1024 }, enforceBudget: false },
    ]);
  });
});

describe('a fit', () => {
  it('that is cancelled leaves what was shown, without a complaint', async () => {
    const { asset, fit, shownFit, idle } = await openFit();
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    fit.cancel();
    await idle();
    expect(fit.getSnapshot()).toEqual({ draft: {} });
    await expect.poll(() => asset.getSnapshot().fitting.phase).toBe('idle');
    expect(shownFit()).toBeUndefined();
  });

  it('that fails says why and puts the sliders back', async () => {
    const { fit, end, idle } = await openFit();
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    const error = new ImageTo3DError('over-budget', '2 draw calls, where 1 is allowed.');
    await end(error);
    await idle();
    expect(fit.getSnapshot()).toEqual({ draft: {}, error });
    fit.dismissError();
    expect(fit.getSnapshot()).toEqual({ draft: {} });
  });

  it('makes the repair that is pressed beside those that it makes anyway', async () => {
    const { controller, fit, requests } = await openFit();
    fit.repair('holes');
    expect(requests()).toMatchObject([
      { plan: { repairs: ['inner-shell', 'floaters', 'flipped-winding', 'holes'] } },
    ]);
    fit.repair('webp-required');
    expect(requests()).toHaveLength(1);
    expect(controller.getSnapshot().settings.fit.exportFormat).toBe('plain');
    fit.repair('webp-required', false);
    expect(controller.getSnapshot().settings.fit.exportFormat).toBe('compact');
    fit.repair('floaters', false);
    expect(requests()[1]).toMatchObject({ plan: { repairs: ['inner-shell', 'flipped-winding'] } });
  });

  it('asked for after a budget in bytes does not keep that limit', async () => {
    const { stage, fit, shownFit, requests, idle } = await openFit();
    stage.fits.isQuick = true;
    fit.change({ maxFileBytes: 1_000_000 } as object);
    await idle();
    expect(shownFit()?.plan.maxFileBytes).toBe(1_000_000);
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    // A budget without bytes is the request that ends one with bytes.
    expect(requests()[1]).toMatchObject({ budget: { maxTriangles: 9000, maxTextureSizePx: 1024 } });
    expect(requests()[1]).not.toHaveProperty('budget.maxFileBytes');
    expect(requests()[1]).not.toHaveProperty('plan.maxFileBytes');
  });

  it('loses a collider again', async () => {
    const { stage, fit, shownFit, idle } = await openFit();
    stage.fits.isQuick = true;
    fit.change({ collider: { kind: 'hull', maxVertices: 32 } });
    await idle();
    expect(shownFit()?.plan.collider).toEqual({ kind: 'hull', maxVertices: 32 });
    fit.change({ bake: 'fine' });
    await idle();
    expect(shownFit()?.plan.collider).toEqual({ kind: 'hull', maxVertices: 32 });
    fit.change({ collider: undefined });
    await idle();
    expect(shownFit()?.plan.collider).toBeUndefined();
  });

  it('comes anew with another quality only where there is one', async () => {
    const { stage, controller, fit, requests, idle } = await openFit();
    fit.refit({ bake: 'fast' });
    expect(requests()).toHaveLength(0);
    stage.fits.isQuick = true;
    fit.change();
    await idle();
    fit.refit({ bake: 'fine' });
    expect(requests().map(({ plan }) => plan?.bake)).toEqual(['fast', 'fine']);
    expect(controller.getSnapshot().settings.fit.bake).toBe('fine');
  });

  it('of an asset that is selected again can still be cancelled', async () => {
    const { asset, fit, detach } = await openFit();
    fit.change({ triangles: 9000 });
    await expect.poll(() => asset.getSnapshot().fitting.phase).toBe('fitting');
    detach();
    fit.attach(asset);
    expect(fit.getSnapshot().task).toBe('fit');
    fit.cancel();
    await expect.poll(() => asset.getSnapshot().fitting.phase).not.toBe('fitting');
    expect(asset.versions[0]?.fit).toBeUndefined();
  });

  it('goes to all versions and back to the master, one undo step each', async () => {
    const { stage, generator, asset, fit, idle } = await openFit(2);
    stage.fits.isQuick = true;
    fit.change({ triangles: 9000 });
    await idle();
    fit.applyToAll();
    await idle();
    expect(asset.versions.map((version) => version.fit?.plan.triangles)).toEqual([9000, 9000]);
    await generator.undoAsync();
    expect(asset.versions.map((version) => version.fit?.plan.triangles)).toEqual([undefined, 9000]);
    fit.showMaster();
    await idle();
    expect(asset.versions.map((version) => version.fit)).toEqual([undefined, undefined]);
  });
});

describe('an export', () => {
  it('is asked for in the chosen format, with LODs only where there are some', async () => {
    const { stage, controller, fit, idle } = await openFit();
    stage.fits.isQuick = true;
    controller.changeFitSettings({ exportFormat: 'plain', exportsLods: true });
    expect((await fit.exportGlb())?.byteLength).toBeGreaterThan(1000);
    fit.change({ lodShares: [0.5] });
    await idle();
    await fit.exportGlb();
    expect(stage.calls('exportGlbAsync')).toEqual([
      { geometry: 'float', textures: 'png', withLods: false },
      { geometry: 'float', textures: 'png', withLods: true },
    ]);
  });

  it('that is stopped or fails gives nothing', async () => {
    const { fit, end } = await openFit();
    const stopped = fit.exportGlb();
    fit.cancel();
    expect(await stopped).toBeUndefined();
    const failed = fit.exportGlb();
    await end(new ImageTo3DError('unsupported-platform', 'No encoder.'));
    expect(await failed).toBeUndefined();
    expect(fit.getSnapshot().error?.code).toBe('unsupported-platform');
  });
});

describe('the worker', () => {
  it('ends when the section goes, but not before the fit under way', async () => {
    const { fit, detach, end, shownFit, countOf } = await openFit();
    expect(countOf('open')).toBe(1);
    fit.change();
    detach();
    await expect.poll(() => countOf('fit 20000')).toBe(1);
    expect(countOf('close')).toBe(0);
    await end();
    await expect.poll(() => countOf('close')).toBe(1);
    expect(shownFit()).toBeDefined();
  });

  it('stays when the section comes back at once', async () => {
    const { asset, fit, detach, countOf } = await openFit();
    detach();
    fit.attach(asset);
    await asset.fitting.openAsync();
    expect([countOf('open'), countOf('close')]).toEqual([1, 0]);
  });
});

describe('a GLB', () => {
  const origin: Provenance = {
    generator: 'a test',
    assetId: 'chair',
    provider: 'fal-ai/trellis-2',
    imageName: 'chair',
    parameters: { ...PARAMETERS, seed: 77, decimationTarget: 44_000 },
    isLocal: false,
    createdAt: '2026-11-21T09:00:00.000Z',
  };
  const file = (bytes: BlobPart) => new File([bytes], 'chair.glb', { type: 'model/gltf-binary' });
  const glb = async () => file(await masterGlb(432, 64, { [PROVENANCE_KEY]: origin }));

  it('becomes an asset whose provenance fills the parameters', async () => {
    const { stage, generator, controller } = await openFit();
    await controller.input.take(await glb());
    const asset = stage.last;
    expect(asset?.getSnapshot().name).toBe('chair');
    expect(asset?.root.position.x).toBe(1.2);
    expect(controller.asset()).toBe(asset);
    expect(controller.getSnapshot().settings).toMatchObject({
      seed: 77,
      parameters: { decimationTarget: 44_000 },
    });
    expect(controller.getSnapshot()).not.toHaveProperty('image');
    expect(controller.getSnapshot()).not.toHaveProperty('readingName');
    controller.runs.run();
    expect(generator.getSnapshot().assets).toHaveLength(2);
  });

  it('that is none says so and leaves everything as it was', async () => {
    const { generator, controller, asset } = await openFit();
    await controller.input.take(file('PNG'));
    expect(controller.getSnapshot().imageError?.code).toBe('invalid-glb');
    expect(controller.asset()).toBe(asset);
    expect(generator.getSnapshot().assets).toHaveLength(1);
  });

  it('is let go when an image comes after it', async () => {
    const { controller } = await openFit();
    const slow = controller.input.take(await glb());
    await controller.input.take('https://example.com/cup.png');
    await slow;
    expect(controller.getSnapshot().image?.name).toBe('cup');
    expect(controller.asset()).toBeUndefined();
  });
});
