import type { Sheet } from '../mesh/sheet.ts';
import type { Plane } from '../ops/plane.ts';
import { placeVertices } from './sheet-vertices.ts';
import { CONTOUR } from './silhouette-field.ts';

/**
 * Marching squares with rings along the silhouette: one sheet over the inside nodes, closed by construction after
 * mirroring. In ambiguous cells (inside corners on a diagonal), the corners are joined when the mean of the four values is
 * above the contour.
 */
export function makeSheet(plane: Plane, inside: Uint8Array, squares: Float32Array, cells: number): Sheet {
  const { width, height, data: field } = plane;
  const vertices = placeVertices(plane, inside, squares, cells);
  const { square, ofNode, acrossRight, acrossDown, rings } = vertices;
  const perMixedCell = 4 * rings;
  let capacity = 0;
  for (let node = 0; node < field.length - width - 1; node++) {
    const corners = inside[node]! + inside[node + 1]! + inside[node + width]! + inside[node + width + 1]!;
    capacity += corners === 4 ? 2 : corners > 0 ? perMixedCell : 0;
  }
  const indices = new Uint32Array(capacity * 3);
  let end = 0;

  const triangle = (a: number, b: number, c: number) => {
    indices[end] = a;
    indices[end + 1] = b;
    indices[end + 2] = c;
    end += 3;
  };
  /** Split along the diagonal with the smaller step in W. */
  const quad = (a: number, b: number, c: number, d: number) => {
    if (Math.abs(square[a]! - square[c]!) <= Math.abs(square[b]! - square[d]!)) {
      triangle(a, b, c);
      triangle(a, c, d);
    } else {
      triangle(a, b, d);
      triangle(b, c, d);
    }
  };
  /** The strip from node p to the crossing `first`, along the silhouette to `second`, and back to node q. */
  const strip = (p: number, first: number, second: number, q: number) => {
    for (let ring = 0; ring < rings - 1; ring++)
      quad(first + ring + 1, first + ring, second + ring, second + ring + 1);
    if (p === q) triangle(p, first + rings - 1, second + rings - 1);
    else quad(p, first + rings - 1, second + rings - 1, q);
  };

  // Corners and edges of one cell, counter-clockwise from the upper left; edge k runs from corner k to corner k + 1.
  const corner = new Int32Array(4);
  const edge = new Int32Array(4);
  const isInside = new Uint8Array(4);
  const mixedCell = (count: number, joined: boolean) => {
    for (let k = 0; k < 4; k++) {
      const [next, opposite, last] = [(k + 1) & 3, (k + 2) & 3, (k + 3) & 3];
      if (count === 1) {
        if (isInside[k]) strip(corner[k]!, edge[k]!, edge[last]!, corner[k]!);
      } else if (count === 3) {
        if (isInside[k]) continue;
        strip(corner[last]!, edge[last]!, edge[k]!, corner[next]!);
        triangle(corner[next]!, corner[opposite]!, corner[last]!);
      } else if (isInside[k] && isInside[last]) {
        strip(corner[k]!, edge[k]!, edge[opposite]!, corner[last]!);
      } else if (isInside[k] && isInside[opposite]) {
        if (joined) strip(corner[k]!, edge[k]!, edge[next]!, corner[opposite]!);
        else strip(corner[k]!, edge[k]!, edge[last]!, corner[k]!);
      }
    }
  };

  for (let row = 0; row < height - 1; row++) {
    for (let column = 0; column < width - 1; column++) {
      const node = row * width + column;
      const below = node + width;
      const count = inside[node]! + inside[below]! + inside[below + 1]! + inside[node + 1]!;
      if (count === 0) continue;
      if (count === 4) {
        quad(ofNode[node]!, ofNode[below]!, ofNode[below + 1]!, ofNode[node + 1]!);
        continue;
      }
      corner[0] = ofNode[node]!;
      corner[1] = ofNode[below]!;
      corner[2] = ofNode[below + 1]!;
      corner[3] = ofNode[node + 1]!;
      edge[0] = acrossDown[node]!;
      edge[1] = acrossRight[below]!;
      edge[2] = acrossDown[node + 1]!;
      edge[3] = acrossRight[node]!;
      for (let k = 0; k < 4; k++) isInside[k] = corner[k]! >= 0 ? 1 : 0;
      const sum = field[node]! + field[below]! + field[below + 1]! + field[node + 1]!;
      mixedCell(count, sum > 4 * CONTOUR);
    }
  }
  const { x, y, slopeX, slopeY } = vertices;
  return { x, y, square, slopeX, slopeY, indices: indices.slice(0, end) };
}
