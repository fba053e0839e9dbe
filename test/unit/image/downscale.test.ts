import { describe, expect, it } from 'vitest';
import { createDownscaler } from '../../../plugin/image/downscale.ts';
import { scaleTo, shrinkToFit } from '../../../plugin/image/scaled-size.ts';

type PixelAt = (x: number, y: number) => readonly [number, number, number, number];

function pixels(widthPx: number, heightPx: number, pixelAt: PixelAt): Uint8ClampedArray {
  const data = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) data.set(pixelAt(x, y), (y * widthPx + x) * 4);
  return data;
}

function shrink(
  from: readonly [number, number],
  to: readonly [number, number],
  pixelAt: PixelAt,
  rowsAtOnce = from[1],
) {
  const [widthPx, heightPx] = from;
  const data = pixels(widthPx, heightPx, pixelAt);
  const downscaler = createDownscaler({ widthPx, heightPx }, { widthPx: to[0], heightPx: to[1] });
  for (let y = 0; y < heightPx; y += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, heightPx - y);
    downscaler.push(data.subarray(y * widthPx * 4, (y + rows) * widthPx * 4), rows);
  }
  return downscaler.finish().data;
}

describe('downscaling', () => {
  const sizes = [
    [
      [100, 70],
      [50, 35],
    ],
    [
      [101, 67],
      [33, 22],
    ],
    [
      [1000, 10],
      [64, 1],
    ],
    [
      [37, 900],
      [3, 64],
    ],
    [
      [65, 65],
      [64, 64],
    ],
    [
      [512, 512],
      [1, 1],
    ],
  ] as const;

  it('an even colour stays what it is, opaque or translucent', () => {
    for (const [from, to] of sizes)
      for (const alpha of [255, 128, 3]) {
        const result = shrink(from, to, () => [200, 100, 50, alpha]);
        for (let i = 0; i < result.length; i += 4)
          expect([...result.subarray(i, i + 4)]).toEqual([200, 100, 50, alpha]);
      }
  });

  it('a ramp has at every pixel the value of its place in the source', () => {
    for (const [from, to] of sizes.slice(0, 3)) {
      const [width, height] = from;
      const result = shrink(from, to, (x) => [((x + 0.5) / width) * 255, 0, 0, 255]);
      // The outermost pixels see a filter that is cut off at the edge.
      for (let x = 3; x < to[0] - 3; x++)
        expect(Math.abs(result[x * 4]! - ((x + 0.5) / to[0]) * 255)).toBeLessThan(1.01);
      expect(height).toBeGreaterThan(0);
    }
  });

  it('a mirrored image gives the mirrored result', () => {
    const noise: PixelAt = (x, y) => [
      (x * 37 + y * 11) & 255,
      (x * y) & 255,
      (x ^ y) & 255,
      255 - ((x * 5) & 127),
    ];
    const plain = shrink([90, 60], [31, 21], noise);
    const mirrored = shrink([90, 60], [31, 21], (x, y) => noise(89 - x, 59 - y));
    let worst = 0;
    for (let i = 0; i < 31 * 21; i++)
      for (let c = 0; c < 4; c++)
        worst = Math.max(worst, Math.abs(plain[i * 4 + c]! - mirrored[(31 * 21 - 1 - i) * 4 + c]!));
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('does not depend on the number of rows per call', () => {
    const noise: PixelAt = (x, y) => [(x * 37 + y * 11) & 255, (x * y) & 255, (x ^ y) & 255, (x * 3) & 255];
    const whole = shrink([120, 90], [20, 15], noise);
    for (const rows of [1, 7, 89]) expect(shrink([120, 90], [20, 15], noise, rows)).toEqual(whole);
  });

  it('a stripe keeps its share of light and of opacity', () => {
    // 1 of 10 columns white; the mean of the result is a tenth of full.
    const stripes = shrink([1000, 40], [50, 2], (x) => (x % 10 === 0 ? [255, 255, 255, 255] : [0, 0, 0, 0]));
    let alpha = 0;
    for (let i = 3; i < stripes.length; i += 4) alpha += stripes[i]!;
    expect(Math.abs(alpha / 100 - 25.5)).toBeLessThanOrEqual(0.5); // a whole number a pixel
    for (let i = 0; i < stripes.length; i += 4) if (stripes[i + 3]! > 0) expect(stripes[i]).toBe(255);
  });
});

describe('sizes', () => {
  it('keep their proportions within half a pixel and never vanish', () => {
    expect(shrinkToFit({ widthPx: 4000, heightPx: 3000 }, 1024)).toEqual({ widthPx: 1024, heightPx: 768 });
    expect(shrinkToFit({ widthPx: 16384, heightPx: 2 }, 1024)).toEqual({ widthPx: 1024, heightPx: 1 });
    expect(shrinkToFit({ widthPx: 10, heightPx: 20 }, 1024)).toEqual({ widthPx: 10, heightPx: 20 });
    expect(scaleTo({ widthPx: 1.5, heightPx: 3 }, 1024)).toEqual({ widthPx: 512, heightPx: 1024 });
    expect(scaleTo({ widthPx: 0, heightPx: 0 }, 64)).toEqual({ widthPx: 64, heightPx: 64 });
  });
});
