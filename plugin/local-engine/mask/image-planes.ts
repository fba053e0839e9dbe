import type { RasterImage } from '../../recipe/image.ts';
import { createPlane, type Plane, type Rect } from '../ops/plane.ts';
import { resample } from '../ops/resample.ts';

/** The three colour channels of an image, 0…1, alpha ignored. */
export interface RgbPlanes {
  readonly r: Plane;
  readonly g: Plane;
  readonly b: Plane;
}

/** One channel (0 red … 3 alpha) as a plane of 0…1. */
export function channelPlane(image: RasterImage, channel: 0 | 1 | 2 | 3): Plane {
  const plane = createPlane(image.widthPx, image.heightPx);
  for (let i = 0, at = channel; i < plane.data.length; i++, at += 4) plane.data[i] = image.data[at]! / 255;
  return plane;
}

export function rgbPlanes(image: RasterImage): RgbPlanes {
  return { r: channelPlane(image, 0), g: channelPlane(image, 1), b: channelPlane(image, 2) };
}

/** `rect` of the image with its long side scaled to at most `longSide` pixels, never enlarged. */
export function shrink({ r, g, b }: RgbPlanes, rect: Rect, longSide: number): RgbPlanes {
  const scale = Math.min(1, longSide / Math.max(rect.x1 - rect.x0, rect.y1 - rect.y0));
  const width = Math.max(1, Math.round((rect.x1 - rect.x0) * scale));
  const height = Math.max(1, Math.round((rect.y1 - rect.y0) * scale));
  return {
    r: resample(r, rect, width, height),
    g: resample(g, rect, width, height),
    b: resample(b, rect, width, height),
  };
}

/** Rec. 601 luma, rounded. */
export function luma({ r, g, b }: RgbPlanes): Plane {
  const out = createPlane(r.width, r.height);
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = 0.3 * r.data[i]! + 0.59 * g.data[i]! + 0.11 * b.data[i]!;
  return out;
}
