import { describe, expect, it } from 'vitest';
import type { SurfaceMap } from '../../../plugin/budget/master-facts.ts';
import { browserCodec } from '../../../plugin/fit/texture/browser-codec.ts';
import { readKtx2 } from '../../../plugin/glb/ktx2-header.ts';
import type { RasterImage } from '../../../plugin/recipe/image.ts';

function raster(sizePx: number, alphaAt: (x: number, y: number) => number): RasterImage {
  const data = new Uint8ClampedArray(sizePx * sizePx * 4);
  for (let y = 0, i = 0; y < sizePx; y++)
    for (let x = 0; x < sizePx; x++, i += 4) {
      data[i] = 128 + 90 * Math.sin(x / 5) * Math.cos(y / 9);
      data[i + 1] = 128 + 90 * Math.sin(x / 11 + 1);
      data[i + 2] = 128 + 90 * Math.cos(y / 7 + x / 13);
      data[i + 3] = alphaAt(x, y);
    }
  return { widthPx: sizePx, heightPx: sizePx, data };
}

function webpChunks(bytes: Uint8Array<ArrayBuffer>): string[] {
  const view = new DataView(bytes.buffer);
  const names: string[] = [];
  for (let at = 12; at + 8 <= bytes.length; at += 8 + ((view.getUint32(at + 4, true) + 1) & ~1))
    names.push(new TextDecoder().decode(bytes.subarray(at, at + 4)));
  return names;
}

const opaque = (sizePx: number) => raster(sizePx, () => 255);

/** Mean error of the colours, alpha left out. */
function colourError(a: RasterImage, b: RasterImage, counts: (i: number) => boolean = () => true): number {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < a.data.length; i += 4)
    if (counts(i)) for (let c = 0; c < 3; c++, n++) sum += Math.abs(a.data[i + c]! - b.data[i + c]!);
  return sum / n;
}

describe('PNG', () => {
  it('keeps every value, colours under alpha 0 and 3 included', async () => {
    const source = raster(40, (x, y) => [0, 3, 128, 255][(x + y) % 4]!);
    const texture = await browserCodec.encode(source, { format: 'png', kind: 'baseColor' });
    expect(texture).toMatchObject({ mimeType: 'image/png', widthPx: 40, heightPx: 40 });
    const back = await browserCodec.decode(texture);
    expect(back.data).toEqual(source.data);
  });

  it('has no alpha for an opaque material', async () => {
    const source = raster(8, () => 7);
    const texture = await browserCodec.encode(source, { format: 'png', kind: 'baseColor', opaque: true });
    const { data } = await browserCodec.decode(texture);
    expect(data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
    expect(colourError({ ...source, data }, source)).toBe(0);
  });
});

describe('lossy formats', () => {
  it.each(['webp', 'jpeg'] as const)('%s: near the original, smaller at lower quality', async (format) => {
    const source = opaque(128);
    const at = (quality: number) => browserCodec.encode(source, { format, kind: 'baseColor', quality });
    const [low, high] = [await at(0.4), await at(0.9)];
    expect(high).toMatchObject({ mimeType: `image/${format}`, widthPx: 128, heightPx: 128 });
    expect(low.bytes.byteLength).toBeLessThan(high.bytes.byteLength);
    expect(colourError(await browserCodec.decode(high), source)).toBeLessThan(4);
  });

  it('a quality of 1 is still lossy WebP, without a colour profile', async () => {
    const { bytes } = await browserCodec.encode(opaque(64), { format: 'webp', kind: 'normal', quality: 1 });
    expect(webpChunks(bytes)).toEqual(['VP8 ']);
  });

  it('WebP with alpha keeps colours where alpha is low', async () => {
    const source = raster(64, (x) => (x < 32 ? 4 : 255));
    const texture = await browserCodec.encode(source, { format: 'webp', kind: 'baseColor', quality: 0.95 });
    const back = await browserCodec.decode(texture);
    expect(webpChunks(texture.bytes)).toEqual(['VP8X', 'ALPH', 'VP8 ']);
    expect(back.data[3]).toBe(4);
    expect(colourError(back, source, (i) => (i >> 2) % 64 < 32)).toBeLessThan(6);
  });

  it('JPEG of an image with alpha shows its colours, not black', async () => {
    const source = raster(64, () => 0);
    const texture = await browserCodec.encode(source, { format: 'jpeg', kind: 'baseColor', quality: 0.9 });
    expect(colourError(await browserCodec.decode(texture), source)).toBeLessThan(5);
  });
});

it('bitmaps have the stored values and the size', async () => {
  const texture = await browserCodec.encode(opaque(32), { format: 'png', kind: 'normal' });
  const bitmap = await browserCodec.toBitmap!(texture);
  expect([bitmap.width, bitmap.height]).toEqual([32, 32]);
  bitmap.close();
});

it('what is no image is named', async () => {
  const broken = { bytes: new Uint8Array(30), mimeType: 'image/webp', widthPx: 4, heightPx: 4 } as const;
  await expect(browserCodec.decode(broken)).rejects.toMatchObject({ code: 'undecodable-image' });
});

describe('KTX2', () => {
  it.each(['baseColor', 'normal', 'metallicRoughness'] as const satisfies readonly SurfaceMap[])(
    '%s in the browser: UASTC with all mips',
    async (kind) => {
      const texture = await browserCodec.encode(opaque(64), { format: 'ktx2', kind });
      const expected = {
        widthPx: 64,
        heightPx: 64,
        levels: 7,
        coding: 'uastc',
        isSrgb: kind === 'baseColor',
      };
      expect(readKtx2(texture.bytes)).toMatchObject(expected);
    },
  );
});
