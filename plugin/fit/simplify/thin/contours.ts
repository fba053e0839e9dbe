import { spreadDirections } from '../../collider/support-points.ts';
import type { TriangleMesh } from '../../mesh/surface.ts';
import { boxOf } from '../../mesh/vectors.ts';

export type Shape = Pick<TriangleMesh, 'positions' | 'indices'>;

/** Pixels of a side: a thin part must be at least one pixel wide. */
export const VIEW_PX = 512;
const VIEWS = 24;
export const UNCOVERED = -1;

/** A parallel projection: two axes in pixels per metre, and the point in the middle of the image. */
export interface View {
  readonly right: Float64Array;
  readonly up: Float64Array;
  readonly centre: readonly [number, number, number];
  readonly pxPerMetre: number;
}

/** Views from all sides in which the whole mesh fits. */
export function viewsAround({ positions }: Shape, count = VIEWS): View[] {
  const { min, max, diagonal } = boxOf(positions);
  const centre = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2] as const;
  const directions = spreadDirections(count);
  const pxPerMetre = (VIEW_PX - 2) / diagonal;
  return Array.from({ length: count }, (_, view) => {
    const [x, y, z] = directions.subarray(3 * view, 3 * view + 3) as unknown as [number, number, number];
    const ring = Math.hypot(x, z);
    // Level, and across the direction.
    const right = Float64Array.of(z / ring, 0, -x / ring);
    const up = Float64Array.of((-x * y) / ring, ring, (-z * y) / ring);
    return { right, up, centre, pxPerMetre };
  });
}

/** Two pixel coordinates for every vertex. */
export function project(positions: ArrayLike<number>, view: View): Float32Array {
  const { right, up, centre, pxPerMetre } = view;
  const points = new Float32Array((positions.length / 3) * 2);
  for (let v = 0, p = 0; v < positions.length; v += 3, p += 2) {
    const x = (positions[v]! - centre[0]) * pxPerMetre;
    const y = (positions[v + 1]! - centre[1]) * pxPerMetre;
    const z = (positions[v + 2]! - centre[2]) * pxPerMetre;
    points[p] = x * right[0]! + y * right[1]! + z * right[2]! + VIEW_PX / 2;
    points[p + 1] = x * up[0]! + y * up[1]! + z * up[2]! + VIEW_PX / 2;
  }
  return points;
}

/** For every pixel, one of the triangles that cover its centre, or {@link UNCOVERED}. */
export function drawTriangles(points: Float32Array, indices: Uint32Array, out: Int32Array): void {
  out.fill(UNCOVERED);
  for (let i = 0; i < indices.length; i += 3) {
    const a = 2 * indices[i]!;
    const b = 2 * indices[i + 1]!;
    const c = 2 * indices[i + 2]!;
    const ay = points[a + 1]!;
    const by = points[b + 1]!;
    const cy = points[c + 1]!;
    const bottom = Math.min(VIEW_PX - 1, Math.floor(Math.max(ay, by, cy)));
    for (let y = Math.max(0, Math.ceil(Math.min(ay, by, cy))); y <= bottom; y++) {
      // Two of the three edges cross this row.
      const ab = crossing(points, a, b, y);
      const bc = crossing(points, b, c, y);
      const ca = crossing(points, c, a, y);
      const right = Math.min(VIEW_PX - 1, Math.floor(Math.max(ab, bc, ca)));
      const left = Math.min(ab < 0 ? VIEW_PX : ab, bc < 0 ? VIEW_PX : bc, ca < 0 ? VIEW_PX : ca);
      for (let x = Math.ceil(left); x <= right; x++) out[y * VIEW_PX + x] = i / 3;
    }
  }
}

/** Where an edge crosses a row of pixel centres; −1 when it does not. */
function crossing(points: Float32Array, from: number, to: number, y: number): number {
  const start = points[from + 1]!;
  const end = points[to + 1]!;
  if (start === end || y < Math.min(start, end) || y > Math.max(start, end)) return -1;
  return points[from]! + ((y - start) / (end - start)) * (points[to]! - points[from]!);
}

/** Calls back for every covered pixel beside one that is not. */
export function eachContourPixel(drawn: Int32Array, found: (pixel: number) => void): void {
  for (let y = 1; y < VIEW_PX - 1; y++) {
    for (let pixel = y * VIEW_PX + 1; pixel < (y + 1) * VIEW_PX - 1; pixel++) {
      if (drawn[pixel]! === UNCOVERED) continue;
      if (
        drawn[pixel - 1] === UNCOVERED ||
        drawn[pixel + 1] === UNCOVERED ||
        drawn[pixel - VIEW_PX] === UNCOVERED ||
        drawn[pixel + VIEW_PX] === UNCOVERED
      )
        found(pixel);
    }
  }
}
