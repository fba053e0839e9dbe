import type { Cap } from './caps.ts';

/** What is hidden, with the openings at its border that can be closed. */
export interface Bordered {
  readonly hidden: Uint8Array;
  readonly caps: readonly Cap[];
}

/** So many rings of clusters are kept before an opening, at most, so that it can be closed. */
const MAX_RINGS = 4;

/**
 * Moves the border of what may be hidden at each opening to where the opening can be closed: inwards by a few rings of
 * clusters, or else outwards. Where neither closes it, the border stays: what is seen through the opening is found
 * otherwise.
 *
 * @param dim 1 for every triangle that may be hidden.
 * @param outwards for each try, whether a triangle may be hidden too.
 * @param isFree whether a triangle may be hidden to make the border even.
 * @param borderOf what is hidden with such triangles.
 * @returns 1 for every triangle that may be hidden.
 */
export function closedIn(
  corners: Uint32Array,
  clusterOf: Uint32Array,
  dim: Uint8Array,
  outwards: readonly ((triangle: number) => boolean)[],
  isFree: (triangle: number) => boolean,
  borderOf: (dim: Uint8Array) => Bordered,
): Uint8Array {
  const spread = spreader(corners);
  let best: Uint8Array = dim.slice();
  smooth(corners, best, isFree);
  let open: readonly number[] = openTriangles(corners, borderOf(best));
  for (const mayBeHidden of [undefined, ...outwards]) {
    if (open.length === 0) break;
    const from = best;
    const moved = best.slice();
    if (mayBeHidden)
      spread(open, (t) => {
        if (moved[t] || !mayBeHidden(t)) return false;
        moved[t] = 1;
        return true;
      });
    smooth(corners, moved, isFree);
    const left = peeled(corners, clusterOf, moved, borderOf, isFree);
    spread(left, (t) => {
      if (moved[t] === from[t]) return false;
      moved[t] = from[t]!;
      return true;
    });
    best = moved;
    open = left.length > 0 ? openTriangles(corners, borderOf(best)) : left;
  }
  return best;
}

const SMOOTHINGS = 4;

/** Makes the border of the marks even, as by clusters it is ragged. */
function smooth(corners: Uint32Array, marks: Uint8Array, mayBeHidden: (triangle: number) => boolean): void {
  const vertices = corners.reduce((most, corner) => Math.max(most, corner), 0) + 1;
  const values = Float32Array.from(marks);
  for (let round = 0; round < SMOOTHINGS; round++) {
    const sums = new Float32Array(vertices);
    const counts = new Uint16Array(vertices);
    for (let i = 0; i < corners.length; i++) {
      sums[corners[i]!] = sums[corners[i]!]! + values[(i / 3) | 0]!;
      counts[corners[i]!]!++;
    }
    for (let v = 0; v < vertices; v++) sums[v] = sums[v]! / counts[v]!;
    for (let t = 0; t < values.length; t++)
      values[t] = (sums[corners[3 * t]!]! + sums[corners[3 * t + 1]!]! + sums[corners[3 * t + 2]!]!) / 3;
  }
  for (let t = 0; t < marks.length; t++)
    if (marks[t] && values[t]! < 0.5) marks[t] = 0;
    else if (!marks[t] && values[t]! >= 0.5 && mayBeHidden(t)) marks[t] = 1;
}

/** Takes rings of clusters away at open borders; returns the triangles where that did not close them. */
function peeled(
  corners: Uint32Array,
  clusterOf: Uint32Array,
  dim: Uint8Array,
  borderOf: (dim: Uint8Array) => Bordered,
  isFree: (triangle: number) => boolean,
): readonly number[] {
  let open = openTriangles(corners, borderOf(dim));
  for (let ring = 0; ring < MAX_RINGS && open.length > 0; ring++) {
    const isOpen = new Set(open.map((t) => clusterOf[t]!));
    for (let t = 0; t < dim.length; t++) if (isOpen.has(clusterOf[t]!)) dim[t] = 0;
    smooth(corners, dim, isFree);
    open = openTriangles(corners, borderOf(dim));
  }
  return open;
}

/** Triangles on both sides of an opening that no cap closes. */
export function openTriangles(corners: Uint32Array, { hidden, caps }: Bordered): number[] {
  const sides = new Uint8Array(corners.reduce((most, corner) => Math.max(most, corner), 0) + 1);
  for (let i = 0; i < corners.length; i++) sides[corners[i]!]! |= hidden[(i / 3) | 0] ? 1 : 2;
  for (const cap of caps) for (const corner of cap.corners) sides[corner] = 0;
  const open: number[] = [];
  for (let t = 0; t < hidden.length; t++)
    if (sides[corners[3 * t]!] === 3 || sides[corners[3 * t + 1]!] === 3 || sides[corners[3 * t + 2]!] === 3)
      open.push(t);
  return open;
}

/** A function that visits triangles connected to the first ones for as long as `take` is true. */
function spreader(corners: Uint32Array) {
  const vertices = corners.reduce((most, corner) => Math.max(most, corner), 0) + 1;
  const starts = new Uint32Array(vertices + 1);
  for (const corner of corners) starts[corner + 1]!++;
  for (let v = 0; v < vertices; v++) starts[v + 1] = starts[v + 1]! + starts[v]!;
  const next = starts.slice(0, vertices);
  const triangles = new Uint32Array(corners.length);
  for (let i = 0; i < corners.length; i++) triangles[next[corners[i]!]!++] = (i / 3) | 0;
  return (from: readonly number[], take: (triangle: number) => boolean): void => {
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
  };
}
