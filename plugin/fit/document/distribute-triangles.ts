/** Triangles of one primitive. */
export interface TriangleShare {
  readonly triangles: number;
  /** Number of instances in the scene; 0 if it is not drawn. */
  readonly instances: number;
  /** Cannot be simplified further: it keeps its triangles, and the others share the rest. */
  readonly isStuck: boolean;
}

/** Small parts such as a button or cable stay recognisable with this many triangles. */
const LEAST_TRIANGLES = 48;

/**
 * Distributes a triangle target over the parts of a document in proportion to their triangles, but at least 48 for small
 * parts (fewer only when the target is too low for that). Undrawn parts get the same proportion.
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
