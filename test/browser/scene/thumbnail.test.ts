import { EngineStore } from '@babylonjs/core/Engines/engineStore.js';
import { CreateBox } from '@babylonjs/core/Meshes/Builders/boxBuilder.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { Document, WebIO } from '@gltf-transform/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { watchGlObjects } from '../../fixtures/gl-objects.ts';
import { heldCounts } from '../../fixtures/held-counts.ts';
import { makeSceneGlb } from '../../fixtures/make-scene-glb.ts';
import { addNode } from '../../fixtures/mesh/add-primitive.ts';
import { box } from '../../fixtures/mesh/shapes.ts';
import { readPng } from '../../fixtures/read-png.ts';
import { createStage, draw, isGreen, isRed } from './stage.ts';

let stage: ReturnType<typeof createStage>;
let generator: Generator;
beforeEach(() => {
  stage = createStage();
  CreateBox('app', {}, stage.scene);
  generator = createGenerator({ scene: stage.scene });
});
afterEach(() => {
  generator.dispose();
  stage.dispose();
});

/** Without the list of render passes, whose numbers Babylon never uses again. */
const held = async (scene: Scene) => {
  const { 'engine._renderPassNames': _numbers, ...counts } = await heldCounts(scene);
  return counts;
};

/** A cube of one colour factor; alpha below 1 is blended. */
async function plainBox(
  rgba: readonly [number, number, number, number],
  { metallic = 0, size = 1 } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const document = new Document();
  const material = document
    .createMaterial()
    .setBaseColorFactor([...rgba])
    .setAlphaMode(rgba[3] < 1 ? 'BLEND' : 'OPAQUE')
    .setMetallicFactor(metallic)
    .setRoughnessFactor(metallic ? 0.2 : 1);
  document.createScene().addChild(addNode(document, 'box', box([size, size, size], 1), material));
  return new Uint8Array(await new WebIO().writeBinary(document));
}

const png = async (glb: Uint8Array<ArrayBuffer>, options = {}) => {
  const blob = await generator.renderThumbnailAsync(glb, options);
  expect(blob.type).toBe('image/png');
  return readPng(new Uint8Array(await blob.arrayBuffer()));
};
const CORNERS = [
  [0, 0],
  [127, 0],
  [0, 127],
  [127, 127],
] as const;

describe('a thumbnail', () => {
  test('shows the model in its colours on a transparent ground, as large as the image allows', async () => {
    const image = await png(await makeSceneGlb());
    expect([image.widthPx, image.heightPx]).toEqual([128, 128]);
    for (const [x, y] of CORNERS) expect(image.at(x, y)).toEqual([0, 0, 0, 0]);
    const [r, g, b, a] = image.at(64, 64) as [number, number, number, number];
    expect(a).toBe(255);
    expect(isRed(r, g, b)).toBe(true);
    expect(r).toBeGreaterThan(150);
    const opaque = Array.from({ length: 128 * 128 }, (_, at) => image.rgba[4 * at + 3]! > 0);
    const columns = new Set(opaque.flatMap((is, at) => (is ? at % 128 : [])));
    expect(columns.size).toBeGreaterThan(112);
    expect(columns.size).toBeLessThan(128);
    // Its edges are smooth, and as red as the rest: no dark rim on a light card.
    const edges = opaque.flatMap((is, at) => (is && image.rgba[4 * at + 3]! < 255 ? [4 * at] : []));
    expect(edges.length).toBeGreaterThan(50);
    for (const at of edges) expect(image.rgba[at]).toBeGreaterThan(100);
  });

  test('is upright and not mirrored: lit from the upper left, seen from its front', async () => {
    const document = new Document();
    // Red on its front (+z), green on top, and behind it blue; on the file's left (−x) a white cube.
    const add = (
      colour: [number, number, number],
      size: [number, number, number],
      centre: [number, number, number],
    ) =>
      addNode(
        document,
        'part',
        box(size, 1, centre),
        document
          .createMaterial()
          .setBaseColorFactor([...colour, 1])
          .setMetallicFactor(0)
          .setRoughnessFactor(1),
      );
    const scene = document.createScene();
    scene.addChild(add([1, 0, 0], [1, 1, 0.2], [0, 0, 0.1]));
    scene.addChild(add([0, 0, 1], [1, 1, 0.2], [0, 0, -0.1]));
    scene.addChild(add([0, 1, 0], [1, 0.2, 0.4], [0, 0.6, 0]));
    scene.addChild(add([1, 1, 1], [0.4, 1, 0.4], [0.7, 0, 0]));
    const image = await png(new Uint8Array(await new WebIO().writeBinary(document)));
    const rgb = (x: number, y: number) => image.at(x, y).slice(0, 3) as [number, number, number];
    expect(isRed(...rgb(52, 70))).toBe(true);
    expect(isGreen(...rgb(52, 26))).toBe(true);
    // glTF's +x is on the right of whoever looks at a file's front.
    expect(Math.min(...rgb(105, 75))).toBeGreaterThan(100);
  });

  test.each([0.001, 1, 4000])('does not depend on the size of the model: %s m', async (size) => {
    const image = await png(await plainBox([0, 1, 0, 1], { size }), { sizePx: 64 });
    const [r, g, b] = image.at(32, 32) as [number, number, number];
    expect(isGreen(r, g, b)).toBe(true);
    expect(image.at(32, 4)[3]).toBe(255);
  });

  test('of metal is not black, and of a white model not all white', async () => {
    const metal = await png(await plainBox([1, 0.8, 0.3, 1], { metallic: 1 }));
    for (const [x, y] of [
      [64, 30],
      [45, 80],
      [85, 80],
    ] as const) {
      const [r, g, b] = metal.at(x, y) as [number, number, number];
      expect(r).toBeGreaterThan(80);
      expect(r).toBeGreaterThan(b);
      expect(g).toBeGreaterThan(b);
    }
    const white = await png(await plainBox([1, 1, 1, 1]));
    const sides = [white.at(64, 30)[0]!, white.at(45, 80)[0]!, white.at(85, 80)[0]!];
    expect(Math.min(...sides)).toBeGreaterThan(120);
    expect(Math.max(...sides) - Math.min(...sides)).toBeGreaterThan(25);
  });

  test('of glass keeps its colour and is translucent', async () => {
    const image = await png(await plainBox([0, 1, 0, 0.4]));
    const [r, g, b, a] = image.at(64, 64) as [number, number, number, number];
    expect(a).toBeGreaterThan(60);
    expect(a).toBeLessThan(250);
    expect(isGreen(r, g, b)).toBe(true);
    expect(g).toBeGreaterThan(120);
  });
});

describe('the app notices nothing', () => {
  const stateOf = (gl: WebGL2RenderingContext) =>
    [
      gl.VIEWPORT,
      gl.SCISSOR_TEST,
      gl.SCISSOR_BOX,
      gl.DRAW_FRAMEBUFFER_BINDING,
      gl.READ_FRAMEBUFFER_BINDING,
      gl.RENDERBUFFER_BINDING,
    ].map((name) => {
      const value = gl.getParameter(name);
      return ArrayBuffer.isView(value) ? [...(value as Int32Array)] : value;
    });

  test('in its scene, canvas, engine and WebGL state, once shaders are compiled', async () => {
    const { scene } = stage;
    const engine = scene.getEngine();
    const canvas = engine.getRenderingCanvas()!;
    const gl = canvas.getContext('webgl2')!;
    const gpu = watchGlObjects(gl);
    const glb = await makeSceneGlb();
    canvas.style.cursor = 'crosshair';
    // What all scenes of an engine share is made once.
    await png(glb);
    await draw(scene);
    // Babylon notifies of the app's own default material a task later.
    await held(scene);
    const told: string[] = [];
    scene.onNewMeshAddedObservable.add(() => void told.push('mesh'));
    scene.onNewMaterialAddedObservable.add(() => void told.push('material'));
    scene.onNewTextureAddedObservable.add(() => void told.push('texture'));
    scene.onBeforeRenderObservable.add(() => void told.push('frame'));
    engine.onNewSceneAddedObservable.add(() => void told.push('scene'));
    const look = async () => ({
      held: await held(scene),
      live: gpu().live,
      bytes: gpu().bufferBytes,
      state: stateOf(gl),
      viewport: engine.currentViewport,
      pass: engine.currentRenderPassId,
      scenes: [...engine.scenes],
      camera: scene.activeCamera,
      last: [EngineStore.LastCreatedScene, EngineStore.LastCreatedEngine],
      cursor: canvas.style.cursor,
      pixels: [...new Uint8Array((await engine.readPixels(0, 0, 200, 200)).buffer)].join(),
    });
    const before = await look();
    await png(glb);
    const after = await look();
    // Not `toEqual` of a whole scene.
    expect(after.last.every((thing, at) => thing === before.last[at])).toBe(true);
    expect(after.scenes.every((thing, at) => thing === before.scenes[at])).toBe(true);
    expect(after.camera).toBe(before.camera);
    const plain = ({ held, live, bytes, state, pass, cursor }: typeof before) => ({
      held,
      live,
      bytes,
      state,
      pass,
      cursor,
    });
    expect(plain(after)).toEqual(plain(before));
    expect(after.viewport).toBe(before.viewport);
    expect(after.pixels === before.pixels).toBe(true);
    expect(told).toEqual([]);
    const { at } = await draw(scene);
    expect(at(0, 0)).toEqual([0, 0, 255, 255]);
  });

  test('while its render loop runs: every frame is the same', async () => {
    const { scene } = stage;
    const engine = scene.getEngine();
    const gl = engine.getRenderingCanvas()!.getContext('webgl2')!;
    const frames = new Set<string>();
    const pixel = new Uint8Array(200 * 200 * 4);
    engine.runRenderLoop(() => {
      scene.render();
      gl.readPixels(0, 0, 200, 200, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      frames.add(pixel.join());
    });
    await new Promise<void>((resolve) => engine.onEndFrameObservable.addOnce(() => resolve()));
    await scene.whenReadyAsync();
    await new Promise<void>((resolve) => engine.onEndFrameObservable.addOnce(() => resolve()));
    frames.clear();
    const images = await Promise.all([
      png(await makeSceneGlb()),
      png(await makeSceneGlb({ rgb: [0, 255, 0] }), { sizePx: 32 }),
    ]);
    await new Promise<void>((resolve) => engine.onEndFrameObservable.addOnce(() => resolve()));
    engine.stopRenderLoop();
    expect(frames.size).toBe(1);
    expect(isRed(...(images[0]!.at(64, 64).slice(0, 3) as [number, number, number]))).toBe(true);
    expect(isGreen(...(images[1]!.at(16, 16).slice(0, 3) as [number, number, number]))).toBe(true);
  });
});

describe('what comes to nothing leaves nothing', () => {
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      ({ code }: { code?: string }) => code,
    );

  /** Resolves when a thumbnail has begun, long before its model is loaded. */
  const begun = () => {
    const list = stage.scene.getEngine()._virtualScenes;
    return new Promise<void>((resolve) => {
      list.push = (...scenes) => {
        Reflect.deleteProperty(list, 'push');
        resolve();
        return list.push(...scenes);
      };
    });
  };

  test('files that cannot be used, sizes out of range, and thumbnails that are stopped', async () => {
    const { scene } = stage;
    const glb = await makeSceneGlb();
    await png(glb);
    const before = await held(scene);
    expect(await codeOf(generator.renderThumbnailAsync(new Uint8Array(400)))).toBe('invalid-glb');
    const broken = await makeSceneGlb({ image: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]) });
    expect(await codeOf(generator.renderThumbnailAsync(broken))).toMatch(/invalid-glb|import-failed/);
    for (const sizePx of [0, 1.5, 4096, Number.NaN])
      expect(await codeOf(generator.renderThumbnailAsync(glb, { sizePx }))).toBe('validation');
    const stop = new AbortController();
    const atWork = begun();
    const stopped = [1, 2].map(() => codeOf(generator.renderThumbnailAsync(glb, { signal: stop.signal })));
    await atWork;
    stop.abort();
    expect(await Promise.all(stopped)).toEqual(['aborted', 'aborted']);
    expect(await codeOf(generator.renderThumbnailAsync(glb, { signal: stop.signal }))).toBe('aborted');
    // The next one waits until those have ended.
    await png(glb);
    expect(await held(scene)).toEqual(before);
  });

  test.each(['generator', 'scene'] as const)('a %s that is disposed of', async (what) => {
    const { scene } = stage;
    const glb = await makeSceneGlb();
    const atWork = begun();
    const running = codeOf(generator.renderThumbnailAsync(glb));
    await atWork;
    (what === 'scene' ? scene : generator).dispose();
    expect(await running).toBe('aborted');
    expect(await codeOf(generator.renderThumbnailAsync(glb))).toBe('aborted');
    await expect.poll(() => scene.getEngine()._virtualScenes.length).toBe(0);
  });
});
