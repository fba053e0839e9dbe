import type { FittedCollider } from '../mesh/surface.ts';
import { boxOf, type Vector } from '../mesh/vectors.ts';

/** The smallest capsule around all vertices with its axis through the centre of their box, along the longest side. */
export function capsuleAround(positions: Float32Array): Extract<FittedCollider, { kind: 'capsule' }> {
  const { min, max } = boxOf(positions);
  const extents = [max[0] - min[0], max[1] - min[1], max[2] - min[2]] as const;
  const axis = extents.indexOf(Math.max(...extents));
  const [s, t] = [(axis + 1) % 3, (axis + 2) % 3] as const;
  const middle = [0, 1, 2].map((c) => (min[c]! + max[c]!) / 2) as unknown as Vector;
  const aside = (i: number) => Math.hypot(positions[i + s]! - middle[s]!, positions[i + t]! - middle[t]!);
  let radius = 0;
  for (let i = 0; i < positions.length; i += 3) radius = Math.max(radius, aside(i));
  // Each vertex must be within the radius of the axis, or of its end.
  let start = Infinity;
  let end = -Infinity;
  for (let i = 0; i < positions.length; i += 3) {
    const reach = Math.sqrt(Math.max(0, radius ** 2 - aside(i) ** 2));
    start = Math.min(start, positions[i + axis]! + reach);
    end = Math.max(end, positions[i + axis]! - reach);
  }
  // All vertices are within the radius of one point: a sphere.
  if (start > end) start = end = (start + end) / 2;
  const at = (along: number) => middle.map((value, c) => (c === axis ? along : value)) as unknown as Vector;
  return { kind: 'capsule', start: at(start), end: at(end), radius };
}
