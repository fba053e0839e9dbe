import type { RasterImage } from '../../recipe/image.ts';
import type { LocalProfile, LocalWarning } from '../contract.ts';
import { toLab } from '../ops/lab.ts';
import { createPlane, type Plane, type Rect } from '../ops/plane.ts';
import { createRandom } from '../ops/random.ts';
import { resample } from '../ops/resample.ts';
import { cleanUp } from './clean-up.ts';
import type { LabImage } from './gaussian-mixture.ts';
import { cutSubject } from './graph-cut.ts';
import { guidedFilter } from './guided-filter.ts';
import { luma, type RgbPlanes, rgbPlanes, shrink } from './image-planes.ts';
import { withoutBars } from './letterbox.ts';
import { measureSaliency } from './saliency.ts';

/** Long side in px of the image used for the graph cut, and of the copy used for refining the mask. */
const SIZES = {
  placeholder: { cutPx: 160, refinePx: 448 },
  full: { cutPx: 224, refinePx: 1024 },
} as const;
const MIN_COVERAGE = 0.003;
const MAX_COVERAGE = 0.97;
/** Minimum side: smaller images are all border. */
const MIN_SIDE_PX = 8;

export interface SegmentOptions {
  readonly profile: LocalProfile;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

const wholeRect = ({ width, height }: Plane): Rect => ({ x0: 0, y0: 0, x1: width, y1: height });

/** A region of the image at both working sizes. */
interface WorkingCopy {
  readonly rect: Rect;
  readonly rgb: RgbPlanes;
  readonly lab: LabImage;
}

function workingCopy(
  rgb: RgbPlanes,
  rect: Rect,
  { refinePx, cutPx }: (typeof SIZES)[LocalProfile],
): WorkingCopy {
  const fine = shrink(rgb, rect, refinePx);
  const { r, g, b } = shrink(fine, wholeRect(fine.r), cutPx);
  return { rect, rgb: fine, lab: toLab(r, g, b) };
}

/** Removes letterbox bars, whose colour would be mistaken for the background. */
function withoutLetterbox(
  copy: WorkingCopy,
  rgb: RgbPlanes,
  sizes: (typeof SIZES)[LocalProfile],
): WorkingCopy {
  const inner = withoutBars(copy.lab);
  if (!inner) return copy;
  const scaleX = rgb.r.width / copy.lab.l.width;
  const scaleY = rgb.r.height / copy.lab.l.height;
  const rect = {
    x0: Math.ceil(inner.x0 * scaleX),
    y0: Math.ceil(inner.y0 * scaleY),
    x1: Math.floor(inner.x1 * scaleX),
    y1: Math.floor(inner.y1 * scaleY),
  };
  return workingCopy(rgb, rect, sizes);
}

function perimeterShare(foreground: Uint8Array, width: number, height: number): number {
  let inside = 0;
  for (let x = 0; x < width; x++) inside += foreground[x]! + foreground[(height - 1) * width + x]!;
  for (let y = 1; y < height - 1; y++) inside += foreground[y * width]! + foreground[(y + 1) * width - 1]!;
  return inside / (2 * (width + height) - 4);
}

/** Turns the binary cut into a soft mask aligned with the edges of the finer copy. */
function refine(foreground: Uint8Array, { rgb, lab }: WorkingCopy): Plane {
  const guide = luma(rgb);
  const { width, height } = lab.l;
  const hard: Plane = { width, height, data: Float32Array.from(foreground) };
  const mask = resample(hard, wholeRect(hard), guide.width, guide.height);
  return guidedFilter(mask, guide, Math.max(1, (1.2 * guide.width) / width));
}

/** `mask` stretched over `rect` of an image of the given size, 0 elsewhere. */
function place(mask: Plane, rect: Rect, width: number, height: number): Plane {
  const inner = resample(mask, wholeRect(mask), rect.x1 - rect.x0, rect.y1 - rect.y0);
  if (inner.width === width && inner.height === height) return inner;
  const out = createPlane(width, height);
  for (let y = 0; y < inner.height; y++) {
    const row = inner.data.subarray(y * inner.width, (y + 1) * inner.width);
    out.data.set(row, (y + rect.y0) * width + rect.x0);
  }
  return out;
}

/**
 * Finds the subject of an opaque image by contrast with its border, without a model. Returns `null` when nothing differs
 * (flat colour, noise) or nearly everything does.
 */
export function segment(
  image: RasterImage,
  options: SegmentOptions,
): { mask: Plane; warnings: LocalWarning[] } | null {
  const { widthPx, heightPx } = image;
  if (Math.min(widthPx, heightPx) < MIN_SIDE_PX) return null;
  const random = createRandom(options.seed);
  const sizes = SIZES[options.profile];
  const rgb = rgbPlanes(image);
  const copy = withoutLetterbox(workingCopy(rgb, wholeRect(rgb.r), sizes), rgb, sizes);
  const { lab, rect } = copy;
  const { width, height } = lab.l;
  const saliency = measureSaliency(lab, random);
  if (!saliency) return null;
  const foreground = cutSubject(lab, saliency, random, options.signal);
  cleanUp(foreground, width, height);
  const coverage = foreground.reduce((sum, value) => sum + value, 0) / foreground.length;
  if (coverage < MIN_COVERAGE || coverage > MAX_COVERAGE) return null;
  const warnings: LocalWarning[] = [];
  if (perimeterShare(foreground, width, height) > 0.15) warnings.push('subject-touches-frame');
  if (saliency.busy > 0.6) warnings.push('busy-background');
  return { mask: place(refine(foreground, copy), rect, widthPx, heightPx), warnings };
}
