import { describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { prepareImage } from '../../../plugin/image/browser.ts';
import { makeAnimatedWebp, makeGif, makePng } from '../../fixtures/make-image.ts';
import { readPng } from '../../fixtures/read-png.ts';
import { imageMutants, MIXED_IMAGES, REFUSED_IMAGES } from '../../security/corpus/image-cases.ts';
import { HARMLESS_SVGS, REFUSED_SVGS } from '../../security/corpus/svg-cases.ts';

const DECODED = 150;
const TRAP = `${location.origin}/trap`;
// A full list would hide what comes later.
performance.setResourceTimingBufferSize(100_000);
const trapRequests = () =>
  performance.getEntriesByType('resource').filter(({ name }) => name.startsWith(TRAP));

async function encoded(type: string): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(24, 16);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#f80';
  context.fillRect(0, 0, 24, 16);
  const blob = await canvas.convertToBlob({ type, quality: type === 'image/webp' ? 1 : 0.9 });
  expect(blob.type).toBe(type);
  return new Uint8Array(await blob.arrayBuffer());
}

describe('refused from their header', () => {
  it.each([...REFUSED_IMAGES, ...REFUSED_SVGS.map(([what, ...rest]) => [`${what}.svg`, ...rest] as const)])(
    '%s',
    async (name, bytes, code, says) => {
      await expect(prepareImage(new File([bytes()], name.replace('/', ' ')))).rejects.toMatchObject({
        name: 'ImageTo3DError',
        code,
        message: expect.stringContaining(says),
      });
    },
  );
});

describe('nothing but the image is kept', () => {
  it.each(MIXED_IMAGES)('%s', async (_, bytes) => {
    const content = await readPng((await prepareImage(bytes())).png);
    expect(content.chunkTypes).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([content.widthPx, content.heightPx, ...content.at(8, 4)]).toEqual([16, 8, 255, 0, 0, 255]);
  });
});

describe('drawings neither run nor fetch anything', () => {
  it.each(HARMLESS_SVGS)('%s', async (_, bytes) => {
    const { png } = await prepareImage(bytes(TRAP), { maxSizePx: 16 });
    expect((await readPng(png)).at(8, 8)).toEqual([255, 0, 0, 255]);
    expect(trapRequests()).toEqual([]);
    expect('trapped' in globalThis).toBe(false);
  });

  it('the watch sees a request where there is one', async () => {
    await fetch(TRAP);
    await expect.poll(() => trapRequests().length).toBe(1);
    performance.clearResourceTimings();
  });
});

it(`${DECODED} mutants through Chromium: an image within the limit or a sentence`, {
  timeout: 1_200_000,
}, async () => {
  const webp = await encoded('image/webp');
  const images = [
    makePng(24, 16, (x, y) => [x * 9, y * 9, 7, 255]),
    await encoded('image/jpeg'),
    webp,
    makeAnimatedWebp(24, 16, [webp, webp]),
    makeGif(24, 16, [[255, 0, 0]], [() => 0, () => 0]),
  ];
  const count: Record<string, number> = {};
  for (const mutant of imageMutants(images, DECODED, 57)) {
    try {
      const { png, widthPx, heightPx } = await prepareImage(mutant, { maxSizePx: 64 });
      const content = await readPng(png);
      expect([content.widthPx, content.heightPx]).toEqual([widthPx, heightPx]);
      expect(Math.max(widthPx, heightPx)).toBeLessThanOrEqual(64);
      count.decoded = (count.decoded ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof ImageTo3DError)) throw error;
      expect(error.code).not.toBe('internal');
      count[error.code] = (count[error.code] ?? 0) + 1;
    }
  }
  console.log(`Chromium: ${JSON.stringify(count)}`);
  expect(count.decoded).toBeGreaterThan(DECODED / 20);
  expect(count['undecodable-image']).toBeGreaterThan(DECODED / 20);
});
