import { spreadDirections, supportPoints } from './support-points.ts';
import { boxOf, type Vector } from './vectors.ts';

export interface ConvexHull {
  readonly positions: Float32Array<ArrayBuffer>;
  /** Three a triangle, outward. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

interface Facets {
  readonly points: readonly Vector[];
  readonly triangles: readonly Vector[];
}

/** Directions in which points for the hull are looked for. */
const DIRECTIONS = 1024;
/** Thinner than this share of the longest side is a sheet; it gets this thickness. */
const MIN_THICKNESS = 2e-3;
/** So many of a thousand vertices may end up just outside. */
const MAX_OUTSIDE = 0.5;
/** Keeps what lies on a face inside after rounding. */
const ROUNDING = 1e-5;

/**
 * A convex hull of few vertices around all of a mesh but at most a 2000th of its vertices: the points that lie furthest
 * outside are added one after the other, then the hull grows from its middle until it holds what it left out.
 */
export async function convexHull(positions: Float32Array, maxVertices: number): Promise<ConvexHull> {
  const { default: quickHull } = await import('quickhull3d');
  const { points: candidates, pad } = candidatePoints(positions);
  const hullOf = (points: readonly Vector[]): Facets =>
    compactFacets(points, quickHull(points.map((p) => [...p])));
  const seeds = supportPoints(
    new Float32Array(candidates.flat()),
    spreadDirections(Math.min(8, maxVertices)),
  );
  const chosen = new Set(seeds.slice(0, maxVertices));
  let facets = tryHull(() => hullOf([...chosen].map((i) => candidates[i]!)));
  while (facets && chosen.size < maxVertices) {
    const outside = furthestOutside(facets, candidates).filter((i) => !chosen.has(i));
    if (outside.length === 0) break;
    // A few at a time: points that would not be chosen any more after the first few are not taken.
    const batch = Math.max(1, Math.min(Math.ceil(chosen.size / 6), maxVertices - chosen.size));
    for (const i of outside.slice(0, batch)) chosen.add(i);
    facets = tryHull(() => hullOf([...chosen].map((i) => candidates[i]!)));
  }
  return inflated(facets ?? hullOf(boxCorners(positions)), positions, pad);
}

// Points in one plane have no hull.
function tryHull(make: () => Facets): Facets | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function candidatePoints(positions: Float32Array): { points: Vector[]; pad: Vector } {
  const { min, max } = boxOf(positions);
  const extents = [max[0] - min[0], max[1] - min[1], max[2] - min[2]] as const;
  const thickness = MIN_THICKNESS * (Math.max(...extents) || 1);
  const pad = extents.map((extent) => (extent < thickness ? thickness / 2 : 0)) as unknown as Vector;
  const points = supportPoints(positions, spreadDirections(DIRECTIONS)).map(
    (v): Vector => [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!],
  );
  if (pad.every((value) => value === 0)) return { points, pad };
  const moved = (sign: number) =>
    points.map((p): Vector => [p[0] + sign * pad[0], p[1] + sign * pad[1], p[2] + sign * pad[2]]);
  return { points: [...moved(-1), ...moved(1)], pad };
}

function boxCorners(positions: Float32Array): Vector[] {
  const { min, max } = boxOf(positions);
  const pad = MIN_THICKNESS * Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2], Number.MIN_VALUE);
  const at = (c: number, high: number) => (high ? max[c]! + pad : min[c]! - pad);
  return Array.from({ length: 8 }, (_, i): Vector => [at(0, i & 1), at(1, i & 2), at(2, i & 4)]);
}

/** Only the points that the faces use. */
function compactFacets(points: readonly Vector[], faces: readonly (readonly number[])[]): Facets {
  const newIndex = new Map<number, number>();
  const triangles = faces.map((face) => {
    for (const i of face) if (!newIndex.has(i)) newIndex.set(i, newIndex.size);
    return face.map((i) => newIndex.get(i)!) as unknown as Vector;
  });
  return { points: [...newIndex.keys()].map((i) => points[i]!), triangles };
}

/** Unit normal and offset of each face that has one. */
function planesOf({ points, triangles }: Facets): (readonly [number, number, number, number])[] {
  return triangles.flatMap(([a, b, c]) => {
    const [p, q, r] = [points[a]!, points[b]!, points[c]!];
    const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
    const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]] as const;
    const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
    const length = Math.hypot(...n);
    if (!(length > 0)) return [];
    const [x, y, z] = [n[0] / length, n[1] / length, n[2] / length];
    return [[x, y, z, x * p[0] + y * p[1] + z * p[2]] as const];
  });
}

/** The candidate furthest outside each face that has one, the furthest of all first. */
function furthestOutside(facets: Facets, candidates: readonly Vector[]): number[] {
  const reach = new Map<number, number>();
  for (const [x, y, z, offset] of planesOf(facets)) {
    let furthest = -1;
    let most = 1e-9;
    candidates.forEach((p, i) => {
      const distance = p[0] * x + p[1] * y + p[2] * z - offset;
      if (distance <= most) return;
      most = distance;
      furthest = i;
    });
    if (furthest >= 0) reach.set(furthest, Math.max(most, reach.get(furthest) ?? 0));
  }
  return [...reach].sort((a, b) => b[1] - a[1]).map(([i]) => i);
}

function inflated(facets: Facets, positions: Float32Array, pad: Vector): ConvexHull {
  const { points, triangles } = facets;
  const center = [0, 1, 2].map(
    (c) => points.reduce((sum, p) => sum + p[c]!, 0) / points.length,
  ) as unknown as Vector;
  const planes = planesOf(facets).map(([x, y, z, offset]) => {
    const depth = offset - (x * center[0] + y * center[1] + z * center[2]);
    return [x / depth, y / depth, z / depth] as const;
  });
  // How much the hull must grow for each vertex; 1 for one on its surface.
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
  const growth =
    growths[Math.max(0, growths.length - 1 - Math.floor((growths.length / 1000) * MAX_OUTSIDE))] ?? 1;
  const scale = growth + (pad.some((value) => value > 0) ? 0 : ROUNDING);
  return {
    positions: new Float32Array(
      points.flatMap((p) => p.map((value, c) => center[c]! + (value - center[c]!) * scale)),
    ),
    indices: new Uint32Array(triangles.flat()),
  };
}
