import { expect, test } from 'vitest';
import { compareViews } from '../../../bench/fit/image-difference.ts';

const SIZE = 64;

/** A disc of noise of some brightness on nothing. */
function disc(radius: number, shift = 0): Uint8Array {
  const image = new Uint8Array(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) {
      if (Math.hypot(x - 32, y - 32) > radius) continue;
      const level = 60 + ((x * 37 + y * 91 + x * y * 13) % 97) + shift;
      image.set([level, level, level, 255], (y * SIZE + x) * 4);
    }
  return image;
}

test('equal views differ by nothing', () => {
  expect(compareViews([disc(20)], [disc(20)], SIZE)).toEqual({
    psnrDb: Number.POSITIVE_INFINITY,
    ssim: 1,
    strongShare: 0,
    silhouetteMismatch: 0,
  });
});

test('eight levels on the object are 30.07 dB, whatever lies around it', () => {
  const { psnrDb, silhouetteMismatch } = compareViews([disc(20)], [disc(20, 8)], SIZE);
  expect(psnrDb).toBeCloseTo(30.07, 2);
  expect(silhouetteMismatch).toBe(0);
});

test('a smaller silhouette counts what is missing', () => {
  const { silhouetteMismatch } = compareViews([disc(20)], [disc(16)], SIZE);
  expect(Math.abs(silhouetteMismatch - (1 - (16 / 20) ** 2))).toBeLessThan(0.02);
});

test('another pattern of the same brightness has little likeness', () => {
  const other = disc(20);
  for (let i = 0; i < other.length / 2; i += 4) {
    const j = other.length - 4 - i;
    for (let ch = 0; ch < 4; ch++) [other[i + ch], other[j + ch]] = [other[j + ch]!, other[i + ch]!];
  }
  expect(compareViews([disc(20)], [other], SIZE).ssim).toBeLessThan(0.5);
});
