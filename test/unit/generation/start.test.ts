import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { FitEngine } from '../../../plugin/fit/contract.ts';
import { createGeneration, type GenerationPlatform } from '../../../plugin/generation/generation.ts';
import { createAssetLibrary } from '../../../plugin/generator/library.ts';
import { createMemoryDisk, createMemoryLibrary } from '../../../plugin/storage/memory/library.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { image } from '../fal/press.ts';

const IMAGE = await image();

/** Fails the first time, as a worker file does that the server could not give out just then. */
function secondTime<T>(make: () => T): () => Promise<T> {
  let times = 0;
  return async () => {
    times += 1;
    if (times === 1) throw new Error('The script could not be loaded.');
    return make();
  };
}

function generate(platform: Partial<GenerationPlatform>) {
  const generation = createGeneration({
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => createScriptedEngine(),
      ...platform,
    },
  });
  onTestFinished(() => generation.dispose());
  return generation;
}
const SMALL = { decimationTarget: 5000, seed: 1 };

test('two parallel runs of one image both succeed', async () => {
  const generation = generate({});
  const runs = [1, 2].map((seed) => generation.run(IMAGE, { parameters: { ...SMALL, seed } }).result);
  expect((await Promise.all(runs)).map(({ recipe }) => recipe.parameters.seed)).toEqual([1, 2]);
});

/** Unhandled rejections, as the process reports them once the promises are settled. */
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
process.on('unhandledRejection', note);
afterEach(() => {
  unhandled.length = 0;
});
const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

test('a local engine that did not start is started again by the next run', async () => {
  const generation = generate({ createLocalEngineAsync: secondTime(createScriptedEngine) });
  await expect(generation.run(IMAGE, { parameters: SMALL }).result).rejects.toMatchObject({
    code: 'internal',
  });
  const { stats } = await generation.run(IMAGE, { parameters: SMALL }).result;
  expect(stats.triangles).toBeGreaterThan(0);
});

test('a fit engine that did not start is started again by the next fit', async () => {
  const engine = { dispose() {} } as FitEngine;
  const generation = generate({ createFitEngineAsync: secondTime(() => engine) });
  await expect(generation.fitEngineAsync()).rejects.toThrow('could not be loaded');
  expect(await generation.fitEngineAsync()).toBe(engine);
});

test('a library that could not be opened is opened by the next call', async () => {
  const disk = createMemoryDisk();
  const generation = generate({ openLibraryAsync: secondTime(() => createMemoryLibrary(disk)) });
  expect((await generation.openLibraryAsync()).error).toMatchObject({ code: 'storage' });
  expect((await generation.openLibraryAsync()).library).toBeDefined();
});

test('the library of a scene that was unavailable is open when it is opened again', async () => {
  const disk = createMemoryDisk();
  const generation = generate({ openLibraryAsync: secondTime(() => createMemoryLibrary(disk)) });
  const begin = () => {
    throw new Error('Nothing is placed here.');
  };
  const { library, dispose } = createAssetLibrary({ generation, begin });
  onTestFinished(dispose);
  await library.openAsync();
  expect(library.getSnapshot().state).toBe('unavailable');
  await library.openAsync();
  expect(library.getSnapshot().state).toBe('open');
});

test('dispose raises nothing after engines and a library that did not start', async () => {
  const fail = async () => Promise.reject(new Error('The script could not be loaded.'));
  const generation = generate({
    createLocalEngineAsync: fail,
    createFitEngineAsync: fail,
    openLibraryAsync: fail,
  });
  const started = [generation.localEngineAsync(), generation.fitEngineAsync(), generation.openLibraryAsync()];
  // Disposed while the starts are under way, and again after they have failed.
  generation.dispose();
  await Promise.allSettled(started);
  generation.dispose();
  await settled();
  expect(unhandled).toEqual([]);
});

test('dispose ends engines that finish starting after it, and nothing starts any more', async () => {
  const ended: string[] = [];
  let finish = () => {};
  const generation = generate({
    createLocalEngineAsync: () =>
      new Promise((resolve) => {
        finish = () => resolve({ ...createScriptedEngine(), dispose: () => ended.push('local') });
      }),
    createFitEngineAsync: async () => ({ dispose: () => ended.push('fit') }) as unknown as FitEngine,
  });
  const coming = generation.localEngineAsync();
  await generation.fitEngineAsync();
  generation.dispose();
  finish();
  await coming;
  await settled();
  expect(ended.sort()).toEqual(['fit', 'local']);
  await expect(generation.localEngineAsync()).rejects.toMatchObject({ code: 'aborted' });
});
