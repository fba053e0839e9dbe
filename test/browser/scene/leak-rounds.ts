import type { Scene } from '@babylonjs/core/scene.js';
import { expect } from 'vitest';
import { cdp } from 'vitest/browser';
import type { GeneratedAsset } from '../../../plugin/asset/contract.ts';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { type GlObjects, watchGlObjects } from '../../fixtures/gl-objects.ts';
import { boxGlb, gridBox } from '../../fixtures/grid-box.ts';
import { heldCounts } from '../../fixtures/held-counts.ts';
import { makePng } from '../../fixtures/make-image.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createScriptedFitEngine } from '../../fixtures/scripted-fit-engine.ts';
import { colourImage } from './fit-stage.ts';
import { createStage, draw, isGreen, isGround, isRed } from './stage.ts';

const IMAGE: PreparedImage = {
  name: 'chair',
  png: makePng(8, 8, () => [200, 100, 0, 255]),
  hash: 'c'.repeat(64),
  widthPx: 8,
  heightPx: 8,
  hasAlpha: true,
  source: { format: 'png', mimeType: 'image/png', widthPx: 8, heightPx: 8, animated: false, fileBytes: 1 },
  warnings: [],
};

export interface Held {
  readonly lists: Record<string, number>;
  readonly gpu: GlObjects;
  /** Images decoded and not closed. */
  readonly bitmaps: number;
  readonly objectUrls: number;
  readonly assets: number;
  readonly fitSessions: number;
}

/** A scene, a generator with red masters and green fits, and everything that is counted. */
export function createLeakStage(undoLimit?: number) {
  const stage = createStage();
  const { scene } = stage;
  const canvas = scene.getEngine().getRenderingCanvas()!;
  const gpu = watchGlObjects(canvas.getContext('webgl2')!);
  const engine = createScriptedEngine();
  engine.onRequest = ({ parameters }) => boxGlb(gridBox(parameters.maxVertices));
  const fits = createScriptedFitEngine();
  fits.makeMaps = async () => ({ baseColor: await colourImage([0, 255, 0]) });
  const generator = createGenerator({
    scene,
    ...(undoLimit === undefined ? {} : { undoLimit }),
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => engine,
      createFitEngineAsync: async () => fits,
    },
  });

  const { createImageBitmap: decode } = globalThis;
  const { createObjectURL, revokeObjectURL } = URL;
  const open = new Set<string>();
  let bitmaps = 0;
  globalThis.createImageBitmap = (async (...given: Parameters<typeof decode>) => {
    const bitmap = await decode(...given);
    const close = bitmap.close.bind(bitmap);
    let isOpen = true;
    bitmaps++;
    bitmap.close = () => {
      if (isOpen) bitmaps--;
      isOpen = false;
      close();
    };
    return bitmap;
  }) as typeof decode;
  URL.createObjectURL = (content) => {
    const url = createObjectURL.call(URL, content);
    open.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    open.delete(url);
    revokeObjectURL.call(URL, url);
  };

  return {
    scene,
    generator,
    engine,
    fits,
    async held(): Promise<Held> {
      await settle(scene);
      return {
        lists: await heldCounts(scene),
        gpu: gpu(),
        bitmaps,
        objectUrls: open.size,
        assets: generator.getSnapshot().assets.length,
        fitSessions: fits.openSessions,
      };
    },
    dispose() {
      generator.dispose();
      stage.dispose();
      globalThis.createImageBitmap = decode;
      Object.assign(URL, { createObjectURL, revokeObjectURL });
    },
  };
}

/** Draws frames until nothing changes any more: Babylon frees some things at the end of a frame, others a task later. */
async function settle(scene: Scene): Promise<void> {
  let before = '';
  for (let frame = 0; frame < 20; frame++) {
    scene.getEngine().beginFrame();
    scene.render();
    scene.getEngine().endFrame();
    const now = JSON.stringify(await heldCounts(scene));
    if (now === before) return;
    before = now;
  }
}

export type LeakStage = ReturnType<typeof createLeakStage>;

async function painted(stage: LeakStage): Promise<{ red: number; green: number; any: number }> {
  const image = await draw(stage.scene);
  return {
    red: image.count(isRed),
    green: image.count(isGreen),
    any: image.count((...rgb) => !isGround(...rgb)),
  };
}

async function run(generator: Generator): Promise<GeneratedAsset> {
  return generator.generate(IMAGE, { parameters: { decimationTarget: 5000 } }).ready;
}

/** A run whose file cannot be used, and a fit that is stopped. */
export async function playFailure(stage: LeakStage): Promise<void> {
  const { generator, engine, fits } = stage;
  const { onRequest } = engine;
  engine.onRequest = async (request) =>
    request.profile === 'placeholder' ? onRequest(request, undefined) : new Uint8Array(400);
  const broken = generator.generate(IMAGE, { parameters: { decimationTarget: 5000 } });
  await expect(broken.ready).rejects.toMatchObject({
    code: expect.stringMatching(/invalid-glb|import-failed/),
  });
  engine.onRequest = onRequest;
  broken.dispose();

  const asset = await run(generator);
  const stop = new AbortController();
  fits.onWork = async (call) => {
    if (call.startsWith('fit')) stop.abort();
  };
  const fit = asset.fitAsync({ plan: { triangles: 800 } }, { signal: stop.signal });
  await expect(fit).rejects.toMatchObject({ code: 'aborted' });
  fits.onWork = async () => {};
  expect((await painted(stage)).red).toBeGreaterThan(1000);
  asset.dispose();
}

/**
 * Generate, fit, swap, remove, with what a person does in between. The image proves that each of them was done.
 * Gives out what should be garbage afterwards.
 */
export async function playRound(stage: LeakStage): Promise<WeakRef<object>[]> {
  const { generator } = stage;
  const asset = await run(generator);
  expect((await painted(stage)).red).toBeGreaterThan(1000);

  await asset.fitting.openAsync();
  await asset.fitting.previewAsync(300);
  await asset.fitAsync({ plan: { triangles: 800, lodShares: [0.5] } });
  expect((await painted(stage)).green).toBeGreaterThan(1000);
  const fitted = asset.container!;

  const second = await asset.regenerateAsync({ decimationTarget: 6000 });
  expect((await painted(stage)).red).toBeGreaterThan(1000);
  const alone = stage.scene.meshes.length;
  await asset.compareAsync({ with: asset.versions[0]!.id, mode: 'wipe', position: 0.5 });
  expect(stage.scene.meshes.length).toBeGreaterThan(alone);
  await painted(stage);
  await asset.compareAsync(undefined);
  asset.setView('texel-density');
  // Not `expect.poll`, which would keep the asset until the end of the test.
  while (!asset.getSnapshot().texelDensity) await new Promise((resolve) => setTimeout(resolve, 5));
  await painted(stage);
  asset.setView('shaded');

  await asset.showAsync(asset.versions[0]!.id);
  expect((await painted(stage)).any).toBeGreaterThan(1000);
  await asset.removeAsync(second.id);
  asset.dispose();
  expect((await painted(stage)).any).toBe(0);
  return [new WeakRef(fitted), new WeakRef(second), new WeakRef(asset.root), new WeakRef(asset)];
}

/** Two assets, one with a fit and open for another, removed, put back and removed again. Gives out what should be garbage. */
export async function removeAll(stage: LeakStage): Promise<WeakRef<object>[]> {
  const { generator } = stage;
  const assets = [await run(generator), await run(generator)] as const;
  await assets[0].fitAsync({ plan: { triangles: 800 } });
  await assets[0].fitting.openAsync();
  await assets[0].fitting.previewAsync(300);
  await generator.removeAsync(assets);
  expect((await painted(stage)).any).toBe(0);
  await generator.undoAsync();
  expect((await painted(stage)).any).toBeGreaterThan(1000);
  await generator.redoAsync();
  expect((await painted(stage)).any).toBe(0);
  return assets.flatMap((asset) => [
    new WeakRef(asset),
    new WeakRef(asset.root),
    new WeakRef(asset.container!),
  ]);
}

/** Those that are still there after full garbage collections. */
export async function survivors(refs: readonly WeakRef<object>[]): Promise<number> {
  const { send } = cdp() as unknown as { send(method: string): Promise<unknown> };
  await send('HeapProfiler.enable');
  const left = () => refs.filter((ref) => ref.deref()).length;
  // What is still under way holds on to them for a while: longer on a busy machine.
  for (let pass = 0; pass < 3 || (left() > 0 && pass < 200); pass++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await send('HeapProfiler.collectGarbage');
  }
  await send('HeapProfiler.disable');
  return left();
}

/** Plays rounds and says what was held before and after. The first ones, left out, make what all share: shaders above all. */
export async function playRounds(stage: LeakStage, rounds: number) {
  for (let round = 0; round < 3; round++) await playRound(stage);
  const before = await stage.held();
  const refs: WeakRef<object>[] = [];
  for (let round = 0; round < rounds; round++) refs.push(...(await playRound(stage)));
  return { before, after: await stage.held(), made: refs.length, survivors: await survivors(refs) };
}

/** The part that must be as if nothing had ever been there, not even a first round. */
export const ofContent = ({ lists, gpu }: Held) => ({
  meshes: lists['scene.meshes'],
  materials: lists['scene.materials'],
  geometries: lists['scene.geometries'],
  transformNodes: lists['scene.transformNodes'],
  rootNodes: lists['scene.rootNodes'],
  vertexArrays: gpu.live.VertexArray,
  framebuffers: gpu.live.Framebuffer,
});
