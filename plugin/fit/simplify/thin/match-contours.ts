import { faceFrame } from '../../mesh/face-frame.ts';
import {
  drawTriangles,
  eachContourPixel,
  project,
  type Shape,
  UNCOVERED,
  VIEW_PX,
  type View,
} from './contours.ts';

/** Farther away, a contour belongs to something else. */
const REACH_PX = 4;
/** Contour pixels that say "stay": a vertex that few contours pass moves little. */
const STAY = 4;

/** What a mesh should look like from one direction: 1 where covered. */
export interface Outline {
  readonly view: View;
  readonly covered: Uint8Array;
}

/** Moves vertices so that the outlines of the mesh come closer to `outlines`: one least-squares step. */
export function matchContours(mesh: Shape, outlines: readonly Outline[]): Float32Array<ArrayBuffer> {
  const { indices } = mesh;
  const positions = new Float32Array(mesh.positions);
  const vertices = positions.length / 3;
  // Per vertex: the upper half of the matrix, then the right side.
  const sums = new Float64Array(9 * vertices);
  const drawn = new Int32Array(VIEW_PX * VIEW_PX);
  for (const { view, covered } of outlines) {
    const { right, up, pxPerMetre } = view;
    const points = project(positions, view);
    drawTriangles(points, indices, drawn);
    eachContourPixel(drawn, (pixel) => {
      const empty = (offset: number) => (drawn[pixel + offset] === UNCOVERED ? 1 : 0);
      const diagonal = empty(1 + VIEW_PX) - empty(-1 - VIEW_PX);
      const other = empty(1 - VIEW_PX) - empty(-1 + VIEW_PX);
      let gx = 2 * (empty(1) - empty(-1)) + diagonal + other;
      let gy = 2 * (empty(VIEW_PX) - empty(-VIEW_PX)) + diagonal - other;
      const length = Math.hypot(gx, gy);
      if (length === 0) return;
      gx /= length;
      gy /= length;
      const x = pixel % VIEW_PX;
      const y = (pixel - x) / VIEW_PX;
      const away = distanceTo(covered, x, y, gx, gy);
      if (Number.isNaN(away)) return;
      const move = away / pxPerMetre;
      const nx = gx * right[0]! + gy * up[0]!;
      const ny = gx * right[1]! + gy * up[1]!;
      const nz = gx * right[2]! + gy * up[2]!;
      const corner = 3 * drawn[pixel]!;
      const a = indices[corner]!;
      const b = indices[corner + 1]!;
      const c = indices[corner + 2]!;
      const ax = points[2 * a]!;
      const ay = points[2 * a + 1]!;
      const ux = points[2 * b]! - ax;
      const uy = points[2 * b + 1]! - ay;
      const vx = points[2 * c]! - ax;
      const vy = points[2 * c + 1]! - ay;
      const area = ux * vy - uy * vx;
      if (area === 0) return;
      const atB = ((x - ax) * vy - (y - ay) * vx) / area;
      const atC = (ux * (y - ay) - uy * (x - ax)) / area;
      const add = (vertex: number, weight: number) => {
        const o = 9 * vertex;
        sums[o]! += weight * nx * nx;
        sums[o + 1]! += weight * nx * ny;
        sums[o + 2]! += weight * nx * nz;
        sums[o + 3]! += weight * ny * ny;
        sums[o + 4]! += weight * ny * nz;
        sums[o + 5]! += weight * nz * nz;
        sums[o + 6]! += weight * nx * move;
        sums[o + 7]! += weight * ny * move;
        sums[o + 8]! += weight * nz * move;
      };
      add(a, 1 - atB - atC);
      add(b, atB);
      add(c, atC);
    });
  }
  for (let v = 0; v < vertices; v++) {
    const o = 9 * v;
    const [a, b, c] = [sums[o]! + STAY, sums[o + 1]!, sums[o + 2]!];
    const [d, e, f] = [sums[o + 3]! + STAY, sums[o + 4]!, sums[o + 5]! + STAY];
    const [x, y, z] = [sums[o + 6]!, sums[o + 7]!, sums[o + 8]!];
    const [ca, cb, cc] = [d * f - e * e, c * e - b * f, b * e - c * d];
    const determinant = a * ca + b * cb + c * cc;
    positions[3 * v]! += (ca * x + cb * y + cc * z) / determinant;
    positions[3 * v + 1]! += (cb * x + (a * f - c * c) * y + (b * c - a * e) * z) / determinant;
    positions[3 * v + 2]! += (cc * x + (b * c - a * e) * y + (a * d - b * b) * z) / determinant;
  }
  undoFlips(mesh, positions);
  return positions;
}

/** Puts the corners of triangles that turned over back to where they were. */
function undoFlips({ positions: before, indices }: Shape, positions: Float32Array): void {
  const [old, now] = [new Float64Array(6), new Float64Array(6)];
  for (let triangle = 0; triangle < indices.length / 3; triangle++) {
    if (!faceFrame(before, indices, triangle, old) || !faceFrame(positions, indices, triangle, now)) continue;
    if (old[3]! * now[3]! + old[4]! * now[4]! + old[5]! * now[5]! > 0) continue;
    for (const vertex of indices.subarray(3 * triangle, 3 * triangle + 3))
      positions.set(before.subarray(3 * vertex, 3 * vertex + 3), 3 * vertex);
  }
}

/** Pixels from a contour, along its normal, to the border of what is covered; NaN when it is out of reach. */
function distanceTo(covered: Uint8Array, x: number, y: number, nx: number, ny: number): number {
  const at = (step: number) => {
    const column = Math.round(x + step * nx);
    const row = Math.round(y + step * ny);
    const isInside = column >= 0 && row >= 0 && column < VIEW_PX && row < VIEW_PX;
    return isInside && covered[row * VIEW_PX + column] === 1;
  };
  const direction = at(0) ? 1 : -1;
  for (let step = 1; step <= REACH_PX; step++)
    if (at(direction * step) !== (direction === 1)) return direction === 1 ? step - 1 : -step;
  return Number.NaN;
}
