import { describe, expect, it } from 'vitest';
import type { GeneratedAsset } from '../../../plugin/asset/contract.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { imageForRun, initialState, reduce } from '../../../plugin/inspector/pane/pane-state.ts';
import { defaultSettings } from '../../../plugin/inspector/pane/settings.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { assetOf, imageOf } from './fixtures.ts';

const EMPTY = initialState(defaultSettings(trellis2.defaults));
const POT = imageOf('Pot');
const handle = (id: string) => ({ id }) as GeneratedAsset;
const [FIRST, SECOND] = [handle('asset-1'), handle('asset-2')];
const WITH_IMAGE = reduce(EMPTY, { type: 'image-read', image: POT });
const WITH_ASSET = reduce(WITH_IMAGE, { type: 'asset-chosen', asset: FIRST });

describe('reduce', () => {
  it('lets go of the asset when a new picture has been read, not before', () => {
    const reading = reduce(WITH_ASSET, { type: 'reading', name: 'Cup' });
    expect(reading).toMatchObject({ readingName: 'Cup', asset: FIRST });
    const read = reduce(reading, { type: 'image-read', image: imageOf('Cup') });
    expect(read.image?.name).toBe('Cup');
    expect(read).not.toHaveProperty('asset');
    expect(read).not.toHaveProperty('readingName');
  });

  it('keeps picture and asset when the new picture is bad', () => {
    const error = new ImageTo3DError('undecodable-image', 'Not an image.');
    for (const [before, kept] of [
      [WITH_IMAGE, { image: POT }],
      [WITH_ASSET, { asset: FIRST }],
    ] as const) {
      const failed = reduce(reduce(before, { type: 'reading', name: 'x' }), { type: 'image-failed', error });
      expect(failed).toMatchObject({ ...kept, imageError: error });
      expect(failed).not.toHaveProperty('readingName');
    }
  });

  it('drops an old error when the next picture is read', () => {
    const error = new ImageTo3DError('undecodable-image', 'Not an image.');
    const failed = reduce(EMPTY, { type: 'image-failed', error });
    expect(reduce(failed, { type: 'reading', name: 'x' })).not.toHaveProperty('imageError');
  });

  it('goes on reading while another asset is chosen', () => {
    const reading = reduce(WITH_ASSET, { type: 'reading', name: 'Cup' });
    expect(reduce(reading, { type: 'asset-chosen', asset: SECOND })).toMatchObject({
      readingName: 'Cup',
      asset: SECOND,
    });
  });

  it('takes back a confirmation that was begun for another asset', () => {
    const confirming = reduce(WITH_ASSET, { type: 'confirming', isConfirming: true });
    expect(confirming.isConfirming).toBe(true);
    expect(reduce(confirming, { type: 'asset-chosen', asset: SECOND }).isConfirming).toBe(false);
    expect(reduce(confirming, { type: 'asset-removed', image: POT }).isConfirming).toBe(false);
  });

  it('never lends a picture to an asset that has none yet', () => {
    const chosen = reduce(WITH_IMAGE, { type: 'asset-chosen', asset: SECOND });
    expect(imageForRun(chosen, { ...assetOf({ id: SECOND.id }), image: undefined } as never)).toBeUndefined();
    expect(imageForRun(WITH_IMAGE, undefined)).toBe(POT);
  });

  it('keeps the picture when its asset leaves the scene', () => {
    const gone = reduce(WITH_ASSET, { type: 'asset-removed', image: POT });
    expect(gone.image).toBe(POT);
    expect(gone).not.toHaveProperty('asset');
  });
});
