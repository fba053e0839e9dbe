import { boxOf, type Vector } from '../mesh/vectors.ts';
import { type HullBuilder, hullBuilder } from './hull-builder.ts';
import { spreadDirections, supportPoints } from './support-points.ts';

export interface ConvexHull {
  readonly positions: Float32Array<ArrayBuffer>;
  /** Three per triangle, facing outward. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

/** Directions in which support points are searched. */
const DIRECTIONS = 1024;
/** A flat mesh gets this thickness on either side, as a share of its longest side. */
const SHEET = 1e-3;
/** Share of the vertices that may be just outside. */
const MAX_OUTSIDE = 5e-4;
/** Keeps points on a face inside after rounding. */
const ROUNDING = 1e-5;

/**
 * A convex hull with few vertices that contains at least 1999 of 2000 vertices: the furthest outside points are added one
 * by one, then the hull is scaled from its centre until it contains the rest.
 */
export function convexHull(positions: Float32Array, maxVertices: number): ConvexHull {
  const points = supportPoints(positions, spreadDirections(DIRECTIONS)).map(
    (v): Vector => [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!],
  );
  const flat = hullBuilder(points) ? undefined : thickened(points, positions);
  const taken = flat ?? points;
  const builder = hullBuilder(taken);
  if (!builder) throw new Error('Points that are not coplanar have a hull');
  let { facets } = builder;
  while (builder.grow() && builder.vertices <= maxVertices) ({ facets } = builder);
  return inflated(facets, taken, positions);
}

/** Thickens a flat mesh, a line or a point. */
function thickened(points: readonly Vector[], positions: Float32Array): Vector[] {
  const reach = SHEET * (boxOf(positions).diagonal || 1);
  return points.flatMap((p) =>
    [0, 1, 2].flatMap((axis) =>
      [-reach, reach].map(
        (step) => p.map((value, c) => (c === axis ? value + step : value)) as unknown as Vector,
      ),
    ),
  );
}

function inflated(
  facets: HullBuilder['facets'],
  points: readonly Vector[],
  positions: Float32Array,
): ConvexHull {
  const newIndex = new Map<number, number>();
  for (const { corners } of facets)
    for (const i of corners) if (!newIndex.has(i)) newIndex.set(i, newIndex.size);
  const used = [...newIndex.keys()].map((i) => points[i]!);
  const center = [0, 1, 2].map(
    (c) => used.reduce((sum, p) => sum + p[c]!, 0) / used.length,
  ) as unknown as Vector;
  const growth = growthFor(facets, center, positions) + ROUNDING;
  return {
    positions: new Float32Array(used.flatMap((p) => p.map((x, c) => center[c]! + (x - center[c]!) * growth))),
    indices: new Uint32Array(facets.flatMap(({ corners }) => corners.map((i) => newIndex.get(i)!))),
  };
}

/** The scale factor that makes a hull contain nearly all vertices; at least 1. */
function growthFor(facets: HullBuilder['facets'], center: Vector, positions: Float32Array): number {
  const planes = facets.map(({ plane: [x, y, z, offset] }) => {
    const depth = offset - (x * center[0] + y * center[1] + z * center[2]);
    return [x / depth, y / depth, z / depth] as const;
  });
  const growths = new Float64Array(positions.length / 3);
  for (let v = 0; v < growths.length; v++) {
    const x = positions[3 * v]! - center[0];
    const y = positions[3 * v + 1]! - center[1];
    const z = positions[3 * v + 2]! - center[2];
    let most = 1;
    for (const plane of planes) most = Math.max(most, plane[0] * x + plane[1] * y + plane[2] * z);
    growths[v] = most;
  }
  growths.sort();
  return growths[Math.max(0, growths.length - 1 - Math.floor(growths.length * MAX_OUTSIDE))] ?? 1;
}
