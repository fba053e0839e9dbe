import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, describe, expect, test } from 'vitest';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { createMemoryLibrary } from '../../../plugin/storage/memory/library.ts';
import { boxTriangles, IMAGE } from '../../fixtures/fit-stage.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createScriptedFitEngine } from '../../fixtures/scripted-fit-engine.ts';

const stages: Stage[] = [];
afterEach(() => {
  for (const { scene } of stages.splice(0)) scene.getEngine().dispose();
});

interface Stage {
  readonly scene: Scene;
  readonly generator: Generator;
  /** What was made of the platform, in order. */
  readonly made: string[];
  readonly engine: ReturnType<typeof createScriptedEngine>;
  readonly fits: ReturnType<typeof createScriptedFitEngine>;
}

function open(prepare: () => Promise<PreparedImage> = async () => IMAGE): Stage {
  const scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  const made: string[] = [];
  const engine = createScriptedEngine();
  const fits = createScriptedFitEngine();
  const generator = createGenerator({
    scene,
    platform: {
      prepareImageAsync: prepare,
      async createLocalEngineAsync() {
        made.push('local engine');
        return engine;
      },
      async createFitEngineAsync() {
        made.push('fit engine');
        return fits;
      },
      async openLibraryAsync() {
        made.push('library');
        return createMemoryLibrary();
      },
    },
  });
  const stage = { scene, generator, made, engine, fits };
  stages.push(stage);
  return stage;
}

const never = () => new Promise<never>(() => {});
const code = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: { code?: string }) => thrown.code ?? String(thrown),
  );
const triangles = ({ meshes }: Scene) => meshes.reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0);

describe('a scene that is disposed', () => {
  const PARAMETERS = { decimationTarget: 12_000 };

  test('ends the run while its image is read', async () => {
    const { scene, generator } = open(never);
    const asset = generator.generate(new Blob(), { parameters: PARAMETERS });
    scene.dispose();
    expect(asset.getSnapshot().isDisposed).toBe(true);
    expect(await code(asset.ready)).toBe('cancelled');
    expect(asset.getSnapshot().run).toMatchObject({ phase: 'cancelled', endedAtMs: expect.any(Number) });
    expect(generator.getSnapshot().assets).toEqual([]);
  });

  test.each([false, true])('while the engine works ends the run, placeholder: %s', async (placeholder) => {
    const { scene, generator, engine } = open();
    let isAborted = false;
    const begun = new Promise<void>((resolve) => {
      engine.onRequest = ({ profile }, signal) => {
        signal?.addEventListener('abort', () => {
          isAborted = true;
        });
        if (profile !== 'placeholder') resolve();
        return new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(new DOMException('Stopped.', 'AbortError'))),
        );
      };
    });
    const asset = generator.generate(IMAGE, { parameters: PARAMETERS, placeholder });
    await begun;
    scene.dispose();
    expect(['cancelled', 'aborted']).toContain(await code(asset.ready));
    expect(isAborted).toBe(true);
    expect(asset.getSnapshot().run).toMatchObject({ phase: 'cancelled', endedAtMs: expect.any(Number) });
  });

  test('leaves nothing of a result that is being imported', async () => {
    const { scene, generator } = open();
    const asset = generator.generate(IMAGE, { parameters: PARAMETERS, placeholder: false });
    await new Promise<void>((resolve) =>
      asset.subscribe(() => asset.getSnapshot().run?.phase === 'importing' && resolve()),
    );
    scene.dispose();
    expect(await code(asset.ready)).toBeDefined();
    expect(asset.getSnapshot().run?.endedAtMs).toBeDefined();
    expect(
      [scene.meshes, scene.transformNodes, scene.materials, scene.geometries].map((list) => list.length),
    ).toEqual([0, 0, 0, 0]);
  });

  test('ends a fit and closes its session', async () => {
    const { scene, generator, fits } = open();
    const asset = await generator.generate(IMAGE, { parameters: PARAMETERS, placeholder: false }).ready;
    const begun = new Promise<void>((resolve) => {
      fits.onWork = (call, signal) => {
        if (!call.startsWith('fit')) return Promise.resolve();
        resolve();
        return new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(new DOMException('Stopped.', 'AbortError'))),
        );
      };
    });
    const fitted = code(asset.fitAsync({ plan: { triangles: 500 } }));
    await begun;
    scene.dispose();
    expect(await fitted).toBe('aborted');
    await expect.poll(() => fits.openSessions).toBe(0);
  });
});

describe('a generator that was disposed', () => {
  test('leaves nothing in its scene, which may get another one: with hot reload, each code change makes one', async () => {
    const { scene } = open();
    const before = await sceneCounts(scene);
    for (let round = 0; round < 3; round++)
      createGenerator({
        scene,
        platform: {
          prepareImageAsync: async () => IMAGE,
          createLocalEngineAsync: async () => createScriptedEngine(),
        },
      }).dispose();
    expect(await sceneCounts(scene)).toEqual(before);
  });

  test('starts nothing any more: no engine, no fit, no library, no run', async () => {
    const { generator, made } = open();
    const asset = await generator.generate(IMAGE, {
      placeholder: false,
      parameters: { decimationTarget: 5000 },
    }).ready;
    const before = [...made];
    generator.dispose();
    expect(() => generator.generate(IMAGE)).toThrow(/disposed/);
    expect(await code(generator.warmUpAsync())).toBe('aborted');
    expect(await code(asset.regenerateAsync())).toBe('aborted');
    expect(await code(asset.fitAsync({ plan: { triangles: 500 } }))).toBe('aborted');
    await generator.library.openAsync();
    expect(generator.library.getSnapshot().state).toBe('unavailable');
    expect(made).toEqual(before);
  });

  test('before its first use never makes a fit engine or opens the library', async () => {
    const { generator, made } = open();
    const warm = code(generator.warmUpAsync());
    generator.dispose();
    expect([undefined, 'aborted']).toContain(await warm);
    await generator.library.openAsync();
    expect(made.filter((thing) => thing !== 'local engine')).toEqual([]);
  });
});

test('two scenes of two engines each get their own assets, undo and fits', async () => {
  const [a, b] = [open(), open()];
  const [first, second] = await Promise.all([
    a.generator.generate(IMAGE, { parameters: { decimationTarget: 12_000 } }).ready,
    b.generator.generate(IMAGE, { parameters: { decimationTarget: 5000 } }).ready,
  ]);
  expect([triangles(a.scene), triangles(b.scene)]).toEqual([boxTriangles(12_000), boxTriangles(5000)]);
  expect(first.root.getScene()).toBe(a.scene);
  expect(second.root.getScene()).toBe(b.scene);
  // The same name in each: no scene knows of the other.
  expect([first.root.name, second.root.name]).toEqual(['chair', 'chair']);
  expect(a.generator.assetOf(second.root)).toBeUndefined();
  expect(a.generator.getSnapshot().assets).toEqual([first]);
  expect(b.generator.getSnapshot().assets).toEqual([second]);
  await first.fitAsync({ plan: { triangles: 500 } });
  expect(triangles(b.scene)).toBe(boxTriangles(5000));
  expect(b.fits.calls).toEqual([]);
  await b.generator.undoAsync();
  expect(b.scene.meshes).toEqual([]);
  expect(a.scene.meshes).not.toEqual([]);
  a.scene.dispose();
  expect(
    await code(b.generator.redoAsync().then(() => second.regenerateAsync({ decimationTarget: 8000 }))),
  ).toBeUndefined();
  expect(triangles(b.scene)).toBe(boxTriangles(8000));
});
