import type { RasterImage } from '../../recipe/image.ts';
import type { LocalProfile, LocalWarning } from '../contract.ts';
import { toLab } from '../ops/lab.ts';
import { createPlane, type Plane, type Rect } from '../ops/plane.ts';
import { createRandom } from '../ops/random.ts';
import { resample } from '../ops/resample.ts';
import { cleanUp } from './clean-up.ts';
import { cutSubject } from './graph-cut.ts';
import { luma, type RgbPlanes, rgbPlanes, shrink } from './image-planes.ts';
import { withoutBars } from './letterbox.ts';
import { followEdges } from './refine.ts';
import { measureSaliency } from './saliency.ts';

/** Long side of the picture that is cut, and of the copy on which the mask is refined, px. */
const SIZES = {
  placeholder: { cutPx: 160, refinePx: 448 },
  full: { cutPx: 224, refinePx: 1024 },
} as const;
const MIN_COVERAGE = 0.003;
const MAX_COVERAGE = 0.97;
/** Sides shorter than this have no inside that could differ from the frame. */
const MIN_SIDE_PX = 8;

export interface SegmentOptions {
  readonly profile: LocalProfile;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

const labOf = ({ r, g, b }: RgbPlanes) => toLab(r, g, b);

function perimeterShare(foreground: Uint8Array, width: number, height: number): number {
  let inside = 0;
  for (let x = 0; x < width; x++) inside += foreground[x]! + foreground[(height - 1) * width + x]!;
  for (let y = 1; y < height - 1; y++) inside += foreground[y * width]! + foreground[(y + 1) * width - 1]!;
  return inside / (2 * (width + height) - 4);
}

/** The cut's 0/1 pixels as a soft mask of `rect` at `refinePx`, its border on the picture's edges. */
function refine(foreground: Uint8Array, cut: Plane, rgb: RgbPlanes, rect: Rect, refinePx: number): Plane {
  const guide = luma(shrink(rgb, rect, refinePx));
  const hard: Plane = { width: cut.width, height: cut.height, data: Float32Array.from(foreground) };
  const whole = { x0: 0, y0: 0, x1: cut.width, y1: cut.height };
  const mask = resample(hard, whole, guide.width, guide.height);
  return followEdges(mask, guide, Math.max(1, (1.2 * guide.width) / cut.width));
}

/** `mask` stretched over `rect` of a picture of the given size, 0 elsewhere. */
function place(mask: Plane, rect: Rect, width: number, height: number): Plane {
  const inner = resample(
    mask,
    { x0: 0, y0: 0, x1: mask.width, y1: mask.height },
    rect.x1 - rect.x0,
    rect.y1 - rect.y0,
  );
  if (inner.width === width && inner.height === height) return inner;
  const out = createPlane(width, height);
  for (let y = 0; y < inner.height; y++) {
    const row = inner.data.subarray(y * inner.width, (y + 1) * inner.width);
    out.data.set(row, (y + rect.y0) * width + rect.x0);
  }
  return out;
}

/**
 * Finds the subject of an opaque picture by contrast with the picture's frame, without a model. Returns `null` when
 * nothing stands out (flat colour, noise) or nearly everything does.
 */
export function segment(
  image: RasterImage,
  options: SegmentOptions,
): { mask: Plane; warnings: LocalWarning[] } | null {
  const { widthPx, heightPx } = image;
  if (Math.min(widthPx, heightPx) < MIN_SIDE_PX) return null;
  const random = createRandom(options.seed);
  const { cutPx, refinePx } = SIZES[options.profile];
  const rgb = rgbPlanes(image);
  let rect: Rect = { x0: 0, y0: 0, x1: widthPx, y1: heightPx };
  let lab = labOf(shrink(rgb, rect, cutPx));
  const picture = withoutBars(lab);
  if (picture) {
    const scaleX = widthPx / lab.l.width;
    const scaleY = heightPx / lab.l.height;
    rect = {
      x0: Math.ceil(picture.x0 * scaleX),
      y0: Math.ceil(picture.y0 * scaleY),
      x1: Math.floor(picture.x1 * scaleX),
      y1: Math.floor(picture.y1 * scaleY),
    };
    lab = labOf(shrink(rgb, rect, cutPx));
  }
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
  return { mask: place(refine(foreground, lab.l, rgb, rect, refinePx), rect, widthPx, heightPx), warnings };
}
