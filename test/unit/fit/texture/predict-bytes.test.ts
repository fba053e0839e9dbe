import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { SurfaceMap } from '../../../../plugin/budget/master-facts.ts';
import { nodeCodec } from '../../../../plugin/fit/texture/node-codec.ts';
import { mosaicOf, predictTextureBytes } from '../../../../plugin/fit/texture/predict-bytes.ts';
import { makeRaster } from '../write/make-surface.ts';

/** An image of 1024² or 2048² px out of a GLB of the WebXR input profiles. */
async function textureOf(profile: string, index: number) {
  const path = `node_modules/@webxr-input-profiles/assets/dist/profiles/${profile}.glb`;
  const glb = readFileSync(path);
  const jsonBytes = glb.readUInt32LE(12);
  const json = JSON.parse(glb.toString('utf8', 20, 20 + jsonBytes));
  const { bufferView, mimeType } = json.images[index];
  const { byteOffset = 0, byteLength } = json.bufferViews[bufferView];
  const start = 28 + jsonBytes + byteOffset;
  const bytes = Uint8Array.from(glb.subarray(start, start + byteLength));
  return await nodeCodec.decode({ bytes, mimeType, widthPx: 0, heightPx: 0 });
}

it('a mosaic is 64 tiles of 64 px, each from its own cell', () => {
  const raster = makeRaster(1024, 3);
  // The cell of every texel, in its first channel.
  for (let i = 0; i < raster.data.length; i += 4) {
    const [x, y] = [(i >> 2) % 1024, (i >> 2) >> 10];
    raster.data[i] = (x >> 7) + 8 * (y >> 7);
  }
  const mosaic = mosaicOf(raster, 8);
  expect(mosaic).toMatchObject({ widthPx: 512, heightPx: 512 });
  let wrong = 0;
  for (let i = 0; i < mosaic.data.length; i += 4) {
    const [x, y] = [(i >> 2) % 512, (i >> 2) >> 9];
    if (mosaic.data[i] !== (x >> 6) + 8 * (y >> 6)) wrong++;
  }
  expect(wrong).toBe(0);
});

it('nine of ten textures are foretold within 15 %', async () => {
  const errors: { name: string; error: number }[] = [];
  const cases: readonly (readonly [string, number, SurfaceMap])[] = [
    ['generic-button/left', 0, 'normal'],
    ['generic-button/left', 1, 'metallicRoughness'],
    ['generic-button/left', 2, 'baseColor'],
    ['generic-trigger-squeeze-touchpad-thumbstick/left', 0, 'normal'],
    ['generic-trigger-squeeze-touchpad-thumbstick/left', 1, 'metallicRoughness'],
    ['generic-trigger-squeeze-touchpad-thumbstick/left', 2, 'baseColor'],
  ];
  for (const [profile, index, kind] of cases) {
    const raster = await textureOf(profile, index);
    for (const quality of [0.55, 0.85]) {
      const options = { format: 'webp', kind, quality } as const;
      const real = (await nodeCodec.encode(raster, options)).bytes.byteLength;
      const error = (await predictTextureBytes(raster, options, nodeCodec)) / real - 1;
      errors.push({ name: `${kind} of ${profile} at ${quality}`, error });
    }
  }
  errors.sort((a, b) => Math.abs(a.error) - Math.abs(b.error));
  for (const { name, error } of errors) console.log(`${name}: ${(error * 100).toFixed(1)} %`);
  expect(Math.abs(errors[Math.floor(errors.length * 0.9)]!.error)).toBeLessThan(0.15);
});

it('small maps are encoded, not foretold', async () => {
  const raster = makeRaster(256, 4);
  const options = { format: 'webp', kind: 'baseColor' } as const;
  const { bytes } = await nodeCodec.encode(raster, options);
  expect(await predictTextureBytes(raster, options, nodeCodec)).toBe(bytes.byteLength);
});
