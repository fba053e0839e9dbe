import type { MaskSource } from '../contract.ts';
import { blur } from '../ops/blur.ts';
import { createPlane, type Plane, type Rect } from '../ops/plane.ts';
import { pushPull } from '../ops/push-pull.ts';
import { resample } from '../ops/resample.ts';
import type { Subject } from '../solid/subject.ts';
import { type AtlasLayout, imageRect } from './atlas-layout.ts';
import type { ChartColours, FrontChart } from './front-chart.ts';

/** Pixels along the long side of the back. */
const WORKING_SIDE_PX = 256;

/** Weight deep inside: the whole inside must not outweigh a part of the rim. */
const DEEP_WEIGHT = 1e-6;

/** 1 in a band along the silhouette, decreasing to 0 deep inside. */
function rimBand(weight: Plane, longSidePx: number): Plane {
  const { width, height } = weight;
  const known = createPlane(width, height);
  for (let i = 0; i < known.data.length; i++) known.data[i] = weight.data[i]! > 0.02 ? 1 : 0;
  const depth = blur(known, Math.max(1, 0.04 * longSidePx));
  const band = createPlane(width, height);
  for (let i = 0; i < band.data.length; i++) {
    const deep = Math.max(0, Math.min(1, (depth.data[i]! - 0.8) / 0.18));
    band.data[i] = (1 - deep) ** 2;
  }
  return band;
}

function bandWeight(known: Plane, band: Plane): Plane {
  const out = createPlane(known.width, known.height);
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = known.data[i]! * (DEEP_WEIGHT + (1 - DEEP_WEIGHT) * band.data[i]!);
  return out;
}

function multiplied(colour: Plane, weight: Plane): Plane {
  const out = createPlane(colour.width, colour.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = colour.data[i]! * weight.data[i]!;
  return out;
}

/** Smooth deep inside, sharp in the band, so that the colours match the front at the seam. */
function smoothInside(colour: Plane, band: Plane, sigma: number): Plane {
  const out = blur(colour, sigma);
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = out.data[i]! + (colour.data[i]! - out.data[i]!) * band.data[i]!;
  return out;
}

/**
 * Guesses the back: the rim's colours are extended inwards, so that a face does not appear twice. An image without a
 * subject is mirrored instead.
 */
export function makeBackChart(
  front: FrontChart,
  source: MaskSource,
  subject: Subject,
  layout: AtlasLayout,
): ChartColours {
  const { back } = layout;
  const inImage = imageRect(back, layout, subject);
  const rect: Rect = {
    x0: inImage.x0 * front.scale + front.offsetX,
    y0: inImage.y0 * front.scale + front.offsetY,
    x1: inImage.x1 * front.scale + front.offsetX,
    y1: inImage.y1 * front.scale + front.offsetY,
  };
  const shrink = Math.min(1, WORKING_SIDE_PX / Math.max(back.width, back.height));
  const width = Math.max(1, Math.round(back.width * shrink));
  const height = Math.max(1, Math.round(back.height * shrink));
  const longSidePx = Math.max(width, height);
  const known = resample(front.weight, rect, width, height, true);
  const band = source === 'full-frame' ? undefined : rimBand(known, longSidePx);
  const weight = band ? bandWeight(known, band) : known;
  const coloured = (plane: Plane) => multiplied(resample(plane, rect, width, height), weight);
  const filled = pushPull(coloured(front.r), coloured(front.g), coloured(front.b), weight);
  const finish = (plane: Plane) => {
    const smooth = band ? smoothInside(plane, band, Math.max(1, 0.01 * longSidePx)) : plane;
    return resample(smooth, { x0: 0, y0: 0, x1: width, y1: height }, back.width, back.height);
  };
  return { r: finish(filled.r), g: finish(filled.g), b: finish(filled.b) };
}
