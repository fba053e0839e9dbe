import { ImageTo3DError } from '../../core/errors.ts';
import type { Plane } from '../ops/plane.ts';

/** Where the subject is in the image: the box of the mask, in image pixels; `x1`, `y1` are just past it. */
export interface Subject {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly longSidePx: number;
  /** Share of a square of the longer side that the mask covers. */
  readonly fill: number;
}

const PART_OF_SUBJECT = 0.4;

/** Finds the box of mask values above 0.4. Throws `empty-image` when there are none. */
export function findSubject(mask: Plane): Subject {
  const { width, height, data } = mask;
  let x0 = width;
  let y0 = height;
  let x1 = 0;
  let y1 = 0;
  let covered = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = -1;
    let last = -1;
    for (let x = 0; x < width; x++) {
      if (!(data[row + x]! > PART_OF_SUBJECT)) continue;
      if (first < 0) first = x;
      last = x;
      covered++;
    }
    if (first < 0) continue;
    if (first < x0) x0 = first;
    if (last >= x1) x1 = last + 1;
    if (y < y0) y0 = y;
    y1 = y + 1;
  }
  if (covered === 0)
    throw new ImageTo3DError('empty-image', 'No pixel of the image belongs to a subject: its mask is empty.');
  const widthPx = x1 - x0;
  const heightPx = y1 - y0;
  const longSidePx = Math.max(widthPx, heightPx);
  return { x0, y0, x1, y1, widthPx, heightPx, longSidePx, fill: covered / longSidePx ** 2 };
}
