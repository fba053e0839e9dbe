import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { prepareImage } from '../../../plugin/image/node.ts';
import { probeImage } from '../../../plugin/recipe/image-probe.ts';
import { cpuMs } from '../../fixtures/cpu-ms.ts';
import { makeAnimatedWebp, makeGif, makePng, utf8 } from '../../fixtures/make-image.ts';
import { readPng } from '../../fixtures/read-png.ts';
import { imageMutants, MIXED_IMAGES, REFUSED_IMAGES } from '../../security/corpus/image-cases.ts';

const PROBED = process.env.LONG ? 200_000 : 20_000;
const DECODED = process.env.LONG ? 4_000 : 400;
/** Of work, not of time that passes: a busy machine makes nothing slower here. */
const BOUND_MS = 5_000;

const bytesOf = async (image: Sharp) => new Uint8Array(await image.toBuffer());

async function images(): Promise<Uint8Array[]> {
  const image = () => sharp({ create: { width: 24, height: 16, channels: 3, background: '#f80' } });
  const webp = await bytesOf(image().webp({ lossless: true }));
  return [
    makePng(24, 16, (x, y) => [x * 9, y * 9, 7, 255]),
    await bytesOf(image().jpeg()),
    await bytesOf(image().jpeg({ progressive: true })),
    await bytesOf(image().toColourspace('cmyk').jpeg()),
    await bytesOf(image().webp()),
    makeAnimatedWebp(24, 16, [webp, webp]),
    await bytesOf(image().avif()),
    makeGif(24, 16, [[255, 0, 0]], [() => 0, () => 0]),
    utf8(
      '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16"><use href="#a"/><path id="a"/></svg>',
    ),
  ];
}

describe('refused from their header', () => {
  it.each(REFUSED_IMAGES)('%s', async (name, bytes, code, says) => {
    await expect(prepareImage(new File([bytes()], name))).rejects.toMatchObject({
      name: 'ImageTo3DError',
      code,
      message: expect.stringContaining(says),
    });
  });
});

describe('nothing but the image is kept', () => {
  it.each(MIXED_IMAGES)('%s', async (_, bytes) => {
    const { png } = await prepareImage(bytes());
    expect(Buffer.from(png).includes('secret')).toBe(false);
    const content = await readPng(png);
    expect(content.chunkTypes).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([content.widthPx, content.heightPx, ...content.at(8, 4)]).toEqual([16, 8, 255, 0, 0, 255]);
  });
});

it(`${PROBED} mutants: a size or a sentence, each at once`, { timeout: 3_600_000 }, async () => {
  const count = { accepted: 0, refused: 0 };
  let slowestMs = 0;
  for (const mutant of imageMutants(await images(), PROBED, 51)) {
    const startedAt = cpuMs();
    try {
      const { widthPx, heightPx } = probeImage(mutant, 'mutant');
      if (![widthPx, heightPx].every((edge) => Number.isSafeInteger(edge) && edge >= 0))
        throw new Error(`${widthPx} × ${heightPx}`);
      count.accepted++;
    } catch (error) {
      if (!(error instanceof ImageTo3DError)) throw error;
      count.refused++;
    }
    slowestMs = Math.max(slowestMs, cpuMs() - startedAt);
  }
  console.log(`probe: ${JSON.stringify(count)}, slowest ${slowestMs.toFixed(1)} ms`);
  expect(slowestMs).toBeLessThan(BOUND_MS);
  expect(count.accepted).toBeGreaterThan(PROBED / 10);
  expect(count.refused).toBeGreaterThan(PROBED / 10);
});

it(`${DECODED} mutants through libvips: an image within the limit or a sentence`, {
  timeout: 3_600_000,
}, async () => {
  const count: Record<string, number> = {};
  for (const mutant of imageMutants(await images(), DECODED, 53)) {
    try {
      const { png, widthPx, heightPx } = await prepareImage(mutant, { maxSizePx: 64 });
      expect(Math.max(widthPx, heightPx)).toBeLessThanOrEqual(64);
      expect(probeImage(png)).toMatchObject({ format: 'png', widthPx, heightPx });
      count.decoded = (count.decoded ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof ImageTo3DError)) throw error;
      expect(error.code).not.toBe('internal');
      expect(error.message).toMatch(/^[^\p{C}]{1,400}$/u);
      count[error.code] = (count[error.code] ?? 0) + 1;
    }
  }
  console.log(`libvips: ${JSON.stringify(count)}`);
  expect(count.decoded).toBeGreaterThan(DECODED / 20);
  expect(count['undecodable-image']).toBeGreaterThan(DECODED / 20);
});
