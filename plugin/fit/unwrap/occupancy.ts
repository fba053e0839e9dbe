import type { Mask } from './mask.ts';

/** A grid of used and free cells that tests 32 positions of a mask at a time. */
export interface Occupancy {
  /** Lowest free place: the first row from `fromRow` to below `endRow`, and there the leftmost column. −1: none. */
  findRoom(mask: Mask, fromRow: number, endRow: number): number;
  /** Marks the cells of a mask, whose box begins at (x, y), as used. */
  take(mask: Mask, x: number, y: number): void;
}

/**
 * Level k of the grid stores for each cell whether any of the 2^k cells from it to the right is used. A run of n cells is
 * free when its first and its last 2^⌊log₂ n⌋ cells are free, so two words test 32 positions together.
 */
export function createOccupancy(columns: number, rows: number): Occupancy {
  const levels = 32 - Math.clz32(columns);
  const words = Math.ceil(columns / 32);
  // Two words of used cells on the right: a mask must not reach over the border.
  const stride = words + 2;
  const size = stride * rows;
  const taken = new Int32Array(size * levels);
  for (let row = 0; row < rows; row++) {
    for (let word = Math.floor(columns / 32); word < stride; word++)
      taken[row * stride + word] = word === Math.floor(columns / 32) ? -1 << (columns & 31) : -1;
    widen(row);
  }

  /** Updates the upper levels of a row after words `first` to `last` of the grid have changed. */
  function widen(row: number, first = 0, last = stride - 1): void {
    for (let level = 1; level < levels; level++) {
      const from = size * (level - 1) + row * stride;
      const to = size * level + row * stride;
      const shift = 1 << (level - 1);
      const whole = shift >>> 5;
      const part = shift & 31;
      // A cell affects up to 2^level − 1 cells to its left.
      for (let word = Math.max(0, first - ((1 << level) >>> 5) - 1); word <= last; word++) {
        const near = word + whole < stride ? taken[from + word + whole]! : -1;
        const far = word + whole + 1 < stride ? taken[from + word + whole + 1]! : -1;
        taken[to + word] = taken[from + word]! | (part === 0 ? near : (near >>> part) | (far << (32 - part)));
      }
    }
  }

  return {
    findRoom(mask, fromRow, endRow) {
      const { runs, order, offsets } = probesOf(mask, stride, size);
      const end = Math.min(endRow, rows - mask.height + 1);
      const lastWord = Math.floor((columns - mask.width) / 32);
      if (mask.width > columns) return -1;
      for (let row = fromRow; row < end; row++) {
        const rowStart = row * stride;
        for (let word = 0; word <= lastWord; word++) {
          let blocked = 0;
          const at = rowStart + word;
          for (let i = 0; i < order && blocked !== -1; i++) {
            const low = offsets[i * 2]! + at;
            const high = offsets[i * 2 + 1]! + at;
            const lowShift = runs[i * 2]!;
            const highShift = runs[i * 2 + 1]!;
            blocked |=
              (taken[low]! >>> lowShift) |
              ((taken[low + 1]! << 1) << (31 - lowShift)) |
              (taken[high]! >>> highShift) |
              ((taken[high + 1]! << 1) << (31 - highShift));
          }
          if (blocked !== -1) return row * columns + word * 32 + trailingOnes(blocked);
        }
      }
      return -1;
    },
    take(mask, x, y) {
      for (let i = 0; i < mask.runs.length; i += 3) {
        const row = (y + mask.runs[i]!) * stride;
        const first = x + mask.runs[i + 1]!;
        const last = x + mask.runs[i + 2]!;
        for (let word = first >>> 5; word <= last >>> 5; word++) {
          const low = Math.max(0, first - word * 32);
          const high = Math.min(31, last - word * 32);
          taken[row + word] = taken[row + word]! | ((-1 << low) & (-1 >>> (31 - high)));
        }
      }
      const right = (x + mask.width - 1) >>> 5;
      for (let row = y; row < y + mask.height; row++) widen(row, x >>> 5, right);
    },
  };
}

/** Where to look up a mask's runs: rows far from each other first, since neighbouring rows are often blocked by the same cells. */
function probesOf(mask: Mask, stride: number, size: number) {
  const order = mask.runs.length / 3;
  const runs = new Int32Array(order * 2);
  const offsets = new Int32Array(order * 2);
  let to = 0;
  let step = 1;
  while (step * 2 <= order) step *= 2;
  for (let last = 0; step >= 1; last = step, step >>= 1) {
    for (let i = 0; i < order; i += step) {
      if (last > 0 && i % last === 0) continue;
      const first = mask.runs[i * 3 + 1]!;
      const length = mask.runs[i * 3 + 2]! - first + 1;
      const level = 31 - Math.clz32(length);
      const end = first + length - (1 << level);
      const row = size * level + mask.runs[i * 3]! * stride;
      offsets[to] = row + (first >>> 5);
      offsets[to + 1] = row + (end >>> 5);
      runs[to] = first & 31;
      runs[to + 1] = end & 31;
      to += 2;
    }
  }
  return { runs, offsets, order };
}

function trailingOnes(bits: number): number {
  const lowestZero = ~bits & (bits + 1);
  return 31 - Math.clz32(lowestZero);
}
