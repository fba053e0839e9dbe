import type { Vector } from '../mesh/vectors.ts';

interface Facet {
  readonly corners: Vector;
  /** Outward unit normal and distance of the plane. */
  readonly plane: readonly [number, number, number, number];
}

export interface HullBuilder {
  readonly facets: readonly Facet[];
  readonly vertices: number;
  /** Adds the furthest outside point to the hull; false when no point is outside. */
  grow(): boolean;
}

/** Points closer to a plane than this share of the size count as on it. */
const FLATNESS = 1e-6;

/**
 * Quickhull (Barber, Dobkin, Huhdanpaa 1996, without merging of facets): adds the furthest point first, so that it can be
 * stopped early with few vertices.
 *
 * @returns undefined when all points lie in one plane.
 */
export function hullBuilder(points: readonly Vector[]): HullBuilder | undefined {
  const seed = firstTetrahedron(points);
  if (!seed) return undefined;
  const { corners, tolerance } = seed;
  let facets = tetrahedron(points, corners);
  /** For each point, the facet that it is furthest outside of. */
  const above: { facet: Facet | undefined; distance: number }[] = points.map((point) =>
    furthest(facets, point),
  );

  function grow(): boolean {
    let next = -1;
    let most = tolerance;
    above.forEach(({ facet, distance }, i) => {
      if (!facet || distance <= most) return;
      most = distance;
      next = i;
    });
    if (next < 0) return false;
    const point = points[next]!;
    const seen = new Set(facets.filter(({ plane }) => distanceTo(plane, point) > 0.1 * tolerance));
    const rim = rimOf(seen);
    if (!rim) {
      // The horizon is broken by rounding: the point counts as on the hull.
      above[next] = { facet: undefined, distance: 0 };
      return true;
    }
    const added = rim.map(([a, b]) => facetOf(points, [a, b, next]));
    facets = [...facets.filter((facet) => !seen.has(facet)), ...added];
    above.forEach((was, i) => {
      if (!was.facet) return;
      const now = furthest(seen.has(was.facet) ? facets : added, points[i]!);
      if (seen.has(was.facet) || now.distance > was.distance) above[i] = now;
    });
    above[next] = { facet: undefined, distance: 0 };
    return true;
  }

  return {
    get facets() {
      return facets;
    },
    get vertices() {
      return new Set(facets.flatMap(({ corners }) => [...corners])).size;
    },
    grow,
  };
}

const distanceTo = ([x, y, z, offset]: Facet['plane'], p: Vector) => x * p[0] + y * p[1] + z * p[2] - offset;

function furthest(facets: readonly Facet[], point: Vector) {
  let facet: Facet | undefined;
  let distance = 0;
  for (const candidate of facets) {
    const away = distanceTo(candidate.plane, point);
    if (away <= distance) continue;
    distance = away;
    facet = candidate;
  }
  return { facet, distance };
}

/** The horizon: edges around the facets, in order; undefined when they do not form one loop. */
function rimOf(facets: ReadonlySet<Facet>): [number, number][] | undefined {
  const edges = new Map<string, [number, number]>();
  for (const { corners } of facets)
    for (let k = 0; k < 3; k++) {
      const [a, b] = [corners[k]!, corners[(k + 1) % 3]!];
      if (!edges.delete(`${b} ${a}`)) edges.set(`${a} ${b}`, [a, b]);
    }
  const next = new Map(edges.values());
  if (next.size !== edges.size || edges.size < 3) return undefined;
  const start = next.keys().next().value!;
  let length = 0;
  for (let at: number | undefined = start; at !== undefined; ) {
    at = next.get(at);
    length++;
    if (at === start) return length === edges.size ? [...edges.values()] : undefined;
  }
  return undefined;
}

function facetOf(points: readonly Vector[], corners: Vector): Facet {
  const [p, q, r] = [points[corners[0]]!, points[corners[1]]!, points[corners[2]]!];
  const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
  const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]] as const;
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
  const length = Math.hypot(...n) || 1;
  const [x, y, z] = [n[0] / length, n[1] / length, n[2] / length];
  return { corners, plane: [x, y, z, x * p[0] + y * p[1] + z * p[2]] };
}

/** The initial tetrahedron, roughly the largest, and the tolerance for coplanar points. */
function firstTetrahedron(points: readonly Vector[]) {
  const farFrom = (measure: (point: Vector) => number) =>
    points.reduce((best, point, i) => (measure(point) > measure(points[best]!) ? i : best), 0);
  const a = farFrom((p) => p[0] + p[1] + p[2]);
  const apart = (p: Vector, q: Vector) => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
  const b = farFrom((p) => apart(p, points[a]!));
  const size = points.length > 0 ? apart(points[a]!, points[b]!) : 0;
  if (!(size > 0)) return undefined;
  const along = [0, 1, 2].map((k) => (points[b]![k]! - points[a]![k]!) / size);
  const aside = (p: Vector) => {
    const d = [0, 1, 2].map((k) => p[k]! - points[a]![k]!);
    const t = d[0]! * along[0]! + d[1]! * along[1]! + d[2]! * along[2]!;
    return Math.hypot(d[0]! - t * along[0]!, d[1]! - t * along[1]!, d[2]! - t * along[2]!);
  };
  const c = farFrom(aside);
  const { plane } = facetOf(points, [a, b, c]);
  const d = farFrom((p) => Math.abs(distanceTo(plane, p)));
  const tolerance = FLATNESS * size;
  if (Math.abs(distanceTo(plane, points[d]!)) <= 100 * tolerance) return undefined;
  return { corners: [a, b, c, d] as const, tolerance };
}

function tetrahedron(
  points: readonly Vector[],
  [a, b, c, d]: readonly [number, number, number, number],
): Facet[] {
  const isBelow = distanceTo(facetOf(points, [a, b, c]).plane, points[d]!) < 0;
  const [p, q] = isBelow ? [b, c] : [c, b];
  return [
    facetOf(points, [a, p, q]),
    facetOf(points, [a, q, d]),
    facetOf(points, [q, p, d]),
    facetOf(points, [p, a, d]),
  ];
}
