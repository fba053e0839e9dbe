import type { Sheet } from './sheet.ts';

const FIELDS = ['x', 'y', 'square', 'slopeX', 'slopeY'] as const;

/** W on the grid, for vertices that a repair adds or moves. */
export interface SquareField {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Bilinear value at a position in grid coordinates, clamped to the grid. */
export function sampleField({ width, height, data }: SquareField, x: number, y: number): number {
  const cx = Math.min(width - 1.001, Math.max(0, x));
  const cy = Math.min(height - 1.001, Math.max(0, y));
  const column = cx | 0;
  const row = cy | 0;
  const fx = cx - column;
  const fy = cy - row;
  const at = row * width + column;
  const above = data[at]! + (data[at + 1]! - data[at]!) * fx;
  const below = data[at + width]! + (data[at + width + 1]! - data[at + width]!) * fx;
  return above + (below - above) * fy;
}

/** Half the difference between the values one cell ahead and one cell behind. */
export function fieldSlopes(field: SquareField, x: number, y: number): readonly [number, number] {
  return [
    (sampleField(field, x + 1, y) - sampleField(field, x - 1, y)) / 2,
    (sampleField(field, x, y + 1) - sampleField(field, x, y - 1)) / 2,
  ];
}

/** A sheet whose vertices can be moved, with space for more. */
export interface EditableSheet {
  readonly vertices: { -readonly [Field in (typeof FIELDS)[number]]: Float32Array };
  indices: Uint32Array;
  count: number;
}

export function edit(sheet: Sheet): EditableSheet {
  const { x, y, square, slopeX, slopeY } = sheet;
  return {
    vertices: {
      x: x.slice(),
      y: y.slice(),
      square: square.slice(),
      slopeX: slopeX.slice(),
      slopeY: slopeY.slice(),
    },
    indices: sheet.indices.slice(),
    count: x.length,
  };
}

/** Adds a vertex with the grid's slopes at its position; returns its index. */
export function addVertex(
  sheet: EditableSheet,
  field: SquareField,
  x: number,
  y: number,
  square: number,
): number {
  const { vertices } = sheet;
  const vertex = sheet.count++;
  if (vertex >= vertices.x.length) {
    for (const name of FIELDS) {
      const grown = new Float32Array(Math.ceil(vertex * 1.25) + 64);
      grown.set(vertices[name]);
      vertices[name] = grown;
    }
  }
  const [slopeX, slopeY] = fieldSlopes(field, x, y);
  vertices.x[vertex] = x;
  vertices.y[vertex] = y;
  vertices.square[vertex] = square;
  vertices.slopeX[vertex] = slopeX;
  vertices.slopeY[vertex] = slopeY;
  return vertex;
}

export function finish({ vertices, indices, count }: EditableSheet): Sheet {
  return {
    x: vertices.x.slice(0, count),
    y: vertices.y.slice(0, count),
    square: vertices.square.slice(0, count),
    slopeX: vertices.slopeX.slice(0, count),
    slopeY: vertices.slopeY.slice(0, count),
    indices,
  };
}
