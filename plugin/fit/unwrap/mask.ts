/** The cells that a shape covers, as runs of one row each, in a box whose lowest row and column are 0. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  /** Three numbers per run: row, first column, last column. */
  readonly runs: Int32Array;
}

/**
 * Every cell that some triangle touches. `uvs` has two numbers per point, not below 0; `corners` three points per
 * triangle. Coordinates times `scale` are cells.
 */
export function maskOf(uvs: Float64Array, corners: Uint32Array, scale: number): Mask {
  let highU = 0;
  let highV = 0;
  for (let i = 0; i < uvs.length; i += 2) {
    highU = Math.max(highU, uvs[i]!);
    highV = Math.max(highV, uvs[i + 1]!);
  }
  const width = Math.floor(highU * scale) + 1;
  const height = Math.floor(highV * scale) + 1;
  const cells = new Uint8Array((width + 1) * height);
  for (let i = 0; i < corners.length; i += 3) {
    const a = corners[i]! * 2;
    const b = corners[i + 1]! * 2;
    const c = corners[i + 2]! * 2;
    touch(cells, width, [
      uvs[a]! * scale,
      uvs[a + 1]! * scale,
      uvs[b]! * scale,
      uvs[b + 1]! * scale,
      uvs[c]! * scale,
      uvs[c + 1]! * scale,
    ]);
  }
  return runsOf(cells, width, height);
}

/** Marks the cells that a triangle touches, row by row: in a row it spans from its leftmost to its rightmost point. */
function touch(cells: Uint8Array, width: number, triangle: readonly number[]): void {
  const [ax, ay, bx, by, cx, cy] = triangle as [number, number, number, number, number, number];
  const first = Math.floor(Math.min(ay, by, cy));
  const last = Math.floor(Math.max(ay, by, cy));
  for (let row = first; row <= last; row++) {
    let left = Infinity;
    let right = -Infinity;
    for (let edge = 0; edge < 3; edge++) {
      const px = edge === 0 ? ax : edge === 1 ? bx : cx;
      const py = edge === 0 ? ay : edge === 1 ? by : cy;
      const qx = edge === 0 ? bx : edge === 1 ? cx : ax;
      const qy = edge === 0 ? by : edge === 1 ? cy : ay;
      if (Math.max(py, qy) < row || Math.min(py, qy) > row + 1) continue;
      const slope = qy === py ? 0 : (qx - px) / (qy - py);
      const x0 = qy === py ? px : px + slope * (Math.min(Math.max(py, row), row + 1) - py);
      const x1 = qy === py ? qx : px + slope * (Math.min(Math.max(qy, row), row + 1) - py);
      left = Math.min(left, x0, x1);
      right = Math.max(right, x0, x1);
    }
    if (left > right) continue;
    const start = row * (width + 1);
    cells.fill(1, start + Math.max(0, Math.floor(left)), start + Math.min(width - 1, Math.floor(right)) + 1);
  }
}

/** @param cells rows of one cell more than `width`, which is free: no run goes on into the next row. */
function runsOf(cells: Uint8Array, width: number, height: number): Mask {
  const runs: number[] = [];
  // Faster than a loop over the cells.
  for (let first = cells.indexOf(1); first >= 0; ) {
    const end = cells.indexOf(0, first);
    const row = Math.floor(first / (width + 1));
    const start = row * (width + 1);
    runs.push(row, first - start, end - 1 - start);
    first = cells.indexOf(1, end);
  }
  return { width, height, runs: Int32Array.from(runs) };
}

/** The mask with every cell within `reach` rows and columns of it; its box grows by `reach` on each side. */
export function growMask(mask: Mask, reach: number): Mask {
  const width = mask.width + 2 * reach;
  const height = mask.height + 2 * reach;
  const cells = new Uint8Array((width + 1) * height);
  for (let i = 0; i < mask.runs.length; i += 3) {
    const row = mask.runs[i]!;
    for (let y = row; y <= row + 2 * reach; y++) {
      const start = y * (width + 1);
      cells.fill(1, start + mask.runs[i + 1]!, start + mask.runs[i + 2]! + 2 * reach + 1);
    }
  }
  return runsOf(cells, width, height);
}

/** The mask rotated by 90°: cell (x, y) goes to (height − 1 − y, x). */
export function turnMask(mask: Mask): Mask {
  const { width, height, runs } = mask;
  const cells = new Uint8Array((height + 1) * width);
  for (let i = 0; i < runs.length; i += 3)
    for (let x = runs[i + 1]!; x <= runs[i + 2]!; x++) cells[x * (height + 1) + height - 1 - runs[i]!] = 1;
  return runsOf(cells, height, width);
}
