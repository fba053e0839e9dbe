import type { RasterImage } from '../recipe/image.ts';
import type { SizePx } from './scaled-size.ts';

/** Takes an image row by row, so that one of 64 megapixels is never in memory as a whole. */
export interface Downscaler {
  /** The next `rowCount` rows: straight RGBA, `rowCount` × source width × 4 bytes. */
  push(rgba: Uint8ClampedArray, rowCount: number): void;
  /** The result, once every row has been pushed. */
  finish(): RasterImage;
}

interface Axis {
  /** Source samples averaged into one before the filter. */
  readonly box: number;
  /** Samples after the box filter. */
  readonly count: number;
  readonly first: Int32Array;
  readonly weights: readonly Float32Array[];
}

const LOBES = 3;

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const t = Math.PI * x;
  return (LOBES * Math.sin(t) * Math.sin(t / LOBES)) / (t * t);
}

// A box filter may do half of the reduction without visible loss: the filter after it still has two samples per pixel.
function axis(sourceSize: number, targetSize: number): Axis {
  const box = Math.max(1, Math.floor(sourceSize / targetSize / 2));
  const count = Math.ceil(sourceSize / box);
  const scale = sourceSize / box / targetSize;
  const stretch = Math.max(1, scale);
  const first = new Int32Array(targetSize);
  const weights = Array.from({ length: targetSize }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - LOBES * stretch));
    const end = Math.min(count, Math.ceil(centre + LOBES * stretch));
    const taps = Float32Array.from({ length: end - start }, (_, k) =>
      lanczos((start + k + 0.5 - centre) / stretch),
    );
    const sum = taps.reduce((total, weight) => total + weight, 0);
    first[i] = start;
    return taps.map((weight) => weight / sum);
  });
  return { box, count, first, weights };
}

function filterRow(row: Float32Array, { first, weights }: Axis, out: Float32Array): void {
  for (let i = 0; i < weights.length; i++) {
    const taps = weights[i]!;
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    for (let k = 0, at = first[i]! * 4; k < taps.length; k++, at += 4) {
      const weight = taps[k]!;
      r += weight * row[at]!;
      g += weight * row[at + 1]!;
      b += weight * row[at + 2]!;
      a += weight * row[at + 3]!;
    }
    out[i * 4] = r;
    out[i * 4 + 1] = g;
    out[i * 4 + 2] = b;
    out[i * 4 + 3] = a;
  }
}

function addPremultiplied(
  rgba: Uint8ClampedArray,
  start: number,
  widthPx: number,
  box: number,
  sums: Float32Array,
) {
  for (let x = 0, at = start; x < widthPx; ) {
    const cell = Math.floor(x / box) * 4;
    const cellEnd = Math.min(widthPx, x + box);
    for (; x < cellEnd; x++, at += 4) {
      const alpha = rgba[at + 3]!;
      const opacity = alpha / 255;
      sums[cell]! += rgba[at]! * opacity;
      sums[cell + 1]! += rgba[at + 1]! * opacity;
      sums[cell + 2]! += rgba[at + 2]! * opacity;
      sums[cell + 3]! += alpha;
    }
  }
}

function toStraight(premultiplied: Float32Array): Uint8ClampedArray {
  const data = new Uint8ClampedArray(premultiplied.length); // rounds and clamps what the filter overshoots
  for (let at = 0; at < data.length; at += 4) {
    const alpha = Math.min(255, premultiplied[at + 3]!);
    if (alpha < 0.5) continue;
    data[at] = (premultiplied[at]! * 255) / alpha;
    data[at + 1] = (premultiplied[at + 1]! * 255) / alpha;
    data[at + 2] = (premultiplied[at + 2]! * 255) / alpha;
    data[at + 3] = alpha;
  }
  return data;
}

/**
 * Downscales with a Lanczos-3 filter scaled to the ratio, so that nothing aliases. Colours are weighted by alpha: colours
 * of transparent pixels do not bleed into the edges.
 */
export function createDownscaler(source: SizePx, target: SizePx): Downscaler {
  const horizontal = axis(source.widthPx, target.widthPx);
  const vertical = axis(source.heightPx, target.heightPx);
  const sums = new Float32Array(horizontal.count * 4);
  const narrow = new Float32Array(target.widthPx * 4);
  const result = new Float32Array(target.widthPx * target.heightPx * 4);
  let rowsInBox = 0;
  let boxRow = 0;
  let firstOpen = 0;
  let rowsTaken = 0;

  function closeBox(): void {
    for (let cell = 0; cell < horizontal.count; cell++) {
      const columns = Math.min(horizontal.box, source.widthPx - cell * horizontal.box);
      for (let c = 0; c < 4; c++) sums[cell * 4 + c]! /= rowsInBox * columns;
    }
    filterRow(sums, horizontal, narrow);
    for (let y = firstOpen; y < target.heightPx && vertical.first[y]! <= boxRow; y++) {
      const weight = vertical.weights[y]![boxRow - vertical.first[y]!];
      if (weight === undefined) {
        if (y === firstOpen) firstOpen++;
        continue;
      }
      const start = y * narrow.length;
      for (let i = 0; i < narrow.length; i++) result[start + i]! += weight * narrow[i]!;
    }
    sums.fill(0);
    rowsInBox = 0;
    boxRow++;
  }

  return {
    push(rgba, rowCount) {
      for (let row = 0; row < rowCount; row++) {
        addPremultiplied(rgba, row * source.widthPx * 4, source.widthPx, horizontal.box, sums);
        rowsInBox++;
        rowsTaken++;
        if (rowsInBox === vertical.box || rowsTaken === source.heightPx) closeBox();
      }
    },
    finish: () => ({ ...target, data: toStraight(result) }),
  };
}
