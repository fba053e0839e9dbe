import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileSizeText, memoryText, memoryTextAbove } from '../../../plugin/core/bytes-text.ts';

test.each([
  [0, '1 KB'],
  [400, '1 KB'],
  [34_400, '34 KB'],
  [999_499, '999 KB'],
  [999_500, '1.0 MB'],
  [999_999, '1.0 MB'],
  [1_234_567, '1.2 MB'],
  [999_949_999, '999.9 MB'],
  [999_950_000, '1.0 GB'],
  [1e9 - 1, '1.0 GB'],
  [5_300_000_000, '5.3 GB'],
])('a file of %d bytes is "%s"', (bytes, text) => {
  expect(fileSizeText(bytes)).toBe(text);
});

test.each([
  [2 ** 20, '1.0 MiB'],
  [2 ** 30 - 1, '1.0 GiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
])('%d bytes in memory are "%s"', (bytes, text) => {
  expect(memoryText(bytes)).toBe(text);
});

test('one byte over a limit never reads as the limit', () => {
  expect(memoryTextAbove(20 * 2 ** 20 + 1)).toBe('20.1 MiB');
  expect(memoryTextAbove(256 * 2 ** 20 + 4)).toBe('256.1 MiB');
});

test('no size reaches the next unit, and none falls when bytes are added', () => {
  const UNITS = { KB: 1e3, MB: 1e6, GB: 1e9 };
  const read = (text: string) => {
    const [number, unit] = text.split(' ') as [string, keyof typeof UNITS];
    return { number: Number(number), unit, bytes: Number(number) * UNITS[unit] };
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9e11 }), fc.integer({ min: 0, max: 1e9 }), (bytes, more) => {
      const shown = read(fileSizeText(bytes));
      expect(shown.unit === 'GB' || shown.number < 1000).toBe(true);
      expect(read(fileSizeText(bytes + more)).bytes).toBeGreaterThanOrEqual(shown.bytes);
    }),
  );
});
