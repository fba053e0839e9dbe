import { CONTOUR } from './silhouette-field.ts';

/** One grid of the multigrid solver. Only the listed inside nodes are visited; at all others u = 0. */
export interface PoissonLevel {
  readonly width: number;
  readonly height: number;
  readonly inside: Uint8Array;
  /** Diagonal of the operator; the off-diagonals are −1 between inside nodes. */
  readonly diagonal: Float32Array;
  /** Sink strength λ, in this level's units. */
  readonly sinks: Float32Array | undefined;
  /** Inside nodes with x + y even, and odd. */
  readonly red: Int32Array;
  readonly black: Int32Array;
  readonly u: Float32Array;
  readonly rightSide: Float32Array;
}

/** 1/θ of an outside neighbour on coarse grids, where the sub-pixel distance to the silhouette is not known. */
const COARSE_RIM = 1.4;

function splitByParity(inside: Uint8Array, width: number): { red: Int32Array; black: Int32Array } {
  let count = 0;
  for (let node = 0; node < inside.length; node++) count += inside[node]!;
  const red = new Int32Array(count);
  const black = new Int32Array(count);
  let reds = 0;
  let blacks = 0;
  for (let node = 0; node < inside.length; node++) {
    if (!inside[node]) continue;
    if (((node % width) + Math.floor(node / width)) & 1) black[blacks++] = node;
    else red[reds++] = node;
  }
  return { red: red.slice(0, reds), black: black.slice(0, blacks) };
}

/**
 * The finest level of −Δu + λu = f on the nodes that are `inside`, with u = 0 where `field` crosses the contour: an
 * outside neighbour counts 1/θ, θ being the distance to the crossing (Shortley and Weller, in the form that keeps the
 * matrix symmetric).
 */
export function finestLevel(
  field: Float32Array,
  inside: Uint8Array,
  width: number,
  height: number,
  source: number,
  sinks: Float32Array | undefined,
): PoissonLevel {
  const { red, black } = splitByParity(inside, width);
  const diagonal = new Float32Array(inside.length);
  const rightSide = new Float32Array(inside.length);
  const rim = (here: number, there: number) =>
    1 / Math.min(1, Math.max(0.15, (field[here]! - CONTOUR) / (field[here]! - field[there]!)));
  for (const nodes of [red, black]) {
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      let sum = sinks ? sinks[node]! : 0;
      sum += inside[node - 1] ? 1 : rim(node, node - 1);
      sum += inside[node + 1] ? 1 : rim(node, node + 1);
      sum += inside[node - width] ? 1 : rim(node, node - width);
      sum += inside[node + width] ? 1 : rim(node, node + width);
      diagonal[node] = sum;
      rightSide[node] = source;
    }
  }
  const u = new Float32Array(inside.length);
  return { width, height, inside, diagonal, sinks, red, black, u, rightSide };
}

/**
 * The next coarser level; undefined when too little of the shape remains. A coarse node covers 2 × 2 fine ones and is
 * inside when at least 3 of them are, so the outermost rows and columns are never inside and neighbours always exist.
 */
export function coarserLevel(fine: PoissonLevel): PoissonLevel | undefined {
  const width = (fine.width >> 1) + 1;
  const height = (fine.height >> 1) + 1;
  if (Math.min(fine.width, fine.height) <= 8) return undefined;
  const inside = new Uint8Array(width * height);
  const sinks = fine.sinks ? new Float32Array(width * height) : undefined;
  for (let y = 0; y < fine.height >> 1; y++) {
    for (let x = 0; x < fine.width >> 1; x++) {
      const node = 2 * y * fine.width + 2 * x;
      const below = node + fine.width;
      const count =
        fine.inside[node]! + fine.inside[node + 1]! + fine.inside[below]! + fine.inside[below + 1]!;
      if (count < 3) continue;
      inside[y * width + x] = 1;
      // The sum of four contains the coarse cell's factor h² = 4.
      if (sinks && fine.sinks)
        sinks[y * width + x] =
          fine.sinks[node]! + fine.sinks[node + 1]! + fine.sinks[below]! + fine.sinks[below + 1]!;
    }
  }
  const { red, black } = splitByParity(inside, width);
  if (red.length + black.length < 4) return undefined;
  const diagonal = new Float32Array(inside.length);
  for (const nodes of [red, black]) {
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const neighbours =
        inside[node - 1]! + inside[node + 1]! + inside[node - width]! + inside[node + width]!;
      diagonal[node] = neighbours + (4 - neighbours) * COARSE_RIM + (sinks ? sinks[node]! : 0);
    }
  }
  const u = new Float32Array(inside.length);
  const rightSide = new Float32Array(inside.length);
  return { width, height, inside, diagonal, sinks, red, black, u, rightSide };
}
