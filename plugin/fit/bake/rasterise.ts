import type { BakeTarget } from './target.ts';

/**
 * Sample points of some rows of the maps, `perTexel` per texel and axis, row by row. −1: nothing here; otherwise
 * 2 × triangle, plus 1 for a point just outside it.
 */
export interface SampleBand {
  /** First texel row of the band. */
  readonly firstRow: number;
  readonly perTexel: number;
  /** Samples per row; `height`: rows of samples. */
  readonly width: number;
  readonly rows: number;
  readonly cells: Int32Array;
}

export interface BandRasteriser {
  /** Rasterises `rows` texel rows from `firstRow`; reuses the same memory every time. */
  rasterise(firstRow: number, rows: number): SampleBand;
}

/** How far outside an island, in texels, a point still gets the value of the nearest edge. */
const MARGIN_TEXELS = 1;
const BUCKET_ROWS = 16;

/** Makes bands of at most `maxRows` texel rows for square maps of `sizePx`. */
export function createBandRasteriser(
  target: BakeTarget,
  sizePx: number,
  perTexel: number,
  maxRows: number,
): BandRasteriser {
  const width = sizePx * perTexel;
  const memory = new Int32Array(width * maxRows * perTexel);
  const { outline } = target;
  const triangles = bucket(target, sizePx, target.triangles, (i) => i, 0);
  const edges = bucket(target, sizePx, outline.length, (i) => Math.floor(outline[i]! / 3), MARGIN_TEXELS);
  return {
    rasterise(firstRow, texelRows) {
      const rows = texelRows * perTexel;
      const cells = memory.subarray(0, width * rows).fill(-1);
      const grid: Grid = { firstRow, perTexel, width, rows, cells, top: firstRow * perTexel, sizePx };
      const firstBucket = Math.floor(firstRow / BUCKET_ROWS);
      const lastBucket = Math.floor((firstRow + texelRows - 1) / BUCKET_ROWS);
      visit(triangles, firstBucket, lastBucket, (triangle) => fillTriangle(target, grid, triangle));
      visit(edges, firstBucket, lastBucket, (edge) => fillMargin(target, grid, outline[edge]!));
      return grid;
    },
  };
}

interface Grid extends SampleBand {
  /** First sample row of the band. */
  readonly top: number;
  readonly sizePx: number;
}

/** Items by the first bucket of rows that they intersect. */
interface Buckets {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
  /** Last bucket of each item. */
  readonly lasts: Uint32Array;
  /** Maximum number of buckets that one item covers. */
  readonly reach: number;
}

function bucket(
  target: BakeTarget,
  sizePx: number,
  count: number,
  triangleOf: (item: number) => number,
  margin: number,
): Buckets {
  const { uvs, indices } = target.mesh;
  const buckets = Math.ceil(sizePx / BUCKET_ROWS);
  const clamp = (row: number): number => Math.max(0, Math.min(buckets - 1, Math.floor(row / BUCKET_ROWS)));
  const firsts = new Uint32Array(count);
  const lasts = new Uint32Array(count);
  const starts = new Uint32Array(buckets + 1);
  let reach = 0;
  for (let item = 0; item < count; item++) {
    const corner = triangleOf(item) * 3;
    const a = uvs[indices[corner]! * 2 + 1]! * sizePx;
    const b = uvs[indices[corner + 1]! * 2 + 1]! * sizePx;
    const c = uvs[indices[corner + 2]! * 2 + 1]! * sizePx;
    const first = clamp(Math.min(a, b, c) - margin);
    firsts[item] = first;
    lasts[item] = clamp(Math.max(a, b, c) + margin);
    reach = Math.max(reach, lasts[item]! - first);
    starts[first + 1] = starts[first + 1]! + 1;
  }
  for (let i = 0; i < buckets; i++) starts[i + 1] = starts[i + 1]! + starts[i]!;
  const items = new Uint32Array(count);
  const next = starts.slice();
  for (let item = 0; item < count; item++) {
    const first = firsts[item]!;
    items[next[first]!] = item;
    next[first] = next[first]! + 1;
  }
  return { starts, items, lasts, reach };
}

function visit(buckets: Buckets, first: number, last: number, call: (item: number) => void): void {
  const { starts, items, lasts } = buckets;
  for (let i = starts[Math.max(0, first - buckets.reach)]!; i < starts[last + 1]!; i++)
    if (lasts[items[i]!]! >= first) call(items[i]!);
}

/** Points inside the triangle, its outline included; a shared edge belongs to the first triangle. */
function fillTriangle(target: BakeTarget, grid: Grid, triangle: number): void {
  const { uvs, indices } = target.mesh;
  const { perTexel, width, rows, top, cells } = grid;
  const scale = grid.sizePx * perTexel;
  const corner = triangle * 3;
  const a = indices[corner]! * 2;
  const b = indices[corner + 1]! * 2;
  const c = indices[corner + 2]! * 2;
  const lowX = Math.min(uvs[a]!, uvs[b]!, uvs[c]!) * scale;
  const highX = Math.max(uvs[a]!, uvs[b]!, uvs[c]!) * scale;
  const lowY = Math.min(uvs[a + 1]!, uvs[b + 1]!, uvs[c + 1]!) * scale;
  const highY = Math.max(uvs[a + 1]!, uvs[b + 1]!, uvs[c + 1]!) * scale;
  const at = triangle * 6;
  const b0 = target.barycentrics[at]!;
  if (!Number.isFinite(b0)) return;
  const bx = target.barycentrics[at + 1]! / perTexel;
  const by = target.barycentrics[at + 2]! / perTexel;
  const c0 = target.barycentrics[at + 3]!;
  const cx = target.barycentrics[at + 4]! / perTexel;
  const cy = target.barycentrics[at + 5]! / perTexel;
  const firstX = Math.max(0, Math.ceil(lowX - 0.5));
  const lastX = Math.min(width - 1, Math.floor(highX - 0.5));
  const firstY = Math.max(top, Math.ceil(lowY - 0.5));
  const lastY = Math.min(top + rows - 1, Math.floor(highY - 0.5));
  const slack = -1e-9;
  const value = triangle * 2;
  for (let y = firstY; y <= lastY; y++) {
    const row = (y - top) * width;
    const rowB = b0 + by * (y + 0.5);
    const rowC = c0 + cy * (y + 0.5);
    for (let x = firstX; x <= lastX; x++) {
      const v = rowB + bx * (x + 0.5);
      if (v < slack) continue;
      const w = rowC + cx * (x + 0.5);
      if (w < slack || v + w > 1 - slack) continue;
      if (cells[row + x]! < 0) cells[row + x] = value;
    }
  }
}

/** Empty points within the margin of an outline edge. */
function fillMargin(target: BakeTarget, grid: Grid, halfEdge: number): void {
  const { uvs, indices } = target.mesh;
  const { perTexel, width, rows, top, cells } = grid;
  const scale = grid.sizePx * perTexel;
  const triangle = Math.floor(halfEdge / 3);
  if (!Number.isFinite(target.barycentrics[triangle * 6]!)) return;
  const a = indices[halfEdge]! * 2;
  const b = indices[halfEdge % 3 === 2 ? halfEdge - 2 : halfEdge + 1]! * 2;
  const ax = uvs[a]! * scale;
  const ay = uvs[a + 1]! * scale;
  const ex = uvs[b]! * scale - ax;
  const ey = uvs[b + 1]! * scale - ay;
  const length2 = ex * ex + ey * ey;
  const margin = MARGIN_TEXELS * perTexel;
  const firstX = Math.max(0, Math.ceil(Math.min(ax, ax + ex) - margin - 0.5));
  const lastX = Math.min(width - 1, Math.floor(Math.max(ax, ax + ex) + margin - 0.5));
  const firstY = Math.max(top, Math.ceil(Math.min(ay, ay + ey) - margin - 0.5));
  const lastY = Math.min(top + rows - 1, Math.floor(Math.max(ay, ay + ey) + margin - 0.5));
  for (let y = firstY; y <= lastY; y++) {
    for (let x = firstX; x <= lastX; x++) {
      const cell = (y - top) * width + x;
      if (cells[cell]! >= 0) continue;
      const dx = x + 0.5 - ax;
      const dy = y + 0.5 - ay;
      const along = length2 > 0 ? Math.min(1, Math.max(0, (dx * ex + dy * ey) / length2)) : 0;
      const offX = dx - ex * along;
      const offY = dy - ey * along;
      if (offX * offX + offY * offY <= margin * margin) cells[cell] = triangle * 2 + 1;
    }
  }
}
