import { describe, expect, it } from 'vitest';
import type { GenerateOptions } from '../../../plugin/asset/contract.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createPaneController } from '../../../plugin/inspector/pane/pane-controller.ts';
import type { PaneSettings } from '../../../plugin/inspector/pane/settings.ts';
import { imageOf } from './fixtures.ts';
import { createStage } from './stage.ts';

function createPane(stored?: unknown) {
  const stage = createStage();
  const { generator } = stage;
  const written: PaneSettings[] = [];
  let seed = 100;
  const controller = createPaneController({
    generator,
    storage: { read: () => stored, write: (settings) => written.push(settings) },
    drawSeed: () => ++seed,
  });
  return { stage, generator, controller, written };
}

async function withImage(stored?: unknown) {
  const pane = createPane(stored);
  await pane.controller.input.take('https://example.com/pot.png');
  return pane;
}

describe('settings', () => {
  it('are written at every change and read at the next start', () => {
    const { controller, written } = createPane();
    controller.changeParameters({ decimationTarget: 5000 });
    controller.changeSettings({ size: 3 });
    expect(written).toHaveLength(2);
    const next = createPane(JSON.parse(JSON.stringify(written.at(-1))));
    expect(next.controller.getSnapshot().settings).toEqual(controller.getSnapshot().settings);
  });

  it('survive a store that throws', () => {
    const broken = () => {
      throw new Error('denied');
    };
    const { generator } = createStage();
    const controller = createPaneController({ generator, storage: { read: broken, write: broken } });
    controller.changeSettings({ size: 2 });
    expect(controller.getSnapshot().settings.size).toBe(2);
  });
});

describe('images', () => {
  it('counts only the last of two that are read at once', async () => {
    const { generator, controller } = createPane();
    const answers: ((image: ReturnType<typeof imageOf>) => void)[] = [];
    generator.prepareAsync = () => new Promise((resolve) => answers.push(resolve));
    const reads = [
      controller.input.take('https://a/first.png'),
      controller.input.take('https://a/second.png'),
    ];
    await expect.poll(() => answers).toHaveLength(2);
    answers[1]?.(imageOf('second'));
    answers[0]?.(imageOf('first'));
    await Promise.all(reads);
    expect(controller.getSnapshot().image?.name).toBe('second');
  });

  it('keeps the code and the words of a refusal', async () => {
    const { generator, controller } = createPane();
    const error = new ImageTo3DError('image-too-large', '9000 × 9000 px.');
    generator.prepareAsync = () => Promise.reject(error);
    await controller.input.take('https://a/b.png');
    expect(controller.getSnapshot().imageError).toBe(error);
  });
});

describe('seeds', () => {
  it('draws a new one for every run unless locked, and sends the one it shows', async () => {
    const { stage, controller } = await withImage();
    controller.runs.run();
    const first = controller.getSnapshot().settings.seed;
    expect(stage.last?.getSnapshot().run?.parameters.seed).toBe(first);
    await stage.finish();
    controller.runs.run();
    expect(controller.getSnapshot().settings.seed).not.toBe(first);
    await stage.finish();
    controller.changeSettings({ isSeedLocked: true, seed: 5 });
    controller.runs.run();
    expect(stage.last?.getSnapshot().run?.parameters.seed).toBe(5);
  });
});

describe('what a run is allowed', () => {
  it('names no seed for a new image unless it is locked: the library may answer with any', async () => {
    const { stage, controller } = await withImage();
    controller.runs.run();
    controller.changeSettings({ isSeedLocked: true, seed: 5 });
    await controller.input.take('https://example.com/cup.png');
    controller.runs.run();
    controller.changeSettings({ isSeedLocked: false });
    controller.runs.generateNew();
    const asked = stage.calls('generate', 1) as GenerateOptions[];
    expect(asked.map(({ parameters }) => parameters?.seed)).toEqual([undefined, 5, 102]);
  });

  it('is nothing more than was pressed for, and a retry may do the same', async () => {
    const { stage, controller } = await withImage();
    controller.runs.run();
    await stage.finish();
    const asset = stage.last!;
    await stage.library.set({ recordFault: 'No room.' });
    controller.runs.runVersionAgain(asset.versions[0]!, { skipLibrary: true });
    await stage.runEnded();
    expect(asset.getSnapshot().run?.error?.code).toBe('storage');
    controller.runs.retry({ allowUnrecorded: true });
    await stage.finish();
    controller.runs.run();
    expect(stage.calls('regenerateAsync', 1)).toEqual([
      { skipLibrary: true },
      { skipLibrary: true, allowUnrecorded: true },
      {},
    ]);
  });
});

describe('runs', () => {
  it('generates once from a new image, then again in the same place', async () => {
    const { stage, generator, controller } = await withImage();
    controller.runs.run();
    controller.runs.run();
    expect(generator.getSnapshot().assets).toHaveLength(1);
    await stage.finish();
    controller.runs.run();
    await stage.finish();
    expect(generator.getSnapshot().assets).toHaveLength(1);
    expect(stage.last?.versions.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('lets another image run while the first is under way, beside it', async () => {
    const { generator, controller } = await withImage();
    controller.runs.run();
    await controller.input.take('https://example.com/cup.png');
    controller.runs.run();
    const { assets } = generator.getSnapshot();
    expect(assets.map(({ root }) => root.name)).toEqual(['pot', 'cup']);
    expect(assets[1]?.root.position.asArray()).toEqual([1.2, 0, 0]);
  });

  it('does nothing without an image or with refused parameters', async () => {
    const { generator, controller } = createPane();
    controller.runs.run();
    await controller.input.take('https://example.com/pot.png');
    controller.changeParameters({ remeshBand: 0 });
    controller.runs.run();
    expect(generator.getSnapshot().assets).toHaveLength(0);
  });

  it('never submits an unconfirmed run again without the second step, then exactly as asked', async () => {
    const { stage, controller } = await withImage();
    controller.runs.run();
    const asset = stage.last!;
    const asked = asset.getSnapshot().run?.parameters;
    await stage.fail('lost');
    controller.runs.run();
    expect(asset.getSnapshot().run?.phase).toBe('unconfirmed');
    controller.askToConfirm(true);
    controller.runs.retry();
    expect(asset.getSnapshot().run).toMatchObject({ phase: 'preparing', parameters: asked });
    expect(controller.getSnapshot().isConfirming).toBe(false);
  });

  it('shows a press that failed, until it is dismissed', async () => {
    const { stage, controller } = await withImage();
    controller.runs.run();
    await stage.finish();
    controller.runs.remove(stage.last!.versions[0]!.id);
    await expect.poll(() => controller.getSnapshot().actionError?.code).toBe('validation');
    controller.dismissError();
    expect(controller.getSnapshot()).not.toHaveProperty('actionError');
  });

  it('takes over the parameters and the seed of a version', async () => {
    const { stage, controller } = await withImage();
    controller.changeParameters({ textureSize: 4096 });
    controller.runs.run();
    await stage.finish();
    const version = stage.last!.versions[0]!;
    controller.resetParameters();
    controller.copyParametersFrom(version);
    const { parameters, seed } = controller.getSnapshot().settings;
    expect({ ...parameters, seed }).toEqual(version.parameters);
  });

  it('lets go of an asset that leaves the scene', async () => {
    const { stage, controller } = await withImage();
    controller.runs.run();
    stage.last?.dispose();
    expect(controller.getSnapshot()).not.toHaveProperty('asset');
    expect(controller.getSnapshot().image?.name).toBe('pot');
  });
});
