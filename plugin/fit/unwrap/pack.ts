import { growMask, type Mask, maskOf, turnMask } from './mask.ts';
import { createOccupancy } from './occupancy.ts';

/** A flat shape to pack: coordinates not below 0, in units of the model. */
export interface PackShape {
  readonly uvs: Float64Array;
  readonly corners: Uint32Array;
}

export interface Packing {
  /** Texels per unit. */
  readonly density: number;
  /** Three numbers per shape: rotations by 90° (of `turnMask`), then the lowest corner of its box, in cells. */
  readonly places: Int32Array;
  readonly cellPx: number;
}

/** Largest number of rows and columns of the search grid: finer grids cost more time than the space they save. */
const MAX_CELLS = 1024;
const PADDING_PX = 2;
const ATTEMPTS = 8;
const FIRST_USE = 0.7;
const GOOD_USE = 0.97;
const AIM = 0.99;
/** Ratio of a density that does not fit to one that does, from which on no other is tried. */
const CLOSE = 1.01;
/** So little below a density that does not fit, no other fits either. */
const NEARLY = 1.003;

/**
 * Places shapes in a square of `sizePx` texels, at one density for all, with at least two free texels between any two
 * and one at the border: largest first, in four rotations, each as low and then as far left as possible. If there are too
 * many shapes for that, padding becomes smaller than a texel. Calls `pause` between shapes.
 */
export async function packShapes(
  shapes: readonly PackShape[],
  area: number,
  sizePx: number,
  pause: () => Promise<void>,
): Promise<Packing> {
  for (let cells = Math.min(sizePx, MAX_CELLS); ; cells *= 2) {
    const packing = await packOnGrid(shapes, area, sizePx, cells, pause);
    if (packing) return packing;
  }
}

/** The densest packing found in a few attempts; undefined when none of them fits. */
async function packOnGrid(
  shapes: readonly PackShape[],
  area: number,
  sizePx: number,
  cells: number,
  pause: () => Promise<void>,
): Promise<Packing | undefined> {
  const cellPx = sizePx / cells;
  const padding = cellPx < 1 ? 1 : Math.ceil(PADDING_PX / cellPx);
  let density = Math.sqrt((FIRST_USE * sizePx * sizePx) / Math.max(area, 1e-12));
  let best: Packing | undefined;
  let tooDense = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { places, rows } = await place(shapes, density / cellPx, cells, padding, pause);
    const use = rows / cells;
    if (use <= 1) {
      if (!best || density > best.density) best = { density, places, cellPx };
      if (use >= GOOD_USE) break;
    } else tooDense = Math.min(tooDense, density);
    if (best && tooDense <= best.density * CLOSE) break;
    // Rows grow with the square of the density, and faster when padding is a large share.
    const next = density * Math.min(1.5, Math.max(0.6, (AIM / use) ** 0.5));
    const isKnown = best && (next <= best.density || next * NEARLY >= tooDense);
    density = best && isKnown ? (best.density + tooDense) / 2 : next;
  }
  return best;
}

async function place(
  shapes: readonly PackShape[],
  scale: number,
  cells: number,
  padding: number,
  pause: () => Promise<void>,
): Promise<{ places: Int32Array; rows: number }> {
  const limit = Math.ceil(cells * 1.25);
  const masks = shapes.map((shape) => maskOf(shape.uvs, shape.corners, scale));
  const order = masks
    .map((mask, index) => ({
      index,
      size: Math.max(mask.width, mask.height),
      area: mask.width * mask.height,
    }))
    .sort((p, q) => q.size - p.size || q.area - p.area || p.index - q.index);
  // The grown mask includes one free cell on each side; at the right and the top it may reach over the border.
  const occupancy = createOccupancy(cells + 2 * (padding - 1), limit + 2 * (padding - 1));
  const columns = cells + 2 * (padding - 1);
  const places = new Int32Array(shapes.length * 3);
  const starts = new Map<number, number>();
  let rows = 0;
  for (const { index } of order) {
    await pause();
    let mask = masks[index]!;
    let found: { mask: Mask; turns: number; x: number; y: number; top: number } | undefined;
    const key = sizeClass(mask.width) * 64 + sizeClass(mask.height);
    const start = starts.get(key) ?? 0;
    for (let turns = 0; turns < 4; turns++) {
      if (turns > 0) mask = turnMask(mask);
      const grown = growMask(mask, padding);
      const end = found ? found.top - grown.height + 1 : Infinity;
      const spot = occupancy.findRoom(grown, start, end);
      if (spot < 0) continue;
      const y = Math.floor(spot / columns);
      found = { mask, turns, x: spot % columns, y, top: y + grown.height };
    }
    if (!found) return { places, rows: limit * 2 };
    starts.set(key, Math.max(start, found.y - 8));
    const x = found.x + padding;
    const y = found.y + padding;
    occupancy.take(found.mask, x, y);
    places[index * 3] = found.turns;
    places[index * 3 + 1] = x - (padding - 1);
    places[index * 3 + 2] = y - (padding - 1);
    rows = Math.max(rows, places[index * 3 + 2]! + found.mask.height + 1);
  }
  return { places, rows };
}

/** Sizes of one class differ by less than a fifth. */
function sizeClass(cells: number): number {
  return Math.round(Math.log(cells) * 5);
}
