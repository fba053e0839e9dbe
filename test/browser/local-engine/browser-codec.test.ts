import { expect, test } from 'vitest';
import { decodeInBrowser, encodeInBrowser } from '../../../plugin/local-engine/workers/browser-codec.ts';
import type { RasterImage } from '../../../plugin/recipe/image.ts';

async function file(
  widthPx: number,
  heightPx: number,
  type: string,
  draw: (context: OffscreenCanvasRenderingContext2D) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  draw(canvas.getContext('2d')!);
  return new Uint8Array(await (await canvas.convertToBlob({ type, quality: 1 })).arrayBuffer());
}
const pixel = ({ data, widthPx }: RasterImage, x: number, y: number) => [
  ...data.slice((y * widthPx + x) * 4, (y * widthPx + x) * 4 + 4),
];
/** A JPEG with an EXIF block that holds nothing but the orientation. */
function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array<ArrayBuffer> {
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, body.length + 2, ...body, ...jpeg.subarray(2)]);
}

test('EXIF orientation 8 turns the image before anything else', async () => {
  const jpeg = await file(64, 32, 'image/jpeg', (context) => {
    context.fillStyle = '#f00';
    context.fillRect(0, 0, 64, 32);
    context.fillStyle = '#00f';
    context.fillRect(0, 0, 16, 16);
  });
  const raster = await decodeInBrowser(withOrientation(jpeg, 8), 100);
  expect([raster.widthPx, raster.heightPx]).toEqual([32, 64]);
  const [r, , b] = pixel(raster, 4, 60);
  expect(b! - r!).toBeGreaterThan(150);
});

test('alpha is straight and a larger image is shrunk inside the limit', async () => {
  const png = await file(400, 200, 'image/png', (context) => {
    context.fillStyle = 'rgba(200, 100, 50, 0.502)';
    context.fillRect(0, 0, 400, 200);
  });
  const raster = await decodeInBrowser(png, 100);
  expect([raster.widthPx, raster.heightPx]).toEqual([100, 50]);
  const [r, g, b, a] = pixel(raster, 50, 25) as [number, number, number, number];
  expect(a).toBe(128);
  for (const [value, expected] of [
    [r, 200],
    [g, 100],
    [b, 50],
  ] as const)
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(2);
});

test('too many pixels are refused by the header', async () => {
  const png = await file(8, 8, 'image/png', () => undefined);
  const view = new DataView(png.buffer);
  view.setUint32(16, 16000);
  view.setUint32(20, 16000);
  await expect(decodeInBrowser(png, 100)).rejects.toMatchObject({ code: 'image-too-large' });
});

test('a texture is written as JPEG of its size', async () => {
  const data = new Uint8ClampedArray(32 * 32 * 4).fill(180);
  const { bytes, mimeType } = await encodeInBrowser({ widthPx: 32, heightPx: 32, data });
  expect(mimeType).toBe('image/jpeg');
  const back = await decodeInBrowser(new Uint8Array(bytes), 32);
  expect([back.widthPx, back.heightPx]).toEqual([32, 32]);
});
