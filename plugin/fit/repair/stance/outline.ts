import { type Box, boxOf } from '../../mesh/vectors.ts';
import { type SurfaceState, withoutUnusedVertices } from '../surface-state.ts';

/** The box around the triangles of a surface: vertices that no triangle uses do not count. */
export function usedBox({ mesh }: SurfaceState): Box & { readonly size: readonly [number, number, number] } {
  const { min, max } = boxOf(withoutUnusedVertices(mesh).positions);
  return { min, max, size: [max[0] - min[0], max[1] - min[1], max[2] - min[2]] };
}

type Point = readonly [number, number];

/** Area of the convex hull of points in a plane (Andrew's monotone chain). */
export function hullArea(points: readonly Point[]): number {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const cross = (o: Point, a: Point, b: Point) =>
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (list: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of list) {
      while (chain.length > 1 && cross(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(sorted), ...half(sorted.reverse())];
  return hull.reduce((sum, a, i) => sum + cross([0, 0], a, hull[(i + 1) % hull.length]!) / 2, 0);
}
