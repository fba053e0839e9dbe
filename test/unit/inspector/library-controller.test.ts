import { describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createPaneController } from '../../../plugin/inspector/pane/pane-controller.ts';
import { createStage } from './stage.ts';

function createPane() {
  const generator = createStage();
  const adopted: string[] = [];
  const controller = createPaneController({
    generator,
    storage: { read: () => undefined, write: () => undefined },
    drawSeed: () => 5,
    onAdopted: (asset) => adopted.push(asset.root.name),
  });
  return { generator, controller, adopted, script: generator.library.script };
}

describe('a kept master', () => {
  it('becomes the current asset beside what stands there, with its parameters, and asks for no run', async () => {
    const { generator, controller, adopted, script } = createPane();
    const first = script.keep('Cup');
    const second = script.keep('Lamp\u202e');
    await controller.library.place(first);
    await controller.library.place(second);
    expect(adopted).toEqual(['Cup', 'Lamp']);
    expect(generator.scripted[1]?.root.position.asArray()).toEqual([1.2, 0, 0]);
    const { parameters, seed } = controller.getSnapshot().settings;
    expect({ ...parameters, seed }).toEqual(second.parameters);
    expect(controller.asset()).toBe(generator.scripted[1]);
    expect(generator.asked).toEqual([]);
  });

  it('is placed once by two presses at once, and a failure is shown until the next press', async () => {
    const { generator, controller, script } = createPane();
    const master = script.keep('Cup');
    await Promise.all([controller.library.place(master), controller.library.place(master)]);
    expect(generator.scripted).toHaveLength(1);

    const error = new ImageTo3DError('expired', 'Damaged.');
    script.nextError = error;
    expect(await controller.library.read(master)).toBeUndefined();
    expect(controller.getSnapshot().actionError).toBe(error);
    expect(controller.library.getSnapshot().busy.size).toBe(0);
    await controller.library.remove(master);
    expect(controller.getSnapshot()).not.toHaveProperty('actionError');
    expect(generator.library.getSnapshot().masters).toEqual([]);
  });
});

describe('the browser’s promise', () => {
  it('is remembered as it was given', async () => {
    const { controller, script } = createPane();
    expect(controller.library.getSnapshot()).not.toHaveProperty('persistAnswer');
    await controller.library.persist();
    expect(controller.library.getSnapshot().persistAnswer).toBe(false);
    script.persistAnswer = true;
    await controller.library.persist();
    expect(controller.library.getSnapshot().persistAnswer).toBe(true);
  });
});

describe('an open run', () => {
  it('says when the service was asked in vain, and goes when it was found', async () => {
    const { generator, controller, script } = createPane();
    const { id } = script.leaveOpen('unconfirmed');
    await controller.library.checkRunAsync(id);
    expect([...controller.library.getSnapshot().checkedAtMs.keys()]).toEqual([id]);
    script.serviceKnows = true;
    await controller.library.checkRunAsync(id);
    expect(controller.library.getSnapshot().checkedAtMs.size).toBe(0);
    expect(generator.library.getSnapshot().openRuns).toEqual([]);
    expect(script.calls).toEqual([`checkRunAsync ${id}`, `checkRunAsync ${id}`]);
  });

  it('is not said to have been looked up when asking failed', async () => {
    const { controller, script } = createPane();
    const { id } = script.leaveOpen('unconfirmed');
    script.nextError = new ImageTo3DError('network', 'Offline.');
    await controller.library.checkRunAsync(id);
    expect(controller.library.getSnapshot().checkedAtMs.size).toBe(0);
    expect(controller.getSnapshot().actionError?.code).toBe('network');
  });

  it('that waits goes on at a press; the first one is shown where nothing else is', async () => {
    const { controller, script, generator } = createPane();
    script.leaveOpen('waiting', { assetName: 'Lamp' });
    script.leaveOpen('waiting', { assetName: 'Hat' });
    await controller.library.resumeRuns();
    expect(controller.getSnapshot().resumed).toEqual(['Lamp', 'Hat']);
    expect(controller.asset()).toBe(generator.scripted[0]);
    controller.announceResumed([]);
    expect(controller.getSnapshot().resumed).toEqual([]);
  });

  it('that goes on leaves the person with the picture at hand', async () => {
    const { controller, script } = createPane();
    await controller.input.take('https://example.com/pot.png');
    script.leaveOpen('waiting');
    await controller.library.resumeRuns();
    expect(controller.asset()).toBeUndefined();
    expect(controller.getSnapshot().image?.name).toBe('pot');
  });

  it('that fails after it was taken over leaves no rejection behind', async () => {
    const { generator, controller, script } = createPane();
    const { id } = script.leaveOpen('stalled');
    await controller.library.takeOver(id);
    generator.scripted[0]?.step({ phase: 'failed', error: new ImageTo3DError('expired', 'Gone.') });
    await expect.poll(() => controller.asset()?.getSnapshot().run?.phase).toBe('failed');
  });
});
