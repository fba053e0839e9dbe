import type { Scene } from '@babylonjs/core/scene.js';
import type { GenerateOptions } from '../../../plugin/asset/contract.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createStore } from '../../../plugin/core/subscribable.ts';
import type { EndpointInfo } from '../../../plugin/generation/endpoint-info.ts';
import type { Generator, GeneratorSnapshot } from '../../../plugin/generator/contract.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import type { Trellis2Parameters } from '../../../plugin/recipe/providers/trellis-2-parameters.ts';
import { createFakeAsset, type ScriptedAsset } from './fake-asset.ts';
import { paintSample, prepareImage } from './fake-image.ts';
import { createFakeLibrary, type FakeLibrary } from './fake-library.ts';

const FAL: EndpointInfo = { kind: 'fal', label: 'fal · Trellis-2', isLocal: false };
const LOCAL: EndpointInfo = { kind: 'local', label: 'Local engine', isLocal: true };

export interface ScriptedGenerator extends Generator {
  readonly scripted: readonly ScriptedAsset[];
  readonly library: FakeLibrary;
  /** Options of every call of `generate`, in order. */
  readonly asked: GenerateOptions[];
  setLocal(isLocal: boolean): void;
}

/** The contract in memory: real parameters, checks and prices; runs that only a test moves. */
export function createFakeGenerator(scene: Scene): ScriptedGenerator {
  const scripted: ScriptedAsset[] = [];
  const undos: { undo: () => void; redo: () => void }[] = [];
  const redos: { undo: () => void; redo: () => void }[] = [];
  const store = createStore<GeneratorSnapshot>({ endpoint: FAL, assets: [], canUndo: false, canRedo: false });
  const update = (change: Partial<GeneratorSnapshot> = {}) =>
    store.set({
      ...store.getSnapshot(),
      canUndo: undos.length > 0,
      canRedo: redos.length > 0,
      ...change,
    });

  function add(options: GenerateOptions, parameters: Partial<Trellis2Parameters>, image?: PreparedImage) {
    const asset = createFakeAsset({
      scene,
      id: `asset-${scripted.length + 1}`,
      ...(image ? { image } : {}),
      options,
      parameters: trellis2.complete(parameters, 1),
      record(undo, redo) {
        undos.push({ undo, redo });
        redos.length = 0;
        update();
      },
      onDispose: (gone) => update({ assets: store.getSnapshot().assets.filter((a) => a !== gone) }),
    });
    scripted.push(asset);
    update({ assets: [...store.getSnapshot().assets, asset] });
    return asset;
  }

  const library = createFakeLibrary(
    (master, options) => {
      const asset = add(options, master.parameters);
      asset.finish(master.isLocal, master.stats.triangles, { isFromLibrary: true, libraryHash: master.hash });
      return asset;
    },
    (run) => add({ name: run.assetName }, {}),
    async (hash) => {
      const number = /^picture-(\d+)$/.exec(hash)?.[1];
      if (number === undefined) return undefined;
      const painted = await paintSample((Number(number) * 80) % 360, true, 64);
      return new Uint8Array(await painted.arrayBuffer());
    },
  );
  const asked: GenerateOptions[] = [];

  return {
    scene,
    scripted,
    library,
    asked,
    async resumeAsync() {
      const waiting = library.getSnapshot().openRuns.filter(({ state }) => state === 'waiting');
      return Promise.all(waiting.map(({ id }) => library.takeOverRunAsync(id)));
    },
    provider: trellis2,
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    prepareAsync: (image, options) => prepareImage(image, options?.name),
    warmUpAsync: async () => undefined,
    check: (parameters) => trellis2.check(trellis2.complete(parameters, 0)),
    estimate(parameters) {
      if (store.getSnapshot().endpoint.isLocal) return { usd: 0, text: 'local · free' };
      const { usd, minSeconds, maxSeconds } = trellis2.estimate(trellis2.complete(parameters, 0));
      return { usd, text: `about $${usd.toFixed(2)} on fal · ${minSeconds}–${maxSeconds} s` };
    },
    generate(image, options = {}) {
      asked.push(options);
      return add(options, options.parameters ?? {}, image as PreparedImage);
    },
    async importGlbAsync(glb, options = {}) {
      if (String.fromCharCode(...glb.subarray(0, 4)) !== 'glTF')
        throw new ImageTo3DError('invalid-glb', 'The file does not begin with the four letters of a GLB.');
      const asset = add(options, { seed: 77, decimationTarget: 44_000 });
      asset.finish(false, 120_000);
      return asset;
    },
    assetOf: (node) =>
      store.getSnapshot().assets.find(({ root }) => node === root || node.isDescendantOf(root)),
    async undoAsync() {
      const step = undos.pop();
      step?.undo();
      if (step) redos.push(step);
      update();
    },
    async redoAsync() {
      const step = redos.pop();
      step?.redo();
      if (step) undos.push(step);
      update();
    },
    dispose() {},
    setLocal: (isLocal) => update({ endpoint: isLocal ? LOCAL : FAL }),
  };
}
