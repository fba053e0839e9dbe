import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { describe, expect, it } from 'vitest';
import type { GenerateOptions } from '../../../plugin/asset/contract.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { VARIATIONS } from '../../../plugin/inspector/batch/batch-controller.ts';
import { createPaneController } from '../../../plugin/inspector/pane/pane-controller.ts';
import { pressRun } from '../../../plugin/inspector/pane/pane-keys.ts';
import { imageOf } from './fixtures.ts';
import { createStage } from './stage.ts';

const file = (name: string) => new File(['x'], name, { type: 'image/png' });
const images = (names: readonly string[]) => names.map(file);
const FIVE = images(['pot', 'cup', 'broken', 'jug', 'bowl']);

function createPane() {
  const stage = createStage();
  const { generator } = stage;
  const prepare = generator.prepareAsync;
  generator.prepareAsync = async (source, options) => {
    if (options?.name === 'broken') throw new ImageTo3DError('image', 'broken is no image.');
    return prepare(source, options);
  };
  const controller = createPaneController({
    generator,
    storage: { read: () => undefined, write: () => undefined },
    drawSeed: () => 100,
  });
  const { batches } = controller;
  const assets = () => generator.getSnapshot().assets;
  const allDone = () =>
    expect
      .poll(() => assets().map((asset) => asset.getSnapshot().run?.phase))
      .toEqual(assets().map(() => 'done'));
  return { stage, generator, controller, batches, assets, allDone };
}

describe('several images', () => {
  it('are asked about once, without the one that is broken, and run only after a yes', async () => {
    const { stage, batches, assets, allDone } = createPane();
    await batches.take(FIVE);
    const { asked, failed } = batches.getSnapshot();
    expect(asked?.map(({ name }) => name)).toEqual(['pot', 'cup', 'jug', 'bowl']);
    expect(failed.map(({ name, error }) => [name, error.code])).toEqual([['broken', 'image']]);
    expect(assets()).toEqual([]);
    batches.confirm();
    batches.confirm();
    expect(assets().map((asset) => asset.getSnapshot().name)).toEqual(['pot', 'cup', 'jug', 'bowl']);
    expect(batches.getSnapshot().asked).toBeUndefined();
    // The message about the broken file stays until it is read.
    expect(batches.getSnapshot().failed).toHaveLength(1);
    await stage.finish();
    await allDone();
    expect(assets().map(({ versions }) => versions.length)).toEqual([1, 1, 1, 1]);
  });

  it('are forgotten on a no, and when another image comes', async () => {
    const { controller, batches, assets } = createPane();
    await batches.take(FIVE);
    batches.decline();
    expect(batches.getSnapshot()).toEqual({ failed: [] });
    await batches.take(FIVE);
    await controller.input.take('https://example.com/pot.png');
    expect(batches.getSnapshot()).toEqual({ failed: [] });
    batches.confirm();
    expect(assets()).toEqual([]);
  });

  it('stand in a row from where they were dropped', async () => {
    const { controller, batches, assets } = createPane();
    controller.changeSettings({ size: 2 });
    await batches.take(images(['pot', 'cup', 'jug']), new Vector3(5, 0, -1));
    batches.confirm();
    const at = assets().map(({ root }) => root.position.asArray());
    expect(at.map(([x, y, z]) => [Number(x?.toFixed(6)), y, z])).toEqual([
      [5, 0, -1],
      [7.4, 0, -1],
      [9.8, 0, -1],
    ]);
  });

  it('are asked about alone: Ctrl+Enter starts no other run meanwhile, nor where its price is not in view', async () => {
    const { stage, controller, batches, assets } = createPane();
    await controller.input.take(file('chair'));
    pressRun(controller);
    await stage.finish();
    const before = assets()[0]!.getSnapshot().run;
    await batches.take(images(['pot', 'cup']));
    pressRun(controller);
    batches.decline();
    controller.openTab('library');
    pressRun(controller);
    expect(assets().map((asset) => asset.getSnapshot().run)).toEqual([before]);
    controller.openTab('generate');
    pressRun(controller);
    expect(assets()[0]!.getSnapshot().run).not.toBe(before);
  });

  it('are not started twice when one of them cannot be started', async () => {
    const { generator, controller, batches, assets } = createPane();
    const start = generator.generate;
    generator.generate = (source, options) => {
      if (options?.name === 'cup') throw new Error('An observer of the app.');
      return start(source, options);
    };
    await batches.take(images(['pot', 'cup', 'jug']));
    batches.confirm();
    batches.confirm();
    expect(assets().map((asset) => asset.getSnapshot().name)).toEqual(['pot']);
    expect(batches.getSnapshot().batch?.assets).toEqual(assets());
    expect(controller.getSnapshot().actionError?.message).toBe('An observer of the app.');
  });

  it('end the reading of the image before them', async () => {
    const { generator, controller, batches } = createPane();
    const prepare = generator.prepareAsync;
    generator.prepareAsync = (source, options) =>
      options?.name === 'slow' ? new Promise(() => {}) : prepare(source, options);
    void controller.input.take(file('slow'));
    expect(controller.getSnapshot().readingName).toBe('slow');
    await batches.take(images(['pot', 'cup']));
    batches.decline();
    expect(controller.getSnapshot().readingName).toBeUndefined();
  });

  it('of which one run fails: the others go on', async () => {
    const { stage, generator, batches, assets } = createPane();
    const start = generator.generate;
    generator.generate = (source, options) => {
      const asset = start(source, options);
      if (options?.name === 'cup') void asset.cancelAsync();
      return asset;
    };
    await batches.take(images(['pot', 'cup', 'jug']));
    batches.confirm();
    await stage.finish();
    await expect
      .poll(() => assets().map((asset) => asset.getSnapshot().run?.phase), { timeout: 3000 })
      .toEqual(['done', 'cancelled', 'done']);
  });

  it('and GLBs: a GLB is imported at once, for it costs nothing', async () => {
    const { stage, batches, assets } = createPane();
    const glb = new File([await stage.glb(12, 8)], 'crate.glb');
    await batches.take([...images(['pot']), glb]);
    expect(assets().map((asset) => asset.getSnapshot().name)).toEqual(['crate']);
    expect(batches.getSnapshot().asked?.map(({ name }) => name)).toEqual(['pot']);
  });

  it('only the last of two batches that are read at once is asked about', async () => {
    const { generator, batches } = createPane();
    const answers: (() => void)[] = [];
    generator.prepareAsync = (_source, options) =>
      new Promise((resolve) => answers.push(() => resolve(imageOf(options?.name ?? ''))));
    const first = batches.take(images(['pot', 'cup']));
    const second = batches.take(images(['jug']));
    for (const answer of answers) answer();
    await Promise.all([first, second]);
    expect(batches.getSnapshot().asked?.map(({ name }) => name)).toEqual(['jug']);
  });
});

describe('variations', () => {
  async function varied() {
    const pane = createPane();
    pane.batches.vary(imageOf('pot'));
    await pane.stage.finish();
    await pane.allDone();
    return pane;
  }

  it('are runs of one image with a seed each', async () => {
    const { stage, assets } = await varied();
    const asked = stage.calls('generate', 1) as GenerateOptions[];
    expect(asked.map(({ parameters }) => parameters?.seed)).toEqual([100, 101, 102, 103]);
    const row = assets().map(({ root }) => root.position.x);
    expect(new Set(row).size).toBe(VARIATIONS);
  });

  it('do not stand where images were dropped that were declined', async () => {
    const { batches, assets } = createPane();
    await batches.take(images(['pot', 'cup']), new Vector3(40, 0, 0));
    batches.decline();
    batches.vary(imageOf('jug'));
    expect(assets()[0]?.root.position.asArray()).toEqual([0, 0, 0]);
  });

  it('are kept once by two presses', async () => {
    const { generator, controller, batches, assets } = await varied();
    const kept = assets()[1]!;
    batches.keep(kept);
    batches.keep(kept);
    await expect.poll(assets).toEqual([kept]);
    await generator.undoAsync();
    expect(assets()).toHaveLength(VARIATIONS);
    expect(controller.getSnapshot().actionError).toBeUndefined();
  });

  it('leave the scene but one, and come back with one undo', async () => {
    const { generator, controller, batches, assets } = await varied();
    await generator.library.openAsync();
    const before = assets();
    const kept = before[2]!;
    batches.keep(kept);
    await expect.poll(assets).toEqual([kept]);
    expect(generator.scene.transformNodes.filter((node) => node.name.startsWith('pot'))).toContain(kept.root);
    expect(controller.asset()).toBe(kept);
    // They can be placed again.
    expect(generator.library.getSnapshot().masters.length).toBeGreaterThan(0);
    await generator.undoAsync();
    expect(assets()).toEqual(before);
  });
});
