import { ImageTo3DError } from '../core/errors.ts';
import { sha256 } from '../core/sha256.ts';
import type { RasterImage } from '../recipe/image.ts';
import { encodePng } from '../recipe/image-formats/encode-png.ts';
import { displayFileName } from '../recipe/image-name.ts';

/** The part of a prepared image that is computed from its pixels. */
export interface FinishedImage {
  readonly png: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `png`, lower-case hex. */
  readonly hash: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
  /** No pixel has an alpha above 0.8. */
  readonly isTranslucent: boolean;
}

/** An image with alpha below 2 % everywhere counts as empty. */
const MIN_VISIBLE_ALPHA = 0.02 * 255;
const SUBJECT_ALPHA = 0.8 * 255;

/**
 * Sets the invisible colours of fully transparent pixels to 0, so that they are not uploaded. Returns the lowest and
 * highest alpha.
 */
function clearHiddenColours({ data }: RasterImage): { lowest: number; highest: number } {
  let lowest = 255;
  let highest = 0;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]!;
    if (alpha < lowest) lowest = alpha;
    if (alpha > highest) highest = alpha;
    if (alpha === 0) data.fill(0, at, at + 3);
  }
  return { lowest, highest };
}

/** Encodes and hashes an image. Throws `empty-image`. */
export async function finishImage(raster: RasterImage, fileName?: string): Promise<FinishedImage> {
  const { lowest, highest } = clearHiddenColours(raster);
  if (highest < MIN_VISIBLE_ALPHA) {
    const detail =
      highest === 0 ? 'fully transparent' : `almost fully transparent (highest alpha ${highest} of 255)`;
    throw new ImageTo3DError('empty-image', `${displayFileName(fileName)} is ${detail}.`);
  }
  const hasAlpha = lowest < 255;
  const png = await encodePng(raster, hasAlpha);
  return {
    png,
    hash: await sha256(png),
    widthPx: raster.widthPx,
    heightPx: raster.heightPx,
    hasAlpha,
    isTranslucent: highest <= SUBJECT_ALPHA,
  };
}
