import { blur } from '../ops/blur.ts';
import { labelComponents } from '../ops/components.ts';
import { createPlane, type Plane } from '../ops/plane.ts';
import { resample } from '../ops/resample.ts';
import { type Grid, gridRect } from './grid.ts';
import type { Subject } from './subject.ts';

/** The contour of the solid lies where the field crosses this value. */
export const CONTOUR = 0.5;

/** Value of nodes in thin parts: above the contour even after blurring with their neighbours. */
const THIN_PART = 1.15;

/**
 * Keeps parts thinner than a cell as one-cell wide parts: area sampling would drop them below the contour. Applies to nodes
 * where the mask is solid nearby, but not on average, and that are not next to a thick part.
 */
function keepThinParts(field: Plane, mask: Plane, grid: Grid, subject: Subject): void {
  const { width, height, data } = field;
  const peaks = new Float32Array(data.length);
  for (let y = subject.y0; y < subject.y1; y++) {
    const row = Math.round((y + 0.5 - grid.originY) / grid.cellPx) * width;
    for (let x = subject.x0; x < subject.x1; x++) {
      const value = mask.data[y * mask.width + x]!;
      if (value < CONTOUR) continue;
      const node = row + Math.round((x + 0.5 - grid.originX) / grid.cellPx);
      if (value > peaks[node]!) peaks[node] = value;
    }
  }
  const threads: number[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const node = y * width + x;
      if (peaks[node]! < CONTOUR || data[node]! > CONTOUR) continue;
      let solid = 0;
      for (let dy = -width; dy <= width; dy += width)
        for (let dx = -1; dx <= 1; dx++) if (data[node + dy + dx]! > CONTOUR) solid++;
      if (solid <= 1) threads.push(node);
    }
  }
  for (const node of threads) data[node] = THIN_PART;
}

/** Standard deviation in cells by which a silhouette is softened: below strength 7.5 ever more. */
function softening(grid: Grid, strength: number): number {
  const antiAlias = grid.cellPx < 1 ? 0.45 / grid.cellPx : 0;
  return Math.min(0.06 * grid.cells, antiAlias + Math.max(0, 7.5 - strength) * 0.004 * grid.cells);
}

/** Blur with zeros outside the plane; {@link blur} clamps the edges. */
function soften(plane: Plane, sigma: number): Plane {
  if (sigma <= 0) return plane;
  const { width, height } = plane;
  const pad = Math.ceil(3 * sigma);
  const padded = createPlane(width + 2 * pad, height + 2 * pad);
  for (let y = 0; y < height; y++)
    padded.data.set(plane.data.subarray(y * width, (y + 1) * width), (y + pad) * padded.width + pad);
  const soft = blur(padded, sigma);
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    const from = (y + pad) * padded.width + pad;
    out.data.set(soft.data.subarray(from, from + width), y * width);
  }
  return out;
}

/** 1 where the field lies inside the contour; never in the outermost ring, so that a neighbour always exists. */
export function insideOf(field: Plane): Uint8Array {
  const { width, height, data } = field;
  const inside = new Uint8Array(data.length);
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const node = y * width + x;
      if (data[node]! > CONTOUR) inside[node] = 1;
    }
  return inside;
}

/** Removes specks and fills pinholes in the field, so that contour and solver agree. */
function clean(field: Plane): void {
  const { width, height, data } = field;
  const inside = insideOf(field);
  const parts = labelComponents(inside, width, height, 1, 8);
  const area = parts.areas.reduce((sum, part) => sum + part, 0);
  const largest = parts.areas.reduce((best, part, i) => (part > (parts.areas[best] ?? 0) ? i : best), 0);
  const crumb = Math.max(5, 0.0015 * area);
  const gaps = labelComponents(inside, width, height, 0, 8);
  const pinhole = Math.max(4, 0.0004 * area);
  for (let node = 0; node < data.length; node++) {
    const part = parts.labels[node]!;
    if (part >= 0) {
      if (part !== largest && parts.areas[part]! < crumb) data[node] = Math.min(data[node]!, 0.3);
      continue;
    }
    const gap = gaps.labels[node]!;
    if (gap >= 0 && !gaps.touchesFrame[gap] && gaps.areas[gap]! < pinhole) data[node] = 1;
  }
}

function strengthen(field: Plane): void {
  const { data } = field;
  for (let node = 0; node < data.length; node++) data[node] = Math.min(1, data[node]! * 2.5);
}

/**
 * The mask on the grid, prepared for contour and solver: soft, thin parts kept, specks removed, pinholes filled.
 * `thin` says that almost nothing was left of the subject at this grid, so that the field had to be strengthened.
 * `strength`: see {@link LocalParameters.outlineStrength}.
 */
export function silhouetteField(
  mask: Plane,
  grid: Grid,
  subject: Subject,
  strength: number,
): { field: Plane; thin: boolean } {
  const sampled = resample(mask, gridRect(grid), grid.width, grid.height, true);
  if (grid.cellPx > 1) keepThinParts(sampled, mask, grid, subject);
  const field = soften(sampled, softening(grid, strength));
  clean(field);
  let solid = 0;
  for (const value of insideOf(field)) solid += value;
  const thin = solid < 8;
  if (thin) strengthen(field);
  return { field, thin };
}
