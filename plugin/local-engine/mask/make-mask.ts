import { ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { LocalProfile, LocalWarning, MaskSource } from '../contract.ts';
import { createPlane, type Plane } from '../ops/plane.ts';
import { channelPlane } from './image-planes.ts';
import { segment } from './segment.ts';

export interface MaskOptions {
  readonly profile: LocalProfile;
  /** Starts the colour clustering of opaque images; no effect on images with alpha. */
  readonly seed: number;
  /** A given mask, one value 0…1 per pixel; used unchanged. */
  readonly provided?: Float32Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface MaskResult {
  /** 0 background … 1 subject, of the image's size. */
  readonly mask: Plane;
  readonly source: MaskSource;
  readonly warnings: LocalWarning[];
}

/** A mask is empty when no pixel exceeds this. */
const SUBJECT_LEVEL = 0.4;

function providedMask(image: RasterImage, data: Float32Array): MaskResult {
  const pixels = image.widthPx * image.heightPx;
  if (data.length !== pixels) {
    const size = `${image.widthPx} × ${image.heightPx}`;
    throw new ImageTo3DError(
      'validation',
      `The mask has ${data.length} values; the ${size} px image needs ${pixels}.`,
    );
  }
  if (!data.some((value) => value > SUBJECT_LEVEL))
    throw new ImageTo3DError('empty-image', 'The mask selects no pixel of the image.');
  return {
    mask: { width: image.widthPx, height: image.heightPx, data },
    source: 'provided',
    warnings: [],
  };
}

/** The alpha channel as mask; `null` when the image is (nearly) opaque. Throws `empty-image`. */
function alphaMask(image: RasterImage): MaskResult | null {
  const alpha = channelPlane(image, 3);
  let max = 0;
  let translucent = 0;
  let solid = 0;
  for (const value of alpha.data) {
    if (value > max) max = value;
    if (value < 0.5) translucent++;
    else if (value > 0.5) solid++;
  }
  if (max < 0.02) {
    const size = `${image.widthPx} × ${image.heightPx}`;
    throw new ImageTo3DError('empty-image', `All ${size} pixels of the image are transparent.`);
  }
  if (translucent <= 0.005 * alpha.data.length) return null;
  const warnings: LocalWarning[] = [];
  if (solid < 0.0005 * alpha.data.length) {
    for (let i = 0; i < alpha.data.length; i++) alpha.data[i] = alpha.data[i]! / max;
    if (max < 0.5) warnings.push('alpha-normalised');
  }
  return { mask: alpha, source: 'alpha', warnings };
}

/**
 * Finds the subject: the given mask, else the image's alpha, else a segmentation against the image's border, else
 * the whole image (with the warning `full-frame`). Throws `empty-image` when nothing is visible, `validation` for a
 * mask of the wrong size, `aborted`.
 */
export function makeMask(image: RasterImage, options: MaskOptions): MaskResult {
  throwIfAborted(options.signal);
  const alpha = alphaMask(image);
  if (options.provided) return providedMask(image, options.provided);
  if (alpha) return alpha;
  const segmented = segment(image, options);
  if (segmented) return { ...segmented, source: 'segmented' };
  const full = createPlane(image.widthPx, image.heightPx);
  full.data.fill(1);
  return { mask: full, source: 'full-frame', warnings: ['full-frame'] };
}
