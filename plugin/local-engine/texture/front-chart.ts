import type { Checkpoint } from '../../core/run-clock.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { MaskSource } from '../contract.ts';
import { blur } from '../ops/blur.ts';
import { createPlane, type Plane } from '../ops/plane.ts';
import { pushPull } from '../ops/push-pull.ts';
import { resample } from '../ops/resample.ts';
import type { Subject } from '../solid/subject.ts';
import { type AtlasLayout, imageRect } from './atlas-layout.ts';

/** sRGB colours (0…1) of one chart, defined everywhere. */
export interface ChartColours {
  readonly r: Plane;
  readonly g: Plane;
  readonly b: Plane;
}

/** The front's texture, from the image. Chart pixel = image pixel · scale + offset. */
export interface FrontChart extends ChartColours {
  /** How much each pixel's colour belongs to the subject, before colours were extended outwards. */
  readonly weight: Plane;
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** Margin around the subject's box for blurring the mask. */
const MARGIN = 8;
/** Smaller subjects are not eroded. */
const SMALLEST_TO_ERODE = 40;

interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function cropAround(subject: Subject, width: number, height: number): Crop {
  const x = Math.max(0, subject.x0 - MARGIN);
  const y = Math.max(0, subject.y0 - MARGIN);
  return {
    x,
    y,
    width: Math.min(width, subject.x1 + MARGIN) - x,
    height: Math.min(height, subject.y1 + MARGIN) - y,
  };
}

function cropPlane(plane: Plane, crop: Crop): Plane {
  const out = createPlane(crop.width, crop.height);
  for (let y = 0; y < crop.height; y++) {
    const from = (crop.y + y) * plane.width + crop.x;
    out.data.set(plane.data.subarray(from, from + crop.width), y * crop.width);
  }
  return out;
}

/** Weights of the pixels' colours: the mask, eroded, because the rim's pixels are mixed with the background. */
function colourWeights(mask: Plane, source: MaskSource, longSidePx: number): Plane {
  if (source === 'full-frame') return mask;
  const out = createPlane(mask.width, mask.height);
  const erode = longSidePx > SMALLEST_TO_ERODE;
  const sigma = source === 'alpha' ? 0.8 : Math.max(1, 0.004 * longSidePx);
  const core = erode ? blur(mask, sigma) : mask;
  for (let i = 0; i < out.data.length; i++) {
    const value = mask.data[i]!;
    if (value <= 0.5) continue;
    const deep = erode ? Math.max(0, Math.min(1, (core.data[i]! - 0.8) / 0.18)) : value;
    out.data[i] = Math.max(deep, 0.004 * value);
  }
  return out;
}

/** One colour channel (0…1) of the crop, multiplied by the weights. */
function weightedChannel(image: RasterImage, channel: number, crop: Crop, weights: Plane): Plane {
  const out = createPlane(crop.width, crop.height);
  for (let y = 0; y < crop.height; y++) {
    let from = ((crop.y + y) * image.widthPx + crop.x) * 4 + channel;
    const row = y * crop.width;
    for (let x = 0; x < crop.width; x++, from += 4)
      out.data[row + x] = (image.data[from]! / 255) * weights.data[row + x]!;
  }
  return out;
}

/** Cuts out the subject at the atlas's scale and extends its colours beyond its outline. */
export async function makeFrontChart(
  image: RasterImage,
  mask: Plane,
  source: MaskSource,
  subject: Subject,
  layout: AtlasLayout,
  checkpoint: Checkpoint,
): Promise<FrontChart> {
  const { width, height, scale } = layout.front;
  const crop = cropAround(subject, mask.width, mask.height);
  const weights = colourWeights(cropPlane(mask, crop), source, subject.longSidePx);
  const inImage = imageRect(layout.front, layout, subject);
  const rect = {
    x0: inImage.x0 - crop.x,
    y0: inImage.y0 - crop.y,
    x1: inImage.x1 - crop.x,
    y1: inImage.y1 - crop.y,
  };
  const sample = async (plane: Plane, done: number) => {
    const sampled = resample(plane, rect, width, height, true);
    await checkpoint(done);
    return sampled;
  };
  const weight = await sample(weights, 0.2);
  const r = await sample(weightedChannel(image, 0, crop, weights), 0.3);
  const g = await sample(weightedChannel(image, 1, crop, weights), 0.4);
  const b = await sample(weightedChannel(image, 2, crop, weights), 0.5);
  const filled = pushPull(r, g, b, weight);
  return { ...filled, weight, scale, offsetX: -inImage.x0 * scale, offsetY: -inImage.y0 * scale };
}
