import { afterEach, expect, test, vi } from 'vitest';
import type { LocalRequest, LocalStage } from '../../../plugin/local-engine/contract.ts';
import { createBrowserLocalEngine } from '../../../plugin/local-engine/index.ts';
import { LOCAL_DEFAULTS } from '../../../plugin/recipe/local-parameters.ts';

// Machines that build are slow machines.
vi.setConfig({ testTimeout: 60_000 });

type Draw = (context: OffscreenCanvasRenderingContext2D, sizePx: number) => void;

async function makeImage(sizePx: number, draw: Draw, type = 'image/png'): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(sizePx, sizePx);
  draw(canvas.getContext('2d')!, sizePx);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}
const mushroom: Draw = (context, size) => {
  context.fillStyle = '#e8d8b8';
  context.fillRect(size * 0.42, size * 0.5, size * 0.16, size * 0.4);
  context.fillStyle = '#c02820';
  context.beginPath();
  context.arc(size / 2, size * 0.5, size * 0.38, Math.PI, 0);
  context.fill();
};
const onWhite: Draw = (context, size) => {
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, size, size);
  mushroom(context, size);
};
const small = { ...LOCAL_DEFAULTS, seed: 7, maxVertices: 5000, textureSize: 1024 } as const;
const placeholder = (image: Uint8Array<ArrayBuffer>): LocalRequest => ({
  image,
  parameters: small,
  profile: 'placeholder',
});

function readJson(glb: Uint8Array<ArrayBuffer>) {
  const view = new DataView(glb.buffer, glb.byteOffset);
  expect([view.getUint32(0, true), view.getUint32(8, true)]).toEqual([0x46546c67, glb.byteLength]);
  return JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + view.getUint32(12, true))));
}

let engine = createBrowserLocalEngine();
afterEach(() => {
  engine.dispose();
  engine = createBrowserLocalEngine();
});

test('a placeholder of a cut-out, made in a worker, reports its stages in order', async () => {
  const stages: LocalStage[] = [];
  const fractions: number[] = [];
  await engine.warmUpAsync();
  const { glb, report } = await engine.generateAsync(placeholder(await makeImage(512, mushroom)), {
    onProgress: (stage, fraction) => {
      if (stages.at(-1) !== stage) stages.push(stage);
      fractions.push(fraction);
    },
  });
  expect(report).toMatchObject({
    maskSource: 'alpha',
    profile: 'placeholder',
    seed: 7,
    components: 1,
    holes: 0,
  });
  expect(report.vertices).toBeLessThanOrEqual(5000);
  expect(report.vertices).toBeGreaterThanOrEqual(4750);
  const json = readJson(glb);
  expect(json.accessors[json.meshes[0].primitives[0].attributes.POSITION].count).toBe(report.vertices);
  expect(json.accessors[json.meshes[0].primitives[0].indices].count).toBe(report.triangles * 3);
  expect(json.images[0].mimeType).toBe('image/jpeg');
  expect(stages[0]).toBe('decode');
  expect(new Set(stages).size).toBe(stages.length);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
  expect(Object.values(report.timingsMs).every((ms) => ms >= 0)).toBe(true);
});

test('a full run of an opaque image finds its subject and keeps to the target', async () => {
  const { report } = await engine.generateAsync({
    image: await makeImage(700, onWhite, 'image/jpeg'),
    parameters: { ...small, maxVertices: 50_000, textureSize: 2048 },
    profile: 'full',
  });
  expect(report).toMatchObject({ maskSource: 'segmented', warnings: [], components: 1 });
  expect(report.vertices).toBeLessThanOrEqual(50_000);
  expect(report.vertices).toBeGreaterThanOrEqual(47_500);
});

test('the same request gives the same bytes, also after an abort of a run between them', async () => {
  const image = await makeImage(512, mushroom);
  const first = await engine.generateAsync(placeholder(image));
  const abort = new AbortController();
  const doomed = engine.generateAsync(
    { image, parameters: { ...small, maxVertices: 500_000, textureSize: 2048 }, profile: 'full' },
    {
      signal: abort.signal,
      onProgress: (stage) => {
        if (stage === 'inflate') abort.abort();
      },
    },
  );
  await expect(doomed).rejects.toMatchObject({ code: 'aborted' });
  const second = await engine.generateAsync(placeholder(image));
  expect(second.glb).toEqual(first.glb);
});

test('a waiting run can be aborted while another one goes on', async () => {
  const image = await makeImage(256, mushroom);
  const running = engine.generateAsync(placeholder(image));
  const abort = new AbortController();
  const waiting = engine.generateAsync(placeholder(image), { signal: abort.signal });
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  expect((await running).report.maskSource).toBe('alpha');
});

test('the bytes are the caller’s again at once: a run that waits has its own', async () => {
  const image = await makeImage(256, mushroom);
  const running = engine.generateAsync(placeholder(image));
  const waiting = engine.generateAsync(placeholder(image));
  structuredClone(image.buffer, { transfer: [image.buffer] });
  expect(image.byteLength).toBe(0);
  expect((await waiting).glb).toEqual((await running).glb);
});

test('dispose refuses the run under way and all later ones', async () => {
  const image = await makeImage(256, mushroom);
  const running = engine.generateAsync(placeholder(image));
  engine.dispose();
  await expect(running).rejects.toMatchObject({ code: 'aborted' });
  await expect(engine.generateAsync(placeholder(image))).rejects.toMatchObject({ code: 'aborted' });
});

test('errors of the worker keep their codes', async () => {
  const text = new TextEncoder().encode('no image at all');
  await expect(engine.generateAsync(placeholder(text))).rejects.toMatchObject({ code: 'undecodable-image' });
  const jpeg = await makeImage(256, onWhite, 'image/jpeg');
  const broken = jpeg.slice(0, 200);
  await expect(engine.generateAsync(placeholder(broken))).rejects.toMatchObject({
    code: 'undecodable-image',
  });
  const empty = await makeImage(64, () => undefined);
  await expect(engine.generateAsync(placeholder(empty))).rejects.toMatchObject({ code: 'empty-image' });
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  await expect(engine.generateAsync(placeholder(svg))).rejects.toMatchObject({ code: 'unsupported-format' });
  const large = { ...small, textureSize: 4096 } as const;
  const image = await makeImage(64, mushroom);
  await expect(engine.generateAsync({ image, parameters: large, profile: 'full' })).rejects.toMatchObject({
    code: 'texture-too-large',
    message: expect.stringContaining('4096'),
  });
});
