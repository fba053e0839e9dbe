import { expect, test, vi } from 'vitest';
import { makeMask } from '../../../../plugin/local-engine/mask/make-mask.ts';
import { BACKDROPS, type BackdropName, composite, maskIou } from '../../../fixtures/backdrops.ts';
import { decodeRaster, type EmojiName, emojiFile } from '../../../fixtures/emoji-images.ts';

// Machines that build are slow machines.
vi.setConfig({ testTimeout: 60_000 });

const SUBJECTS: readonly EmojiName[] = [
  'mushroom',
  'teddy-bear',
  'apple',
  'rocket',
  'car',
  'crown',
  'gift',
  'whale',
  'fox',
  'burger',
  'cactus',
  'robot',
];

/** Mean over the subjects, with the given share of the image cut off at its lower edge. */
async function meanIou(backdrop: BackdropName, cutOff = 0): Promise<number> {
  let sum = 0;
  for (const subject of SUBJECTS) {
    const { image, truth } = composite(await decodeRaster(await emojiFile(subject)), backdrop);
    const heightPx = Math.round(image.heightPx * (1 - cutOff));
    const pixels = image.widthPx * heightPx;
    const cut = { widthPx: image.widthPx, heightPx, data: image.data.slice(0, pixels * 4) };
    const { mask } = makeMask(cut, { profile: 'placeholder', seed: 1 });
    sum += maskIou(mask.data, truth.subarray(0, pixels));
  }
  return sum / SUBJECTS.length;
}

test.each(Object.keys(BACKDROPS) as BackdropName[])('subjects on %s are found', async (backdrop) => {
  expect(await meanIou(backdrop)).toBeGreaterThanOrEqual(0.93);
});

test.each(['white', 'wood', 'blue-gradient'] as const)(
  'subjects on %s that the lower edge cuts off are found',
  async (backdrop) => {
    expect(await meanIou(backdrop, 0.25)).toBeGreaterThanOrEqual(0.9);
  },
);

test('the full profile is at least as exact on wood as required of the placeholder', async () => {
  const { image, truth } = composite(await decodeRaster(await emojiFile('mushroom')), 'wood');
  const { mask } = makeMask(image, { profile: 'full', seed: 1 });
  expect(maskIou(mask.data, truth)).toBeGreaterThanOrEqual(0.93);
});
