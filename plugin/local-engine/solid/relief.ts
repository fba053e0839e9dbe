import { blur } from '../ops/blur.ts';
import type { Plane } from '../ops/plane.ts';
import type { Grid } from './grid.ts';

/**
 * Adds fine differences in lightness to the heights as relief, which looks like detail although it is not real shape.
 * `strength` 1 is the default. No relief at the rim, where the body is too thin.
 */
export function emboss(heights: Float32Array, lightness: Plane, grid: Grid, strength: number): void {
  const amount = strength * 0.007 * grid.cells;
  if (amount <= 0) return;
  const fine = blur(lightness, Math.max(0.5, 0.0022 * grid.cells)).data;
  const coarse = blur(lightness, 0.02 * grid.cells).data;
  const solid = 0.08 * grid.cells;
  for (let node = 0; node < heights.length; node++) {
    const height = heights[node]!;
    if (height <= 0) continue;
    const detail = Math.max(-1, Math.min(1, (fine[node]! - coarse[node]!) / 30));
    const share = Math.min(1, height / solid);
    heights[node] = Math.max(0.3 * height, height + detail * amount * share * share);
  }
}

/** Blurs a field that is defined inside only, and the inside mask: their quotient is a local mean. */
function insideBlur(
  values: Float32Array,
  inside: Uint8Array,
  grid: Grid,
  sigma: number,
): { sums: Float32Array; weights: Float32Array } {
  const { width, height } = grid;
  const indicator = Float32Array.from(inside);
  return {
    sums: blur({ width, height, data: values }, sigma).data,
    weights: blur({ width, height, data: indicator }, sigma).data,
  };
}

/**
 * Smooths heights (0 outside) over `band` voxels, blended with the original surface by `project`; the rim is not changed.
 */
export function smoothBand(
  heights: Float32Array,
  inside: Uint8Array,
  grid: Grid,
  band: number,
  project: number,
): void {
  if (band <= 0 || project >= 1) return;
  const { sums, weights } = insideBlur(heights, inside, grid, 0.55 * band);
  for (let node = 0; node < heights.length; node++) {
    if (!inside[node]) continue;
    const weight = weights[node]!;
    const share = Math.max(0, Math.min(1, (weight - 0.6) / 0.4)) * (1 - project);
    heights[node] = heights[node]! + (sums[node]! / weight - heights[node]!) * share;
  }
}

/** Minimum W = height² inside, so that only the silhouette itself is 0. */
const MIN_SQUARE = 0.03;

/** W = height², which is smooth across the silhouette, unlike the height. */
export function squareHeights(heights: Float32Array, inside: Uint8Array): Float32Array {
  const squares = new Float32Array(heights.length);
  for (let node = 0; node < heights.length; node++)
    if (inside[node]) squares[node] = Math.max(MIN_SQUARE, heights[node]! ** 2);
  return squares;
}

/** Shares of the subject's length: smoothing width of the back, and distance from the rim to its full effect. */
const BACK_SIGMA = 0.05;
const RIM_SIGMA = 0.015;

/**
 * Difference of W for the back, which is smoother than the front: its detail is unknown, and a face must not appear twice.
 * 0 near the silhouette and the rims of holes, where front and back meet.
 */
export function backDifference(squares: Float32Array, inside: Uint8Array, grid: Grid): Float32Array {
  const { width, height, cells } = grid;
  const { sums, weights } = insideBlur(squares, inside, grid, BACK_SIGMA * cells);
  const near = blur({ width, height, data: Float32Array.from(inside) }, RIM_SIGMA * cells).data;
  const difference = new Float32Array(squares.length);
  for (let node = 0; node < squares.length; node++) {
    if (!inside[node]) continue;
    const weight = weights[node]!;
    const share = Math.max(0, Math.min(1, (weight - 0.55) / 0.4));
    const away = Math.max(0, Math.min(1, (near[node]! - 0.7) / 0.29));
    difference[node] = (sums[node]! / Math.max(weight, 0.3) - squares[node]!) * share * away * away;
  }
  return difference;
}
