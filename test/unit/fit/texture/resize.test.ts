import { describe, expect, it } from 'vitest';
import { resizeMap } from '../../../../plugin/fit/texture/resize.ts';
import type { RasterImage } from '../../../../plugin/recipe/image.ts';
import { makeNormals, makeRaster } from '../write/make-surface.ts';

function image(widthPx: number, heightPx: number, at: (x: number, y: number) => number[]): RasterImage {
  const data = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let y = 0, i = 0; y < heightPx; y++) for (let x = 0; x < widthPx; x++, i += 4) data.set(at(x, y), i);
  return { widthPx, heightPx, data };
}

const texel = ({ data, widthPx }: RasterImage, x: number, y: number) => [
  ...data.subarray((y * widthPx + x) * 4, (y * widthPx + x) * 4 + 4),
];
const half = { widthPx: 2, heightPx: 2 };

describe('colours', () => {
  it('are averaged in linear light: black and white in equal parts are 188, not 128', () => {
    const board = image(4, 4, (x, y) => ((x + y) % 2 ? [255, 255, 255, 255] : [0, 0, 0, 255]));
    expect(texel(resizeMap(board, half, 'baseColor'), 0, 0)).toEqual([188, 188, 188, 255]);
    expect(texel(resizeMap(board, half, 'emissive'), 1, 1)).toEqual([188, 188, 188, 255]);
    expect(texel(resizeMap(board, half, 'metallicRoughness'), 0, 0)).toEqual([128, 128, 128, 255]);
    expect(texel(resizeMap(board, half, 'occlusion'), 0, 0)).toEqual([128, 128, 128, 255]);
  });

  it('count by their alpha, and keep it straight: a hidden green does not tint a red', () => {
    const edge = image(2, 2, (x) => (x ? [0, 255, 0, 0] : [255, 0, 0, 255]));
    const [r, g, b, a] = texel(resizeMap(edge, { widthPx: 1, heightPx: 1 }, 'baseColor'), 0, 0);
    expect([r, b]).toEqual([255, 0]);
    expect(g).toBeLessThan(2);
    expect(a).toBeCloseTo(128, -0.5);
  });

  it('are kept where all is transparent', () => {
    const hidden = image(4, 4, () => [200, 100, 50, 0]);
    expect(texel(resizeMap(hidden, half, 'baseColor'), 1, 0)).toEqual([200, 100, 50, 0]);
  });

  it('every one of the 256 codes survives', () => {
    const codes = image(512, 2, (x) => [x >> 1, x >> 1, 255 - (x >> 1), 255]);
    const small = resizeMap(codes, { widthPx: 256, heightPx: 1 }, 'baseColor');
    for (let x = 0; x < 256; x++) expect(texel(small, x, 0)).toEqual([x, x, 255 - x, 255]);
  });
});

describe('normals', () => {
  it('have unit length again, within a code', () => {
    const small = resizeMap(makeNormals(64, 3), { widthPx: 24, heightPx: 24 }, 'normal');
    for (let i = 0; i < small.data.length; i += 4) {
      const [x, y, z] = [0, 1, 2].map((c) => small.data[i + c]! / 127.5 - 1) as [number, number, number];
      expect(Math.hypot(x, y, z)).toBeCloseTo(1, 1.5);
    }
  });

  it('two that lean apart by 45° give one in between', () => {
    const lean = Math.SQRT1_2 * 127.5;
    const pair = image(2, 1, (x) => [127.5 + (x ? lean : -lean), 127.5, 127.5 + lean, 255]);
    const [x, y, z] = texel(resizeMap(pair, { widthPx: 1, heightPx: 1 }, 'normal'), 0, 0);
    expect(Math.abs(x! - 127.5)).toBeLessThan(1.1);
    expect(Math.abs(y! - 127.5)).toBeLessThan(1.1);
    expect(z).toBe(255);
  });

  it('opposed ones that leave nothing point straight up', () => {
    const pair = image(2, 1, (x) => [x ? 255 : 0, x ? 255 : 0, x ? 255 : 0, 255]);
    expect(texel(resizeMap(pair, { widthPx: 1, heightPx: 1 }, 'normal'), 0, 0)).toEqual([128, 128, 255, 255]);
  });
});

describe('sizes', () => {
  it('any ratio: the mean of all values stays', () => {
    const source = makeRaster(100, 11);
    const mean = ({ data }: RasterImage) =>
      data.reduce((sum, value, i) => (i % 4 === 1 ? sum + value : sum), 0) / (data.length / 4);
    for (const [widthPx, heightPx] of [
      [99, 100],
      [64, 36],
      [33, 7],
      [1, 1],
    ] as const) {
      const small = resizeMap(source, { widthPx, heightPx }, 'metallicRoughness');
      expect(small).toMatchObject({ widthPx, heightPx });
      expect(mean(small)).toBeCloseTo(mean(source), 0);
    }
  });

  it('three quarters: each target pixel is the area under it', () => {
    const ramp = image(4, 1, (x) => [x * 60, 0, 0, 255]);
    const small = resizeMap(ramp, { widthPx: 3, heightPx: 1 }, 'occlusion');
    // 4/3 pixels each: (0 + 60/3) · 3/4, (2/3 · 60 + 2/3 · 120) · 3/4, (120/3 + 180) · 3/4
    expect([0, 1, 2].map((x) => texel(small, x, 0)[0])).toEqual([15, 90, 165]);
  });

  it('the same size is the same raster; a larger one is refused', () => {
    const source = makeRaster(8, 1);
    expect(resizeMap(source, { widthPx: 8, heightPx: 8 }, 'normal')).toBe(source);
    expect(() => resizeMap(source, { widthPx: 9, heightPx: 8 }, 'normal')).toThrow('8 × 8 px');
    expect(() => resizeMap(source, { widthPx: 0, heightPx: 8 }, 'normal')).toThrow('0 × 8 px');
  });
});
