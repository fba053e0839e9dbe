import { describe, expect, it } from 'vitest';
import { SAMPLES } from '../../../playground/samples.ts';

const SIZE = 256;

async function pixelsOf(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

describe.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', (name, sample) => {
  it('is a square PNG of the size asked for', async () => {
    const blob = await sample.draw(SIZE);
    const { width, height } = await pixelsOf(blob);
    expect([blob.type, width, height]).toEqual(['image/png', SIZE, SIZE]);
  });

  it('shows one subject that does not touch the frame, or none cut out at all', async () => {
    const { data } = await pixelsOf(await sample.draw(SIZE));
    const alpha = (x: number, y: number) => data[(y * SIZE + x) * 4 + 3]!;
    const frame = Array.from({ length: SIZE }, (_, at) => [
      alpha(at, 0),
      alpha(at, SIZE - 1),
      alpha(0, at),
      alpha(SIZE - 1, at),
    ]).flat();
    const opaque = data.filter((value, index) => index % 4 === 3 && value === 255).length / SIZE ** 2;
    if (name === 'rocket') {
      expect(opaque).toBe(1);
    } else {
      expect(Math.max(...frame)).toBe(0);
      expect(opaque).toBeGreaterThan(0.3);
      expect(opaque).toBeLessThan(0.7);
    }
  });

  it('is drawn alike at every size', async () => {
    const small = await pixelsOf(await sample.draw(64));
    const large = await pixelsOf(await sample.draw(SIZE));
    let difference = 0;
    for (let y = 0; y < 64; y++)
      for (let x = 0; x < 64; x++)
        for (let channel = 0; channel < 4; channel++)
          difference += Math.abs(
            small.data[(y * 64 + x) * 4 + channel]! - large.data[(y * 4 * SIZE + x * 4) * 4 + channel]!,
          );
    expect(difference / (64 * 64 * 4)).toBeLessThan(12);
  });
});
