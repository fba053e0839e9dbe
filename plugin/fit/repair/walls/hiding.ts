import { joinTriangles } from '../../mesh/components.ts';

/** What is known about the clusters and triangles so far. */
export interface Marks {
  /** 1 for every triangle that may be hidden. */
  readonly dim: Uint8Array;
  /** 1 for every cluster that is seen through an opening. */
  readonly lit: Uint8Array;
  /** 1 for every triangle to keep. */
  readonly kept: Uint8Array;
}

export interface Hider {
  readonly vertices: number;
  /** Three per triangle, equal where positions are equal. */
  readonly corners: Uint32Array;
  readonly clusterOf: Uint32Array;
  /** 1 for every cluster that is plainly seen. */
  readonly plain: Uint8Array;
  readonly areas: Float64Array;
  /** Smaller pieces take after what is around them. */
  readonly minArea: number;
}

const [TOUCHES, LIT, PLAIN] = [1, 2, 4] as const;

/** 1 for every triangle to hide, which what is around it has a part in: pieces without anything seen go, tiny ones stay. */
export function hide(
  { vertices, corners, clusterOf, plain, areas, minArea }: Hider,
  { dim, lit, kept }: Marks,
): Uint8Array<ArrayBuffer> {
  const hidden = new Uint8Array(dim);
  const touched = new Uint8Array(vertices);
  for (let t = 0; t < hidden.length; t++)
    if (kept[t] || lit[clusterOf[t]!]) hidden[t] = 0;
    else if (hidden[t]) for (let k = 3 * t; k < 3 * t + 3; k++) touched[corners[k]!] = 1;
  const seenPiece = joinTriangles(vertices, corners, (t) => !hidden[t]);
  const seenAreas = new Float64Array(vertices);
  const facts = new Uint8Array(vertices);
  for (let t = 0; t < hidden.length; t++) {
    if (hidden[t]) continue;
    const piece = seenPiece(t);
    const cluster = clusterOf[t]!;
    seenAreas[piece] = seenAreas[piece]! + areas[t]!;
    if (kept[t] || lit[cluster]) facts[piece]! |= LIT;
    if (plain[cluster]) facts[piece]! |= PLAIN;
    if (touched[corners[3 * t]!]) facts[piece]! |= TOUCHES;
  }
  const isFilled = (piece: number) =>
    (facts[piece]! & LIT) === 0 &&
    ((facts[piece]! & PLAIN) === 0 || ((facts[piece]! & TOUCHES) !== 0 && seenAreas[piece]! < minArea));
  for (let t = 0; t < hidden.length; t++) if (!hidden[t] && isFilled(seenPiece(t))) hidden[t] = 1;
  const hiddenPiece = joinTriangles(vertices, corners, (t) => hidden[t] === 1);
  const hiddenAreas = new Float64Array(vertices);
  for (let t = 0; t < hidden.length; t++)
    if (hidden[t]) hiddenAreas[hiddenPiece(t)] = hiddenAreas[hiddenPiece(t)]! + areas[t]!;
  for (let t = 0; t < hidden.length; t++)
    if (hidden[t] && hiddenAreas[hiddenPiece(t)]! < minArea) hidden[t] = 0;
  return hidden;
}
