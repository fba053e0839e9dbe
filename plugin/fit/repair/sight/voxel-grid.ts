import { boxOf } from '../../mesh/vectors.ts';

/** Cells along the longest side of the mesh. */
const CELLS = 128;
/** Empty cells around the mesh. */
const MARGIN = 1;

export interface VoxelGrid {
  readonly size: readonly [number, number, number];
  readonly origin: readonly [number, number, number];
  /** Edge of a cell, metres. */
  readonly cell: number;
  /** Triangles that may touch cell `i`, x fastest: `members` from `starts[i]` to `starts[i + 1]`, some more than once. */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/** Sorts the triangles of a surface into cells, for rays to find them. */
export function voxelGrid(positions: Float32Array, corners: Uint32Array): VoxelGrid {
  const { min, max } = boxOf(positions);
  const extents = [max[0] - min[0], max[1] - min[1], max[2] - min[2]] as const;
  const cell = Math.max(...extents) / CELLS || 1;
  const size = extents.map((extent) => Math.ceil(extent / cell) + 1 + 2 * MARGIN) as [number, number, number];
  const origin = min.map((value) => value - (MARGIN + 0.5) * cell) as [number, number, number];
  const cells = size[0] * size[1] * size[2];
  const counts = new Uint32Array(cells + 1);
  visitCells(positions, corners, { size, origin, cell }, (at) => {
    counts[at + 1]!++;
  });
  for (let i = 0; i < cells; i++) counts[i + 1] = counts[i + 1]! + counts[i]!;
  const members = new Uint32Array(counts[cells]!);
  const next = counts.slice(0, -1);
  visitCells(positions, corners, { size, origin, cell }, (at, triangle) => {
    members[next[at]!++] = triangle;
  });
  return { size, origin, cell, starts: counts, members };
}

type Frame = Pick<VoxelGrid, 'size' | 'origin' | 'cell'>;

/** Size of the stack of triangles to halve; no triangle needs more. */
const MAX_HALVINGS = 64;

// A triangle larger than two cells is split until it fits, so that its box covers few other cells.
function visitCells(
  positions: Float32Array,
  corners: Uint32Array,
  { size, origin, cell }: Frame,
  visit: (at: number, triangle: number) => void,
): void {
  const [nx, ny] = size;
  const p = new Float64Array(9 * (MAX_HALVINGS + 2));
  for (let i = 0; i < corners.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const v = corners[i + k]! * 3;
      for (let c = 0; c < 3; c++) p[3 * k + c] = (positions[v + c]! - origin[c]!) / cell;
    }
    for (let top = 0; top >= 0; ) {
      const o = 9 * top;
      const x0 = Math.floor(Math.min(p[o]!, p[o + 3]!, p[o + 6]!));
      const x1 = Math.floor(Math.max(p[o]!, p[o + 3]!, p[o + 6]!));
      const y0 = Math.floor(Math.min(p[o + 1]!, p[o + 4]!, p[o + 7]!));
      const y1 = Math.floor(Math.max(p[o + 1]!, p[o + 4]!, p[o + 7]!));
      const z0 = Math.floor(Math.min(p[o + 2]!, p[o + 5]!, p[o + 8]!));
      const z1 = Math.floor(Math.max(p[o + 2]!, p[o + 5]!, p[o + 8]!));
      if ((x1 - x0 > 1 || y1 - y0 > 1 || z1 - z0 > 1) && top < MAX_HALVINGS) {
        halve(p, o);
        top++;
        continue;
      }
      for (let z = z0; z <= z1; z++)
        for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) visit(x + nx * (y + ny * z), i / 3);
      top--;
    }
  }
}

/** Splits the triangle at `o` at the middle of its longest edge: one half replaces it, the other is appended. */
function halve(p: Float64Array, o: number): void {
  let longest = 0;
  let length = -1;
  for (let edge = 0; edge < 3; edge++) {
    const from = o + 3 * edge;
    const to = o + ((3 * edge + 3) % 9);
    const squared =
      (p[to]! - p[from]!) ** 2 + (p[to + 1]! - p[from + 1]!) ** 2 + (p[to + 2]! - p[from + 2]!) ** 2;
    if (squared > length) {
      length = squared;
      longest = edge;
    }
  }
  const from = 3 * longest;
  const to = (from + 3) % 9;
  p.copyWithin(o + 9, o, o + 9);
  for (let c = 0; c < 3; c++) {
    const middle = (p[o + from + c]! + p[o + to + c]!) / 2;
    p[o + to + c] = middle;
    p[o + 9 + from + c] = middle;
  }
}
