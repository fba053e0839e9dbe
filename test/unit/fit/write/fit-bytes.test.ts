import { beforeAll, describe, expect, it } from 'vitest';
import type { SurfaceRasters } from '../../../../plugin/fit/mesh/surface.ts';
import type { TextureCodec } from '../../../../plugin/fit/texture/codec.ts';
import { nodeCodec } from '../../../../plugin/fit/texture/node-codec.ts';
import { encodeWithin } from '../../../../plugin/fit/write/fit-bytes.ts';
import { type PreparedGlb, prepareGlb } from '../../../../plugin/fit/write/write-glb.ts';
import { measureGlb } from '../../../../plugin/glb/measure-glb.ts';
import { PLAIN_MATERIAL } from '../../../fixtures/mesh/plain-material.ts';
import { makeNormals, makeRaster, makeSurface } from './make-surface.ts';

const geometry = new Map<number, PreparedGlb>();
const sets = new Map<number, SurfaceRasters>();

beforeAll(async () => {
  for (const triangles of [2000, 5000, 10_000, 20_000]) {
    const mesh = await makeSurface(triangles, 40);
    const output = { geometry: 'meshopt', withLods: false } as const;
    geometry.set(
      triangles,
      await prepareGlb({ name: 'x', mesh, material: PLAIN_MATERIAL, output, generator: 'test' }, 1024),
    );
  }
  for (const sizePx of [256, 512, 1024])
    sets.set(sizePx, {
      baseColor: makeRaster(sizePx, 3),
      metallicRoughness: makeRaster(sizePx, 5, 0.2),
      normal: makeNormals(sizePx, 9),
    });
});

const within = (
  triangles: number,
  sizePx: number,
  maxFileBytes: number,
  format: 'webp' | 'png' | 'jpeg' | 'ktx2' = 'webp',
  codec: TextureCodec = nodeCodec,
) => {
  const { finish } = geometry.get(triangles)!;
  return encodeWithin({ rasters: sets.get(sizePx)!, finish, maxFileBytes, codec, format, opaque: true });
};

describe('a byte limit is filled to 90 % and never exceeded', () => {
  it.each([
    [2000, 512, 80_000],
    [2000, 1024, 120_000],
    [2000, 1024, 250_000],
    [5000, 512, 100_000],
    [5000, 1024, 150_000],
    [5000, 1024, 300_000],
    [10_000, 1024, 150_000],
    [10_000, 1024, 400_000],
    [10_000, 512, 200_000],
    [20_000, 1024, 250_000],
    [20_000, 1024, 600_000],
    [20_000, 1024, 1_000_000],
  ])('%i triangles, %i px, %i bytes', async (triangles, sizePx, limit) => {
    const file = await within(triangles, sizePx, limit);
    const share = file.glb.byteLength / limit;
    console.log(
      `${triangles} triangles, ${limit} bytes: ${(share * 100).toFixed(1)} %, ${file.textureSize} px, quality ${file.quality}, ${file.encodes} encodes`,
    );
    expect(share).toBeLessThanOrEqual(1);
    // At full size and quality there is nothing left to fill it with.
    if (file.textureSize < sizePx || file.quality !== 0.97) expect(share).toBeGreaterThan(0.9);
    const stats = measureGlb(file.glb);
    expect(stats).toMatchObject({ fileBytes: file.glb.byteLength, maxTextureSizePx: file.textureSize });
    expect(stats.textures).toBe(3);
  });
});

it('says what was given up: quality, then size', async () => {
  const roomy = await within(2000, 256, 1_000_000);
  expect(roomy).toMatchObject({ textureSize: 256, quality: 0.97, reducedForBytes: false });
  const tight = await within(2000, 512, 26_000);
  expect(tight.reducedForBytes).toBe(true);
  expect(tight.textureSize).toBeLessThan(512);
  expect(tight.textureSize % 64).toBe(0);
  expect(tight.quality).toBeGreaterThanOrEqual(0.3);
});

it('without a quality the size gives way, by multiples of 16', async () => {
  const png = await within(2000, 512, 300_000, 'png');
  expect(png.glb.byteLength).toBeGreaterThan(270_000);
  expect(png.glb.byteLength).toBeLessThanOrEqual(300_000);
  expect(png.textureSize % 16).toBe(0);
  expect(png.quality).toBeUndefined();
  const ktx2 = await within(2000, 512, 200_000, 'ktx2');
  expect(ktx2.glb.byteLength).toBeLessThanOrEqual(200_000);
  expect(ktx2.glb.byteLength).toBeGreaterThan(180_000);
});

it('a codec that writes PNG where WebP was asked for: the size gives way, and it is said', async () => {
  const codec: TextureCodec = {
    ...nodeCodec,
    encode: (raster, options) => nodeCodec.encode(raster, { ...options, format: 'png' }),
  };
  const file = await within(2000, 256, 100_000, 'webp', codec);
  expect(file.glb.byteLength).toBeLessThanOrEqual(100_000);
  expect(file.quality).toBeUndefined();
  expect(file.remarks).toEqual(['This browser cannot write WebP; textures are PNG instead.']);
});

it('what cannot be reached is refused with the number that stands in the way', async () => {
  await expect(within(20_000, 256, 100_000)).rejects.toMatchObject({
    code: 'over-budget',
    message: expect.stringMatching(/geometry alone takes 1\d\d,\d{3} bytes; .* 100,000/),
  });
  const alone = geometry.get(2000)!.finish({}).byteLength;
  await expect(within(2000, 256, alone + 1500)).rejects.toMatchObject({
    code: 'over-budget',
    message: expect.stringContaining('64 px at their lowest quality'),
  });
});

it('stops between two images', async () => {
  const stop = new AbortController();
  const codec: TextureCodec = {
    ...nodeCodec,
    encode: (raster, options) => {
      stop.abort();
      return nodeCodec.encode(raster, options);
    },
  };
  const { finish } = geometry.get(2000)!;
  const rasters = sets.get(256)!;
  const run = encodeWithin({
    rasters,
    finish,
    maxFileBytes: 1e6,
    codec,
    format: 'webp',
    signal: stop.signal,
  });
  await expect(run).rejects.toMatchObject({ code: 'aborted' });
});
