import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { decodeInNode, encodeInNode } from '../../../../plugin/local-engine/workers/node-codec.ts';
import type { RasterImage } from '../../../../plugin/recipe/image.ts';

const pixel = ({ data, widthPx }: RasterImage, x: number, y: number) => [
  ...data.slice((y * widthPx + x) * 4, (y * widthPx + x) * 4 + 4),
];
const bytes = async (image: Sharp) => new Uint8Array(await image.toBuffer());
/** 6 × 4: red, with a blue top left pixel. */
const flag = () => {
  const raw = Buffer.alloc(6 * 4 * 3);
  for (let i = 0; i < 24; i++) raw.set(i === 0 ? [0, 0, 255] : [255, 0, 0], i * 3);
  return sharp(raw, { raw: { width: 6, height: 4, channels: 3 } });
};

test('straight RGBA, 4 bytes a pixel, for greyscale, palette and 16-bit PNG', async () => {
  const grey = sharp(Buffer.alloc(12, 77), { raw: { width: 4, height: 3, channels: 1 } });
  const fromGrey = await decodeInNode(await bytes(grey.toColourspace('b-w').png()), 100);
  expect([fromGrey.widthPx, fromGrey.heightPx, pixel(fromGrey, 3, 2)]).toEqual([4, 3, [77, 77, 77, 255]]);
  const fromPalette = await decodeInNode(await bytes(flag().png({ palette: true })), 100);
  expect(pixel(fromPalette, 5, 3)).toEqual([255, 0, 0, 255]);
  const deep = await bytes(flag().toColourspace('rgb16').png());
  expect(deep[24]).toBe(16);
  const fromDeep = await decodeInNode(deep, 100);
  expect(fromDeep.data).toHaveLength(6 * 4 * 4);
  expect(pixel(fromDeep, 0, 0)).toEqual([0, 0, 255, 255]);
});

test('translucent colours stay straight', async () => {
  const raw = Buffer.from([200, 100, 50, 128]);
  const png = await bytes(sharp(raw, { raw: { width: 1, height: 1, channels: 4 } }).png());
  expect(pixel(await decodeInNode(png, 10), 0, 0)).toEqual([200, 100, 50, 128]);
});

test('EXIF orientation 8 is applied', async () => {
  const turned = await bytes(flag().withMetadata({ orientation: 8 }).png());
  const raster = await decodeInNode(turned, 100);
  expect([raster.widthPx, raster.heightPx]).toEqual([4, 6]);
  expect(pixel(raster, 0, 5)).toEqual([0, 0, 255, 255]);
  expect(pixel(raster, 0, 0)).toEqual([255, 0, 0, 255]);
});

test('CMYK JPEG and AVIF come out as sRGB', async () => {
  const cmyk = await bytes(flag().resize(32, 32, { kernel: 'nearest' }).toColourspace('cmyk').jpeg());
  expect(await sharp(cmyk).metadata()).toMatchObject({ space: 'cmyk' });
  for (const file of [
    cmyk,
    await bytes(flag().resize(32, 32, { kernel: 'nearest' }).avif({ quality: 90 })),
  ]) {
    const [r, g, b, a] = pixel(await decodeInNode(file, 100), 28, 28) as [number, number, number, number];
    expect(r).toBeGreaterThan(200);
    expect(Math.max(g, b)).toBeLessThan(70);
    expect(a).toBe(255);
  }
});

test('a larger image is shrunk inside the limit, a smaller one is not enlarged', async () => {
  const big = await bytes(
    sharp({ create: { width: 900, height: 300, channels: 3, background: '#fff' } }).png(),
  );
  const raster = await decodeInNode(big, 300);
  expect([raster.widthPx, raster.heightPx]).toEqual([300, 100]);
  const small = await decodeInNode(await bytes(flag().png()), 300);
  expect([small.widthPx, small.heightPx]).toEqual([6, 4]);
});

test('too many pixels are refused by the header, before decoding', async () => {
  const png = await bytes(flag().png());
  const view = new DataView(png.buffer, png.byteOffset);
  view.setUint32(16, 16000);
  view.setUint32(20, 16000);
  await expect(decodeInNode(png, 100)).rejects.toMatchObject({
    code: 'image-too-large',
    message: expect.stringContaining('16000 × 16000'),
  });
});

test.each([
  ['text', () => new TextEncoder().encode('this is no image'), 'undecodable-image'],
  ['no bytes', () => new Uint8Array(), 'undecodable-image'],
  [
    'an SVG',
    () => new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    'unsupported-format',
  ],
])('%s is refused', async (_, file, code) => {
  await expect(decodeInNode(file(), 100)).rejects.toMatchObject({ code });
});

test('a truncated file is refused', async () => {
  const whole = await bytes(
    sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: '#fff',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    }).jpeg(),
  );
  await expect(decodeInNode(whole.slice(0, whole.length / 2), 100)).rejects.toMatchObject({
    code: 'undecodable-image',
  });
});

test('the texture is a JPEG without chroma subsampling', async () => {
  const data = new Uint8ClampedArray(16 * 16 * 4).fill(200);
  const { bytes: file, mimeType } = await encodeInNode({ widthPx: 16, heightPx: 16, data });
  expect(mimeType).toBe('image/jpeg');
  expect(await sharp(file).metadata()).toMatchObject({
    format: 'jpeg',
    width: 16,
    height: 16,
    channels: 3,
    chromaSubsampling: '4:4:4',
  });
});
