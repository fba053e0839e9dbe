import type { Cap } from './caps.ts';
import { evenBorder } from './even-border.ts';
import { borderTriangles, type Fans, sidesOf, spreadFrom } from './fans.ts';

/** What is hidden, with the openings at its border that can be closed. */
export interface Bordered {
  readonly hidden: Uint8Array;
  readonly caps: readonly Cap[];
}

/** The triangles, and how they hang together. */
export interface Connected {
  /** Three per triangle, equal where positions are equal. */
  readonly corners: Uint32Array;
  readonly fans: Fans;
  readonly clusterOf: Uint32Array;
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
  connected: Connected,
  dim: Uint8Array,
  outwards: readonly ((triangle: number) => boolean)[],
  isFree: (triangle: number) => boolean,
  borderOf: (dim: Uint8Array) => Bordered,
): Uint8Array {
  const { corners, fans } = connected;
  let best: Uint8Array = dim.slice();
  evenBorder(corners, fans, best, isFree);
  let open: readonly number[] = openTriangles(connected, borderOf(best));
  for (const mayBeHidden of [undefined, ...outwards]) {
    if (open.length === 0) break;
    const from = best;
    const moved = best.slice();
    if (mayBeHidden)
      spreadFrom(corners, fans, open, (t) => {
        if (moved[t] || !mayBeHidden(t)) return false;
        moved[t] = 1;
        return true;
      });
    evenBorder(corners, fans, moved, isFree);
    const left = peeled(connected, moved, borderOf, isFree);
    spreadFrom(corners, fans, left, (t) => {
      if (moved[t] === from[t]) return false;
      moved[t] = from[t]!;
      return true;
    });
    best = moved;
    open = left.length > 0 ? openTriangles(connected, borderOf(best)) : left;
  }
  return best;
}

/** Takes rings of clusters away at open borders; returns the triangles where that did not close them. */
function peeled(
  connected: Connected,
  dim: Uint8Array,
  borderOf: (dim: Uint8Array) => Bordered,
  isFree: (triangle: number) => boolean,
): readonly number[] {
  const { corners, fans, clusterOf } = connected;
  let open = openTriangles(connected, borderOf(dim));
  for (let ring = 0; ring < MAX_RINGS && open.length > 0; ring++) {
    const isOpen = new Set(open.map((t) => clusterOf[t]!));
    for (let t = 0; t < dim.length; t++) if (dim[t] && isOpen.has(clusterOf[t]!)) dim[t] = 0;
    evenBorder(corners, fans, dim, isFree);
    open = openTriangles(connected, borderOf(dim));
  }
  return open;
}

/** Triangles on both sides of an opening that no cap closes. */
export function openTriangles(
  { corners, fans: { starts } }: Connected,
  { hidden, caps }: Bordered,
): number[] {
  const sides = sidesOf(starts.length - 1, corners, hidden);
  for (const cap of caps) for (const corner of cap.corners) sides[corner] = 0;
  return borderTriangles(corners, sides);
}
