import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { formatRemark, hasAlpha, mapQuality, withoutAlpha } from '../../../../plugin/fit/texture/codec.ts';
import { encodeKtx2 } from '../../../../plugin/fit/texture/ktx2.ts';
import { nodeCodec } from '../../../../plugin/fit/texture/node-codec.ts';
import { readKtx2 } from '../../../../plugin/glb/ktx2-header.ts';
import type { RasterImage } from '../../../../plugin/recipe/image.ts';
import { encodePng } from '../../../../plugin/recipe/image-formats/encode-png.ts';
import { makeRaster } from '../write/make-surface.ts';

/** Colours that differ everywhere, most of them under low alpha. */
function translucent(sizePx: number): RasterImage {
  const { data, ...size } = makeRaster(sizePx, 5);
  for (let i = 3; i < data.length; i += 4) data[i] = (i >> 2) % 7;
  return { ...size, data };
}

function psnr(a: RasterImage, b: RasterImage): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) if (i % 4 !== 3) sum += (a.data[i]! - b.data[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / ((a.data.length / 4) * 3)));
}

describe('in Node', () => {
  it('PNG keeps every value, colours under alpha 0 included', async () => {
    const raster = translucent(32);
    const texture = await nodeCodec.encode(raster, { format: 'png', kind: 'baseColor' });
    expect(texture).toMatchObject({ mimeType: 'image/png', widthPx: 32, heightPx: 32 });
    expect((await nodeCodec.decode(texture)).data).toEqual(raster.data);
  });

  it('WebP and JPEG come near: above 30 dB, the better the higher the quality', async () => {
    const raster = makeRaster(128, 8, 0.2);
    for (const format of ['webp', 'jpeg'] as const) {
      const at = (quality: number) => nodeCodec.encode(raster, { format, kind: 'baseColor', quality });
      const [low, high] = [await at(0.4), await at(0.9)];
      expect(high.mimeType).toBe(`image/${format}`);
      expect(low.bytes.byteLength).toBeLessThan(high.bytes.byteLength);
      const [worse, better] = [await nodeCodec.decode(low), await nodeCodec.decode(high)];
      expect(psnr(raster, better)).toBeGreaterThan(psnr(raster, worse));
      expect(psnr(raster, better)).toBeGreaterThan(30);
    }
  });

  it('a quality of 1 is still lossy WebP', async () => {
    const options = { format: 'webp', kind: 'baseColor', quality: 1 } as const;
    const { bytes } = await nodeCodec.encode(makeRaster(64, 8), options);
    expect(new TextDecoder().decode(bytes.subarray(12, 16))).toBe('VP8 ');
  });

  it('writes alpha for base colour alone, and not for an opaque material', async () => {
    const raster = translucent(16);
    const channels = async (more: object) => {
      const texture = await nodeCodec.encode(raster, { format: 'webp', kind: 'baseColor', ...more });
      return (await sharp(texture.bytes).metadata()).channels;
    };
    expect(await channels({})).toBe(4);
    expect(await channels({ opaque: true })).toBe(3);
    expect(await channels({ kind: 'metallicRoughness' })).toBe(3);
  });

  it('reads grey, 16-bit and palette images as four channels', async () => {
    const grey = sharp({ create: { width: 8, height: 4, channels: 3, background: '#808080' } });
    for (const bytes of [
      await grey.clone().toColourspace('b-w').png().toBuffer(),
      await grey.clone().png({ palette: true }).toBuffer(),
      await grey.clone().toColourspace('rgb16').png().toBuffer(),
    ]) {
      const encoded = {
        bytes: Uint8Array.from(bytes),
        mimeType: 'image/png',
        widthPx: 8,
        heightPx: 4,
      } as const;
      const raster = await nodeCodec.decode(encoded);
      expect([...raster.data.subarray(0, 4)]).toEqual([128, 128, 128, 255]);
      expect(raster.data).toHaveLength(8 * 4 * 4);
    }
  });

  it('scales down what is larger than asked for, and never up', async () => {
    const texture = await nodeCodec.encode(makeRaster(64, 2), { format: 'png', kind: 'baseColor' });
    expect(await nodeCodec.decodeSmall(texture, 24)).toMatchObject({ widthPx: 24, heightPx: 24 });
    expect(await nodeCodec.decodeSmall(texture, 900)).toMatchObject({ widthPx: 64 });
  });

  it('says what cannot be read', async () => {
    const broken = { bytes: new Uint8Array(40), mimeType: 'image/webp', widthPx: 4, heightPx: 4 } as const;
    await expect(nodeCodec.decode(broken)).rejects.toMatchObject({ code: 'undecodable-image' });
    const ktx2 = { ...broken, mimeType: 'image/ktx2' } as const;
    await expect(nodeCodec.decode(ktx2)).rejects.toMatchObject({ code: 'unsupported-format' });
  });
});

describe('own PNG', () => {
  it.each([true, false])('with alpha %s, is what another reader finds in it', async (withAlpha) => {
    const raster = withAlpha ? translucent(33) : makeRaster(33, 4);
    const { data, info } = await sharp(await encodePng(raster, withAlpha))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 33, height: 33, channels: withAlpha ? 4 : 3 });
    const expected = raster.data.filter((_, i) => withAlpha || i % 4 !== 3);
    expect(new Uint8ClampedArray(data)).toEqual(expected);
  });

  it('takes no more than a tenth more than libpng', async () => {
    const raster = makeRaster(256, 4);
    const theirs = await nodeCodec.encode(raster, { format: 'png', kind: 'normal' });
    expect((await encodePng(raster, false)).byteLength).toBeLessThan(theirs.bytes.byteLength * 1.1);
  });
});

describe('KTX2', () => {
  it('has all mip levels, and sRGB for colours alone', async () => {
    const raster = makeRaster(64, 6);
    const info = async (kind: 'baseColor' | 'normal' | 'metallicRoughness' | 'emissive') =>
      readKtx2((await encodeKtx2(raster, { kind })).bytes);
    const common = { widthPx: 64, heightPx: 64, levels: 7, coding: 'uastc' };
    expect(await info('baseColor')).toMatchObject({ ...common, isSrgb: true });
    expect(await info('emissive')).toMatchObject({ isSrgb: true });
    expect(await info('normal')).toMatchObject({ ...common, isSrgb: false });
    expect(await info('metallicRoughness')).toMatchObject({ isSrgb: false });
    const etc1s = readKtx2((await encodeKtx2(raster, { kind: 'baseColor', etc1s: true })).bytes);
    // Half a byte a texel, 16 + 4 + 1 … blocks of 8 bytes.
    expect(etc1s).toMatchObject({ coding: 'etc1s', gpuBytes: (256 + 64 + 16 + 4 + 1 + 1 + 1) * 8 });
  });

  it('cuts edges to multiples of 4, up to 2048 px', async () => {
    const flat = (widthPx: number, heightPx: number) => ({
      ...{ widthPx, heightPx },
      data: new Uint8ClampedArray(widthPx * heightPx * 4),
    });
    expect(await encodeKtx2(flat(30, 33), { kind: 'normal' })).toMatchObject({ widthPx: 28, heightPx: 32 });
    await expect(encodeKtx2(flat(3, 32), { kind: 'normal' })).rejects.toThrow('3 × 32 px');
    await expect(encodeKtx2(flat(2052, 4), { kind: 'normal' })).rejects.toThrow('2052 × 4 px');
    expect(await encodeKtx2(flat(60, 36), { kind: 'normal' })).toMatchObject({ widthPx: 60, heightPx: 36 });
  });
});

it('a normal map gets a tenth more quality, none more than 0.97', () => {
  expect(mapQuality(0.85, 'baseColor')).toBe(0.85);
  expect(mapQuality(0.85, 'normal')).toBeCloseTo(0.95);
  expect(mapQuality(0.9, 'normal')).toBe(0.97);
  expect(mapQuality(1, 'baseColor')).toBe(0.97);
});

it('an opaque copy keeps the colours and leaves the original alone', () => {
  const raster = translucent(8);
  const opaque = withoutAlpha(raster);
  expect([hasAlpha(raster), hasAlpha(opaque)]).toEqual([true, false]);
  expect(opaque.data.filter((_, i) => i % 4 !== 3)).toEqual(raster.data.filter((_, i) => i % 4 !== 3));
});

it('another format than asked for is said', () => {
  const png = { bytes: new Uint8Array(1), mimeType: 'image/png', widthPx: 1, heightPx: 1 } as const;
  expect(formatRemark('webp', png)).toBe('This browser cannot write WebP; textures are PNG instead.');
  expect(formatRemark('png', png)).toBeUndefined();
});
