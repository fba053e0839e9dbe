import { describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { initialState, reduce } from '../../../plugin/inspector/pane/pane-state.ts';
import { defaultSettings } from '../../../plugin/inspector/pane/settings.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { imageOf } from './fixtures.ts';

const EMPTY = initialState(defaultSettings(trellis2.defaults));
const POT = imageOf('Pot');
const WITH_ASSET = reduce(EMPTY, { type: 'asset-chosen', assetId: 'asset-1', image: POT });

describe('reduce', () => {
  it('lets go of the asset when a new picture has been read, not before', () => {
    const reading = reduce(WITH_ASSET, { type: 'reading', name: 'Cup' });
    expect(reading).toMatchObject({ readingName: 'Cup', assetId: 'asset-1', image: POT });
    const read = reduce(reading, { type: 'image-read', image: imageOf('Cup') });
    expect(read.image?.name).toBe('Cup');
    expect(read).not.toHaveProperty('assetId');
    expect(read).not.toHaveProperty('readingName');
  });

  it('keeps picture and asset when the new picture is bad', () => {
    const error = new ImageTo3DError('undecodable-image', 'Not an image.');
    const failed = reduce(reduce(WITH_ASSET, { type: 'reading', name: 'x' }), {
      type: 'image-failed',
      error,
    });
    expect(failed).toMatchObject({ image: POT, assetId: 'asset-1', imageError: error });
    expect(failed).not.toHaveProperty('readingName');
  });

  it('drops an old error when the next picture is read', () => {
    const error = new ImageTo3DError('undecodable-image', 'Not an image.');
    const failed = reduce(EMPTY, { type: 'image-failed', error });
    expect(reduce(failed, { type: 'reading', name: 'x' })).not.toHaveProperty('imageError');
  });

  it('goes on reading while another asset is chosen', () => {
    const reading = reduce(WITH_ASSET, { type: 'reading', name: 'Cup' });
    expect(reduce(reading, { type: 'asset-chosen', assetId: 'asset-2' })).toMatchObject({
      readingName: 'Cup',
      assetId: 'asset-2',
    });
  });

  it('takes back a confirmation that was begun for another asset', () => {
    const confirming = reduce(WITH_ASSET, { type: 'confirming', isConfirming: true });
    expect(confirming.isConfirming).toBe(true);
    expect(reduce(confirming, { type: 'asset-chosen', assetId: 'asset-2' }).isConfirming).toBe(false);
    expect(reduce(confirming, { type: 'asset-gone' }).isConfirming).toBe(false);
  });

  it('never lends a picture to an asset that has none yet', () => {
    expect(reduce(WITH_ASSET, { type: 'asset-chosen', assetId: 'asset-2' })).not.toHaveProperty('image');
  });

  it('keeps the picture when its asset leaves the scene', () => {
    const gone = reduce(WITH_ASSET, { type: 'asset-gone' });
    expect(gone.image).toBe(POT);
    expect(gone).not.toHaveProperty('assetId');
  });
});
