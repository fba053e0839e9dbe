import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { describe, expect, it } from 'vitest';
import type { GenerateOptions } from '../../../plugin/asset/contract.ts';
import { createPaneController } from '../../../plugin/inspector/pane/pane-controller.ts';
import { takeDrop } from '../../../plugin/inspector/viewport/viewport-drop.ts';
import { gridBoxGlb } from '../../fixtures/grid-box.ts';
import { createStage } from './stage.ts';

const AT = new Vector3(2, 0, -1);
const png = new File(['x'], 'pot.png', { type: 'image/png' });
const glb = async (name: string) => new File([await gridBoxGlb(2)], name);

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
  controller.changeSettings({ size: 0.5 });
  const positions = () => generator.getSnapshot().assets.map(({ root }) => root.position.asArray());
  return { stage, generator, controller, adopted, positions };
}

describe('an image dropped on the canvas', () => {
  it('generates at that point with the settings of the pane; the camera stays', async () => {
    const { stage, controller, positions } = createPane();
    controller.changeParameters({ decimationTarget: 7000 });
    await takeDrop(controller, { sources: [png], position: AT });
    expect(positions()).toEqual([[2, 0, -1]]);
    expect(controller.asset()).toBe(stage.last);
    const options = stage.calls('generate', 1)[0] as GenerateOptions;
    expect(options).toMatchObject({ name: 'pot.png', size: 0.5, parameters: { decimationTarget: 7000 } });
    expect(options).not.toHaveProperty('frameCamera');
    expect(controller.getSnapshot().settings.tab).toBe('generate');
  });

  it('generates at the next free place, in view, where there is no ground', async () => {
    const { stage, controller, positions } = createPane();
    await takeDrop(controller, { sources: [png], position: undefined });
    expect(positions()).toEqual([[0, 0, 0]]);
    expect(stage.calls('generate', 1)).toMatchObject([{ frameCamera: true }]);
  });

  it('is refused as the button refuses it', async () => {
    const { stage, generator, controller } = createPane();
    generator.check = () => [{ severity: 'refusal', parameter: 'seed', message: 'No.' }];
    controller.changeParameters({ decimationTarget: 7001 });
    await takeDrop(controller, { sources: [png], position: AT });
    expect(stage.calls('generate')).toEqual([]);
    expect(controller.getSnapshot().image?.name).toBe('pot.png');
  });
});

it('a file of unknown type, of which no price was shown, is asked about first', async () => {
  const { stage, controller, positions } = createPane();
  await takeDrop(controller, { sources: [new File(['x'], 'pot')], position: AT });
  expect(stage.calls('generate')).toEqual([]);
  controller.batches.confirm();
  expect(positions()).toEqual([[2, 0, -1]]);
});

it('dropped GLBs are imported there, in a row', async () => {
  const { controller, adopted, positions } = createPane();
  await takeDrop(controller, { sources: [await glb('cup.glb'), await glb('lamp.glb')], position: AT });
  expect(adopted).toEqual(['lamp']);
  expect(positions()).toEqual([
    [2, 0, -1],
    [2.6, 0, -1],
  ]);
});

describe('a card dropped on the canvas', () => {
  it('of a stored master places it there and makes it current', async () => {
    const { stage, controller, positions } = createPane();
    const hash = await stage.library.keep('Cup');
    await takeDrop(controller, { sources: [], card: { kind: 'master', hash }, position: AT });
    expect(positions()).toEqual([[2, 0, -1]]);
    expect(controller.asset()).toBe(stage.last);
    expect(stage.last?.root.name).toBe('Cup');
  });

  it('of a version adds an asset of its own there, whether it is stored or not', async () => {
    const { stage, generator, controller, positions } = createPane();
    const asset = await generator.importGlbAsync(await gridBoxGlb(2), { name: 'Lamp' });
    const card = { kind: 'version', assetId: asset.id, versionId: asset.versions[0]!.id } as const;
    await takeDrop(controller, { sources: [], card, position: AT });
    expect(positions().at(-1)).toEqual([2, 0, -1]);
    expect(stage.calls('placeAsync')).toEqual([]);
    const hash = await stage.library.keep('Cup');
    const kept = await generator.library.placeAsync(hash);
    const stored = { kind: 'version', assetId: kept.id, versionId: kept.versions[0]!.id } as const;
    await takeDrop(controller, { sources: [], card: stored, position: new Vector3(4, 0, 0) });
    expect(stage.calls('placeAsync')).toEqual([hash, hash]);
    expect(positions().at(-1)).toEqual([4, 0, 0]);
    expect(controller.asset()).toBe(stage.last);
  });

  it('of something that is gone does nothing, or says so', async () => {
    const { generator, controller } = createPane();
    const card = { kind: 'version', assetId: 'none', versionId: 'none/1' } as const;
    await takeDrop(controller, { sources: [], card, position: AT });
    expect(generator.getSnapshot().assets).toEqual([]);
    await takeDrop(controller, { sources: [], card: { kind: 'master', hash: 'b' }, position: AT });
    expect(controller.getSnapshot().actionError?.code).toBe('expired');
  });
});
