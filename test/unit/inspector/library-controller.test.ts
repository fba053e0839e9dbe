import { describe, expect, it } from 'vitest';
import { createPaneController } from '../../../plugin/inspector/pane/pane-controller.ts';
import { createStage } from './stage.ts';

function createPane() {
  const stage = createStage();
  const { generator } = stage;
  const adopted: string[] = [];
  const controller = createPaneController({
    generator,
    storage: { read: () => undefined, write: () => undefined },
    drawSeed: () => 5,
    onPlaced: (asset) => adopted.push(asset.root.name),
  });
  const keep = async (name: string) => {
    const hash = await stage.library.keep(name);
    return generator.library.getSnapshot().masters.find((master) => master.hash === hash)!;
  };
  return { stage, generator, controller, adopted, keep };
}

describe('a kept master', () => {
  it('becomes the current asset beside what stands there, with its parameters, and asks for no run', async () => {
    const { stage, controller, adopted, keep } = createPane();
    const first = await keep('Cup');
    const second = await keep('Lamp\u202e');
    await controller.library.place(first);
    await controller.library.place(second);
    expect(adopted).toEqual(['Cup', 'Lamp']);
    expect(stage.last?.root.position.asArray()).toEqual([1.2, 0, 0]);
    const { parameters, seed } = controller.getSnapshot().settings;
    expect({ ...parameters, seed }).toEqual(second.parameters);
    expect(controller.asset()).toBe(stage.last);
    expect(stage.calls('generate')).toEqual([]);
  });

  it('is placed once by two presses at once, and a failure is shown until the next press', async () => {
    const { stage, generator, controller, keep } = createPane();
    const master = await keep('Cup');
    await Promise.all([controller.library.place(master), controller.library.place(master)]);
    expect(generator.getSnapshot().assets).toHaveLength(1);

    stage.library.damage(master.hash);
    expect(await controller.library.read(master)).toBeUndefined();
    expect(controller.getSnapshot().actionError?.code).toBe('expired');
    expect(controller.library.getSnapshot().busy.size).toBe(0);
    const kept = await keep('Lamp');
    await controller.library.remove(kept);
    expect(controller.getSnapshot()).not.toHaveProperty('actionError');
    await expect.poll(() => generator.library.getSnapshot().masters).toEqual([]);
  });
});

describe('the browser’s promise', () => {
  it('is remembered as it was given', async () => {
    const { stage, controller } = createPane();
    expect(controller.library.getSnapshot()).not.toHaveProperty('persistAnswer');
    await controller.library.persist();
    expect(controller.library.getSnapshot().persistAnswer).toBe(false);
    await stage.library.set({ persistAnswer: true });
    await controller.library.persist();
    expect(controller.library.getSnapshot().persistAnswer).toBe(true);
  });
});

describe('an open run', () => {
  it('says when the service was asked in vain, and goes when it was found', async () => {
    const { stage, generator, controller } = createPane();
    const id = await stage.library.leaveOpen('unconfirmed');
    stage.fal.fate = 'lost';
    stage.fal.reach('queue');
    await controller.library.checkRunAsync(id);
    expect([...controller.library.getSnapshot().checkedAtMs.keys()]).toEqual([id]);
    stage.fal.fate = undefined;
    await controller.library.checkRunAsync(id);
    expect(controller.library.getSnapshot().checkedAtMs.size).toBe(0);
    await expect.poll(() => generator.library.getSnapshot().openRuns).toEqual([]);
    expect(stage.callTexts()).toEqual([`checkRunAsync ${id}`, `checkRunAsync ${id}`]);
  });

  it('is not said to have been looked up when asking failed', async () => {
    const { controller } = createPane();
    await controller.library.checkRunAsync('a-run-without-a-record');
    expect(controller.library.getSnapshot().checkedAtMs.size).toBe(0);
    expect(controller.getSnapshot().actionError?.code).toBe('expired');
  });

  it('that waits goes on at a press; the first one is shown where nothing else is', async () => {
    const { stage, generator, controller } = createPane();
    await stage.library.leaveOpen('waiting', 'Lamp');
    await stage.library.leaveOpen('waiting', 'Hat');
    await controller.library.resumeRuns();
    expect(controller.getSnapshot().resumed).toEqual(['Lamp', 'Hat']);
    expect(controller.asset()?.getSnapshot().name).toBe('Lamp');
    expect(generator.getSnapshot().assets).toContain(controller.asset());
    controller.announceResumed([]);
    expect(controller.getSnapshot().resumed).toEqual([]);
  });

  it('that goes on leaves the person with the image at hand', async () => {
    const { stage, controller } = createPane();
    await controller.input.take('https://example.com/pot.png');
    await stage.library.leaveOpen('waiting');
    await controller.library.resumeRuns();
    expect(controller.asset()).toBeUndefined();
    expect(controller.getSnapshot().image?.name).toBe('pot');
  });

  it('that fails after it was taken over leaves no rejection behind', async () => {
    const { stage, controller } = createPane();
    const id = await stage.library.leaveOpen('stalled');
    await controller.library.takeOver(id);
    stage.library.takeRuns();
    await expect.poll(() => controller.asset()?.getSnapshot().run?.phase).toBe('failed');
  });
});
