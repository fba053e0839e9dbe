import { type Document, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS, KHRTextureTransform } from '@gltf-transform/extensions';
import { meshopt, quantize } from '@gltf-transform/functions';
import { validateBytes } from 'gltf-validator';
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { createFitEngine } from '../../../plugin/fit/node.ts';
import { parseGlb } from '../../../plugin/glb/parse-glb.ts';
import { packGlb } from '../../fixtures/make-glb.ts';
import { makeMaster } from '../../fixtures/masters/index.ts';
import {
  compareSurfaces,
  type PreparedSurface,
  prepare,
  readSurface,
  type SurfaceDifference,
} from '../../fixtures/metrics/index.ts';

const TRIANGLES = 2000;
const SAMPLES = 6000;
/** What another way to write the same master may cost. */
const NOISE = { colorDb: 0.4, normalDegrees: 0.15 };

const engine = createFitEngine({ inProcess: true });
let master: Uint8Array<ArrayBuffer>;
let reference: PreparedSurface;
let usual: SurfaceDifference;

beforeAll(async () => {
  master = await makeMaster({ shape: 'creature', triangles: 8000, seams: 'heavy' });
  reference = prepare(await readSurface(master));
  usual = (await fitted(master)).look;
});
afterAll(() => engine.dispose());

// A compressed master has less GPU memory to spend on a normal map: that is not what is tested here.
const PLAN = { ...DEFAULT_FIT_PLAN, triangles: TRIANGLES, bake: 'fast', allowUpscale: true } as const;

async function fitted(glb: Uint8Array, textureSize = 512) {
  const session = await engine.openAsync(glb.slice());
  const { glb: small, report } = await session.fitAsync({ ...PLAN, textureSize });
  session.close();
  const { issues } = await validateBytes(small);
  expect(issues.numErrors).toBe(0);
  return { report, look: compareSurfaces(reference, prepare(await readSurface(small)), SAMPLES) };
}

async function changed(change: (document: Document) => unknown): Promise<Uint8Array> {
  await Promise.all([MeshoptEncoder.ready, MeshoptDecoder.ready]);
  const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
    'meshopt.decoder': MeshoptDecoder,
    'meshopt.encoder': MeshoptEncoder,
  });
  const document = await io.readBinary(master);
  await change(document);
  return io.writeBinary(document);
}

/** Turns, scales and moves the UVs, and every texture back by the extension. */
function transformUvs(document: Document): void {
  const [rotation, scale, offset] = [0.4, [0.5, 0.25], [0.1, 0.2]] as const;
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const root = document.getRoot();
  const uvs = root.listMeshes()[0]!.listPrimitives()[0]!.getAttribute('TEXCOORD_0')!;
  for (let v = 0; v < uvs.getCount(); v++) {
    const [s = 0, t = 0] = uvs.getElement<number[]>(v, []);
    const [x, y] = [s - offset[0], t - offset[1]];
    uvs.setElement(v, [(cos * x - sin * y) / scale[0], (sin * x + cos * y) / scale[1]]);
  }
  const extension = document.createExtension(KHRTextureTransform);
  const [material] = root.listMaterials();
  for (const info of [material!.getBaseColorTextureInfo()!, material!.getMetallicRoughnessTextureInfo()!])
    info.setExtension(
      'KHR_texture_transform',
      extension
        .createTransform()
        .setRotation(rotation)
        .setScale([...scale])
        .setOffset([...offset]),
    );
}

const encoded = (format: 'jpeg' | 'png' | 'webp', sizePx: number) => async (document: Document) => {
  for (const texture of document.getRoot().listTextures()) {
    const image = sharp(texture.getImage()!)
      .resize(sizePx)
      .toFormat(format, format === 'webp' ? { effort: 0 } : {});
    texture.setImage(new Uint8Array(await image.toBuffer())).setMimeType(`image/${format}`);
  }
};

/** A look after two losses that add up as noise does, and a little more. */
const withLossOf = (own: SurfaceDifference) => ({
  colorDb: -10 * Math.log10(10 ** (-usual.colorDb / 10) + 10 ** (-own.colorDb / 10)) - NOISE.colorDb,
  normalDegrees: usual.normalDegrees + own.normalDegrees + NOISE.normalDegrees,
});

test.each<[string, (document: Document) => unknown]>([
  ['JPEG images', encoded('jpeg', 512)],
  ['PNG images of 2048 px', encoded('png', 2048)],
  ['texture coordinates through KHR_texture_transform, turned and scaled', transformUvs],
  ['quantized geometry', (document) => document.transform(quantize())],
  ['geometry compressed by meshopt', (document) => document.transform(meshopt({ encoder: MeshoptEncoder }))],
])('%s: the fit loses no more than from the usual file', async (_, change) => {
  const glb = await changed(change);
  const { report, look } = await fitted(glb);
  const worst = withLossOf(compareSurfaces(reference, prepare(await readSurface(glb)), SAMPLES));
  expect(report.path).toBe('rebake');
  expect(report.after.triangles).toBeLessThanOrEqual(TRIANGLES);
  expect(look.colorDb).toBeGreaterThan(worst.colorDb);
  expect(look.normalDegrees).toBeLessThan(worst.normalDegrees);
});

test('maps of 4096 px are baked to 1024 px, and look better than at 512 px', async () => {
  const { report, look } = await fitted(await changed(encoded('webp', 4096)), 1024);
  expect(report.after.maxTextureSizePx).toBe(1024);
  expect(look.colorDb).toBeGreaterThan(usual.colorDb);
});

test('alpha in a WebP image is kept', async () => {
  const glb = await makeMaster({ shape: 'creature', triangles: 8000, seams: 'heavy', alpha: 'MASK' });
  const session = await engine.openAsync(glb.slice());
  const { glb: small } = await session.fitAsync({ ...PLAN, textureSize: 512 });
  session.close();
  const look = compareSurfaces(prepare(await readSurface(glb)), prepare(await readSurface(small)), SAMPLES);
  expect(look.alphaDb).toBeGreaterThan(20);
  expect(look.colorDb).toBeGreaterThan(usual.colorDb - 2);
});

test('a file with errors that can be read safely is fitted like a right one', async () => {
  const { json, bin } = parseGlb(master);
  const wrong = structuredClone(json) as {
    accessors: { min?: number[]; max?: number[] }[];
    materials: { pbrMetallicRoughness: { roughnessFactor: number } }[];
  };
  // Bounds that are too small, and a factor above 1.
  wrong.accessors[0]!.min = [0, 0, 0];
  wrong.accessors[0]!.max = [0.01, 0.01, 0.01];
  wrong.materials[0]!.pbrMetallicRoughness.roughnessFactor = 5;
  const damaged = packGlb({ json: wrong, bin: bin!.slice() });
  expect((await validateBytes(damaged)).issues.numErrors).toBeGreaterThan(0);
  const { look } = await fitted(damaged);
  expect(look.colorDb).toBeGreaterThan(usual.colorDb - NOISE.colorDb);
});
