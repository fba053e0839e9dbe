import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BUDGET_PRESETS } from '../../../plugin/budget/presets.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createPaneController } from '../../../plugin/inspector/pane/pane-controller.ts';
import { createStage } from './stage.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A pane with one finished version of 550,000 triangles that the Fit section shows. */
async function openFit(versions = 1) {
  const generator = createStage();
  const controller = createPaneController({ generator, storage: { read: () => undefined, write: () => {} } });
  await controller.input.take('https://example.com/pot.png');
  for (let number = 1; number <= versions; number++) {
    controller.runs.run();
    generator.scripted[0]!.finish(false, 550_000);
  }
  const asset = generator.scripted[0]!;
  const detach = controller.fit.attach(asset);
  await vi.advanceTimersByTimeAsync(0);
  const shownFit = () => asset.versions.at(-1)?.fit;
  return { generator, controller, asset, fit: controller.fit, script: asset.fits, detach, shownFit };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const budgetOf = (id: string) => BUDGET_PRESETS.find((preset) => preset.id === id)!.budget;

describe('a slider', () => {
  it('is followed while it moves, and fitted once when it rests', async () => {
    const { fit, script, shownFit } = await openFit();
    for (let triangles = 50_000; triangles > 40_000; triangles -= 100) {
      fit.slide({ triangles });
      await vi.advanceTimersByTimeAsync(5);
    }
    // A hundred moves in half a second, and a preview takes 20 ms.
    expect(script.previews.length).toBeGreaterThan(10);
    expect(script.previews.length).toBeLessThan(30);
    expect(script.requests).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(5000);
    expect(script.previews.at(-1)).toBe(40_100);
    expect(script.requests).toMatchObject([{ plan: { triangles: 40_100, textureSize: 1024, bake: 'fine' } }]);
    expect(fit.getSnapshot()).toMatchObject({ job: 'fit', draft: { triangles: 40_100 } });
    script.end();
    await settle();
    expect(fit.getSnapshot()).toEqual({ draft: {} });
    expect(shownFit()?.plan.triangles).toBe(40_100);
  });

  it('of the textures asks for no preview, and both sliders come to one fit', async () => {
    const { fit, script } = await openFit();
    fit.slide({ textureSize: 512 });
    expect(script.previews).toEqual([]);
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    expect(script.requests).toMatchObject([{ plan: { triangles: 9000, textureSize: 512 } }]);
  });

  it('stops the fit under way when it moves on', async () => {
    const { fit, script, shownFit } = await openFit();
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    fit.slide({ triangles: 8000 });
    await settle();
    expect(fit.getSnapshot()).toEqual({ draft: { triangles: 8000 } });
    fit.endDrag();
    script.end();
    await settle();
    expect(shownFit()?.plan.triangles).toBe(8000);
  });

  it('moves no geometry of a file that keeps its own', async () => {
    const { asset, fit, script } = await openFit();
    script.facts = { kind: 'document' };
    await asset.fitting.openAsync();
    fit.slide({ triangles: 9000 });
    expect(script.previews).toEqual([]);
  });
});

describe('a preset', () => {
  it('is asked for as a budget, and the sliders go ahead to what it leads to', async () => {
    const { controller, fit, script } = await openFit();
    fit.choosePreset('web-hero');
    expect(script.requests).toMatchObject([
      { budget: budgetOf('web-hero'), enforceBudget: false, plan: { bake: 'fine' } },
    ]);
    expect(fit.getSnapshot().draft).toEqual({ triangles: 100_000, textureSize: 2048 });
    expect(controller.getSnapshot().settings.fit.presetId).toBe('web-hero');
  });

  it('of a platform that refuses more is a hard ceiling, also for the sliders', async () => {
    const { fit, script } = await openFit();
    fit.choosePreset('roblox-accessory');
    expect(script.requests).toMatchObject([{ enforceBudget: true }]);
    script.end();
    await settle();
    fit.slide({ triangles: 3000 });
    fit.endDrag();
    expect(script.requests[1]).toMatchObject({
      budget: { maxTriangles: 3000, maxTextureSizePx: 1024 },
      enforceBudget: true,
    });
    expect(script.requests[1]?.plan).not.toHaveProperty('triangles');
  });

  it('without a ceiling only measures what the sliders ask for', async () => {
    const { fit, script } = await openFit();
    fit.choosePreset('planner');
    script.end();
    await settle();
    fit.slide({ triangles: 90_000 });
    fit.endDrag();
    expect(script.requests[1]).not.toHaveProperty('budget');
    expect(script.requests[1]).toMatchObject({ plan: { triangles: 90_000, textureSize: 1024 } });
  });

  it('of one’s own holds to its bytes beneath the sliders', async () => {
    const { fit, script } = await openFit();
    fit.refit({ customFileBytes: 300_000 });
    expect(script.requests).toEqual([]);
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    expect(script.requests).toMatchObject([
      { budget: { maxFileBytes: 300_000, maxTriangles: 9000, maxTextureSizePx: 1024 }, enforceBudget: false },
    ]);
  });
});

describe('a fit', () => {
  it('that is cancelled leaves what was shown, without a complaint', async () => {
    const { fit, script, asset, shownFit } = await openFit();
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    fit.cancel();
    await settle();
    expect(fit.getSnapshot()).toEqual({ draft: {} });
    expect(asset.getSnapshot().fitting.phase).toBe('idle');
    expect(shownFit()).toBeUndefined();
    script.end();
    await settle();
    expect(shownFit()).toBeUndefined();
  });

  it('that fails says why and puts the sliders back', async () => {
    const { fit, script } = await openFit();
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    const error = new ImageTo3DError('over-budget', '2 draw calls, where 1 is allowed.');
    script.end(error);
    await settle();
    expect(fit.getSnapshot()).toEqual({ draft: {}, error });
    fit.dismissError();
    expect(fit.getSnapshot()).toEqual({ draft: {} });
  });

  it('mends what is pressed beside what it mends anyway', async () => {
    const { controller, fit, script } = await openFit();
    fit.repair('holes');
    expect(script.requests).toMatchObject([
      { plan: { repairs: ['inner-shell', 'floaters', 'flipped-winding', 'holes'] } },
    ]);
    fit.repair('webp-required');
    expect(script.requests).toHaveLength(1);
    expect(controller.getSnapshot().settings.fit.exportFormat).toBe('tools');
  });

  it('asked for after a budget in bytes does not keep that limit', async () => {
    const { fit, script, shownFit } = await openFit();
    script.isQuick = true;
    fit.change({ maxFileBytes: 1_000_000 } as object);
    await settle();
    expect(shownFit()?.plan.maxFileBytes).toBe(1_000_000);
    fit.slide({ triangles: 9000 });
    fit.endDrag();
    // A budget without bytes is the request that ends one with bytes.
    expect(script.requests[1]).toMatchObject({ budget: { maxTriangles: 9000, maxTextureSizePx: 1024 } });
    expect(script.requests[1]).not.toHaveProperty('budget.maxFileBytes');
    expect(script.requests[1]).not.toHaveProperty('plan.maxFileBytes');
  });

  it('loses a collider again', async () => {
    const { fit, script, shownFit } = await openFit();
    script.isQuick = true;
    fit.change({ collider: { kind: 'hull', maxVertices: 32 } });
    await settle();
    expect(shownFit()?.plan.collider).toEqual({ kind: 'hull', maxVertices: 32 });
    fit.change({ bake: 'fine' });
    await settle();
    expect(shownFit()?.plan.collider).toEqual({ kind: 'hull', maxVertices: 32 });
    fit.change({ collider: undefined });
    await settle();
    expect(shownFit()?.plan.collider).toBeUndefined();
  });

  it('comes anew with another quality only where there is one', async () => {
    const { controller, fit, script } = await openFit();
    fit.refit({ bake: 'fast' });
    expect(script.requests).toHaveLength(0);
    script.isQuick = true;
    fit.change();
    await settle();
    fit.refit({ bake: 'fine' });
    expect(script.requests.map(({ plan }) => plan?.bake)).toEqual(['fast', 'fine']);
    expect(controller.getSnapshot().settings.fit.bake).toBe('fine');
  });

  it('goes to all versions and back to the master, one undo step each', async () => {
    const { generator, fit, asset, script } = await openFit(2);
    script.isQuick = true;
    fit.change({ triangles: 9000 });
    await settle();
    fit.applyToAll();
    await settle();
    expect(asset.versions.map((version) => version.fit?.plan.triangles)).toEqual([9000, 9000]);
    await generator.undoAsync();
    expect(asset.versions.map((version) => version.fit?.plan.triangles)).toEqual([undefined, 9000]);
    fit.showMaster();
    await settle();
    expect(asset.versions.map((version) => version.fit)).toEqual([undefined, undefined]);
  });
});

describe('an export', () => {
  it('is asked for in the chosen format, with LODs only where there are some', async () => {
    const { controller, fit, script } = await openFit();
    script.isQuick = true;
    controller.changeFitSettings({ exportFormat: 'tools', exportsLods: true });
    expect((await fit.exportGlb())?.byteLength).toBe(16);
    fit.change({ lodShares: [0.5] });
    await settle();
    await fit.exportGlb();
    expect(script.exports).toEqual([
      { geometry: 'float', textures: 'png', withLods: false },
      { geometry: 'float', textures: 'png', withLods: true },
    ]);
  });

  it('that is stopped or fails gives nothing', async () => {
    const { fit, script } = await openFit();
    const stopped = fit.exportGlb();
    fit.cancel();
    expect(await stopped).toBeUndefined();
    const failed = fit.exportGlb();
    await settle();
    script.end(new ImageTo3DError('unsupported-host', 'No encoder.'));
    expect(await failed).toBeUndefined();
    expect(fit.getSnapshot().error?.code).toBe('unsupported-host');
  });
});

describe('the worker', () => {
  it('ends when the section goes, but not before the fit under way', async () => {
    const { fit, script, detach, shownFit } = await openFit();
    expect(script.opened).toBe(1);
    fit.change();
    detach();
    await settle();
    expect(script.closed).toBe(0);
    script.end();
    await settle();
    expect(shownFit()).toBeDefined();
    expect(script.closed).toBe(1);
  });

  it('stays when the section comes back at once', async () => {
    const { fit, asset, script, detach } = await openFit();
    detach();
    fit.attach(asset);
    await settle();
    expect(script.closed).toBe(0);
  });
});

describe('a GLB', () => {
  const glb = (text = 'glTF…') => new File([text], 'chair.glb', { type: 'model/gltf-binary' });

  it('becomes an asset whose provenance fills the parameters', async () => {
    const { generator, controller } = await openFit();
    vi.useRealTimers();
    await controller.input.take(glb());
    expect(generator.scripted[1]?.getSnapshot().name).toBe('chair');
    expect(generator.scripted[1]?.root.position.x).toBe(1.2);
    expect(controller.asset()).toBe(generator.scripted[1]);
    expect(controller.getSnapshot().settings).toMatchObject({
      seed: 77,
      parameters: { decimationTarget: 44_000 },
    });
    expect(controller.getSnapshot()).not.toHaveProperty('image');
    expect(controller.getSnapshot()).not.toHaveProperty('readingName');
    controller.runs.run();
    expect(generator.scripted).toHaveLength(2);
  });

  it('that is none says so and leaves everything as it was', async () => {
    const { generator, controller, asset } = await openFit();
    vi.useRealTimers();
    await controller.input.take(glb('PNG'));
    expect(controller.getSnapshot().imageError?.code).toBe('invalid-glb');
    expect(controller.asset()).toBe(asset);
    expect(generator.scripted).toHaveLength(1);
  });

  it('is let go when a picture comes after it', async () => {
    const { controller } = await openFit();
    vi.useRealTimers();
    const slow = controller.input.take(glb());
    await controller.input.take('https://example.com/cup.png');
    await slow;
    expect(controller.getSnapshot().image?.name).toBe('cup');
    expect(controller.asset()).toBeUndefined();
  });
});
