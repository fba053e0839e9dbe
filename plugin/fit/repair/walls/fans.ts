/** The triangles at each corner: `triangles` from `starts[corner]` to `starts[corner + 1]`. */
export interface Fans {
  readonly starts: Uint32Array;
  readonly triangles: Uint32Array;
}

export function fansOf(vertices: number, corners: Uint32Array): Fans {
  const starts = new Uint32Array(vertices + 1);
  for (let i = 0; i < corners.length; i++) starts[corners[i]! + 1]!++;
  for (let v = 0; v < vertices; v++) starts[v + 1] = starts[v + 1]! + starts[v]!;
  const next = starts.slice(0, vertices);
  const triangles = new Uint32Array(corners.length);
  for (let i = 0; i < corners.length; i++) triangles[next[corners[i]!]!++] = (i / 3) | 0;
  return { starts, triangles };
}

/** Visits triangles connected to the first ones for as long as `take` is true. */
export function spreadFrom(
  corners: Uint32Array,
  { starts, triangles }: Fans,
  from: readonly number[],
  take: (triangle: number) => boolean,
): void {
  for (const t of from) take(t);
  const queue = [...from];
  const isReached = new Uint8Array(corners.length / 3);
  for (const t of queue) isReached[t] = 1;
  for (let i = 0; i < queue.length; i++)
    for (let k = 3 * queue[i]!; k < 3 * queue[i]! + 3; k++)
      for (let at = starts[corners[k]!]!; at < starts[corners[k]! + 1]!; at++) {
        const t = triangles[at]!;
        if (isReached[t] || !take(t)) continue;
        isReached[t] = 1;
        queue.push(t);
      }
}

/** Triangles with both kinds of marks at a corner, and so many rings of triangles around them. */
export function borderBand(
  corners: Uint32Array,
  { starts, triangles }: Fans,
  marks: Uint8Array,
  rings: number,
): number[] {
  const isIn = new Uint8Array(marks.length);
  const band: number[] = [];
  const take = (t: number) => {
    if (isIn[t]) return;
    isIn[t] = 1;
    band.push(t);
  };
  const sides = sidesOf(starts.length - 1, corners, marks);
  for (const t of borderTriangles(corners, sides)) take(t);
  let from = 0;
  for (let ring = 0; ring < rings; ring++) {
    const to = band.length;
    for (; from < to; from++)
      for (let k = 3 * band[from]!; k < 3 * band[from]! + 3; k++)
        for (let at = starts[corners[k]!]!; at < starts[corners[k]! + 1]!; at++) take(triangles[at]!);
  }
  return band;
}

/** A corner of triangles with a mark and of others. */
const BOTH = 3;

/** Triangles with a corner that belongs to both kinds, by {@link sidesOf}. */
export function borderTriangles(corners: Uint32Array, sides: Uint8Array): number[] {
  const found: number[] = [];
  for (let t = 0; 3 * t < corners.length; t++)
    if (
      sides[corners[3 * t]!] === BOTH ||
      sides[corners[3 * t + 1]!] === BOTH ||
      sides[corners[3 * t + 2]!] === BOTH
    )
      found.push(t);
  return found;
}

/** For each corner, 1 when it belongs to triangles with a mark, 2 when to others, or {@link BOTH}. */
export function sidesOf(vertices: number, corners: Uint32Array, marks: Uint8Array): Uint8Array {
  const sides = new Uint8Array(vertices);
  for (let t = 0; t < marks.length; t++) {
    const side = marks[t] ? 1 : 2;
    const [a, b, c] = [corners[3 * t]!, corners[3 * t + 1]!, corners[3 * t + 2]!];
    sides[a]! |= side;
    sides[b]! |= side;
    sides[c]! |= side;
  }
  return sides;
}
