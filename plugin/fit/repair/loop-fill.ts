/** Loops of more corners are closed by a fan whatever it looks like. */
const MAX_CORNERS = 200;
/** Least cosine between a triangle of a fan and the whole: a folded fan shows its back. */
const MIN_EVEN = 0.2;

/** Added to the area of a triangle where there is one already: only taken when there is no other way. */
const TAKEN = 1e30;

/** Triangles that close a loop. */
export interface LoopFill {
  /** The corners of the loop in order, and after them the middle of a fan: three floats each. */
  readonly points: readonly number[];
  /** Three points each, wound as the loop is. */
  readonly triangles: readonly (readonly [number, number, number])[];
}

/**
 * Closes a loop by a fan around its middle, or where that would be folded, by the triangles of the least area between its
 * corners (Barequet and Sharir 1995).
 *
 * @param loop three floats a corner.
 * @param isFlap whether an edge and the next one belong to one triangle: a second one there would be its back.
 */
export function loopFill(loop: readonly number[], isFlap: (edge: number) => boolean): LoopFill {
  const corners = loop.length / 3;
  const middle = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let i = c; i < loop.length; i += 3) sum += loop[i]!;
    return sum / corners;
  });
  const points = [...loop, ...middle];
  const fan = Array.from({ length: corners }, (_, i) => [corners, i, (i + 1) % corners] as const);
  if (corners > MAX_CORNERS || evenness(points, fan) >= MIN_EVEN) return { points, triangles: fan };
  const least = leastArea(loop, isFlap);
  return { points, triangles: evenness(points, least) > evenness(points, fan) ? least : fan };
}

/** Least cosine between a triangle and the whole. */
function evenness(points: readonly number[], triangles: LoopFill['triangles']): number {
  const normals = triangles.map(([a, b, c]) => normalOf(points, a, b, c));
  const whole = normals.reduce(([x, y, z], [u, v, w]) => [x + u, y + v, z + w], [0, 0, 0]);
  const length = Math.hypot(...whole);
  return Math.min(
    ...normals.map(([u, v, w]) => {
      const area = Math.hypot(u, v, w);
      return area > 0 ? (u * whole[0] + v * whole[1] + w * whole[2]) / (length * area) : 1;
    }),
  );
}

/** As long as twice the area of the triangle. */
function normalOf(p: ArrayLike<number>, a: number, b: number, c: number): [number, number, number] {
  const [i, j, k] = [3 * a, 3 * b, 3 * c];
  const [ux, uy, uz] = [p[j]! - p[i]!, p[j + 1]! - p[i + 1]!, p[j + 2]! - p[i + 2]!];
  const [vx, vy, vz] = [p[k]! - p[i]!, p[k + 1]! - p[i + 1]!, p[k + 2]! - p[i + 2]!];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

export function areaOf({ points, triangles }: LoopFill): number {
  return triangles.reduce((sum, [a, b, c]) => sum + doubleArea(points, a, b, c) / 2, 0);
}

function doubleArea(points: ArrayLike<number>, a: number, b: number, c: number): number {
  const [x, y, z] = normalOf(points, a, b, c);
  return Math.sqrt(x * x + y * y + z * z);
}

/** Dynamic programming over the chords of the loop. */
function leastArea(loop: readonly number[], isFlap: (edge: number) => boolean): LoopFill['triangles'] {
  const n = loop.length / 3;
  const points = Float64Array.from(loop);
  const areas = new Float64Array(n * n);
  const apexes = new Uint32Array(n * n);
  for (let span = 2; span < n; span++)
    for (let i = 0; i + span < n; i++) {
      const k = i + span;
      let best = Infinity;
      const ear = span === 2 && isFlap(i) ? TAKEN : 0;
      for (let j = i + 1; j < k; j++) {
        const lastEar =
          span === n - 1 && ((j === 1 && isFlap(n - 1)) || (j === n - 2 && isFlap(n - 2))) ? TAKEN : 0;
        const area = areas[i * n + j]! + areas[j * n + k]! + doubleArea(points, i, j, k) + ear + lastEar;
        if (area < best) {
          best = area;
          apexes[i * n + k] = j;
        }
      }
      areas[i * n + k] = best;
    }
  const triangles: [number, number, number][] = [];
  const chords: [number, number][] = [[0, n - 1]];
  for (let chord = chords.pop(); chord; chord = chords.pop()) {
    const [i, k] = chord;
    if (k - i < 2) continue;
    const j = apexes[i * n + k]!;
    triangles.push([i, j, k]);
    chords.push([i, j], [j, k]);
  }
  return triangles;
}
