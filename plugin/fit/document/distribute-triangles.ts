/** What one primitive brings to the sum of triangles. */
export interface TriangleShare {
  readonly triangles: number;
  /** How often the scene draws it; 0 for what it does not draw. */
  readonly instances: number;
  /** Simplified as far as it goes: it takes what it has, and the others share the rest. */
  readonly isStuck: boolean;
}

/** A part of so many triangles is still a part: a button, a cable. */
const LEAST_TRIANGLES = 48;

/**
 * Shares a target out among the parts of a document in proportion to what they have, small ones never below 48
 * triangles (fewer only where the target leaves no room for that). Undrawn parts get the same proportion as the rest.
 */
export function distributeTriangles(parts: readonly TriangleShare[], target: number): number[] {
  const drawn = parts.reduce((sum, { triangles, instances }) => sum + triangles * instances, 0);
  if (drawn <= target) return parts.map(({ triangles }) => triangles);
  const draws = parts.reduce((sum, { instances }) => sum + instances, 0);
  const least = Math.max(4, Math.min(LEAST_TRIANGLES, Math.floor(target / (2 * Math.max(1, draws)))));
  const shareAt = (share: number) =>
    parts.map(({ triangles, isStuck }) =>
      isStuck ? triangles : Math.max(Math.min(triangles, least), Math.floor(triangles * share)),
    );
  const sum = (counts: readonly number[]) =>
    counts.reduce((total, count, i) => total + count * parts[i]!.instances, 0);
  let [low, high] = [0, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (sum(shareAt(middle)) <= target) low = middle;
    else high = middle;
  }
  return shareAt(low);
}
