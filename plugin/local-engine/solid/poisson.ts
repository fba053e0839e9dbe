import { coarserLevel, finestLevel, type PoissonLevel } from './poisson-level.ts';

export interface PoissonProblem {
  /** The soft mask; u = 0 where it crosses the contour. */
  readonly field: Float32Array;
  readonly inside: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Right-hand side inside, the same everywhere. */
  readonly source: number;
  /** λ ≥ 0 of every node; none when absent. */
  readonly sinks?: Float32Array | undefined;
  readonly cycles: number;
}

const SWEEPS = 2;
const COARSEST_SWEEPS = 60;
const COARSEST_RELAXATION = 1.5;

function relax(level: PoissonLevel, nodes: Int32Array, relaxation: number): void {
  const { u, rightSide, diagonal, width } = level;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const settled =
      (rightSide[node]! + u[node - 1]! + u[node + 1]! + u[node - width]! + u[node + width]!) /
      diagonal[node]!;
    u[node] = relaxation === 1 ? settled : u[node]! + relaxation * (settled - u[node]!);
  }
}

function sweep(level: PoissonLevel, count: number, relaxation = 1): void {
  for (let i = 0; i < count; i++) {
    relax(level, level.red, relaxation);
    relax(level, level.black, relaxation);
  }
}

/**
 * Restricts the residuals: the sum over each coarse node's four fine nodes (which contains the coarse cell's h²). Right
 * after a sweep the black equations are exact, so only red nodes have a residual.
 */
function restrict(fine: PoissonLevel, coarse: PoissonLevel): void {
  const { u, rightSide, diagonal, width, red } = fine;
  coarse.rightSide.fill(0);
  coarse.u.fill(0);
  for (let i = 0; i < red.length; i++) {
    const node = red[i]!;
    const y = Math.floor(node / width);
    const to = (y >> 1) * coarse.width + ((node - y * width) >> 1);
    if (!coarse.inside[to]) continue;
    const residual =
      rightSide[node]! +
      u[node - 1]! +
      u[node + 1]! +
      u[node - width]! +
      u[node + width]! -
      diagonal[node]! * u[node]!;
    coarse.rightSide[to] = coarse.rightSide[to]! + residual;
  }
}

/** Adds the coarse correction, bilinear between the centres of the coarse nodes. */
function prolong(coarse: PoissonLevel, fine: PoissonLevel): void {
  const correction = coarse.u;
  for (const nodes of [fine.red, fine.black]) {
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const y = Math.floor(node / fine.width);
      const x = node - y * fine.width;
      const near = (y >> 1) * coarse.width + (x >> 1);
      const across = x & 1 ? 1 : -1;
      const down = y & 1 ? coarse.width : -coarse.width;
      fine.u[node] =
        fine.u[node]! +
        0.5625 * correction[near]! +
        0.1875 * (correction[near + across]! + correction[near + down]!) +
        0.0625 * correction[near + across + down]!;
    }
  }
}

function cycle(levels: readonly PoissonLevel[], depth: number): void {
  const fine = levels[depth]!;
  const coarse = levels[depth + 1];
  if (!coarse) {
    sweep(fine, COARSEST_SWEEPS, COARSEST_RELAXATION);
    return;
  }
  sweep(fine, SWEEPS);
  restrict(fine, coarse);
  cycle(levels, depth + 1);
  prolong(coarse, fine);
  sweep(fine, SWEEPS);
}

/**
 * Solves −Δu + λu = source (unit spacing) inside a silhouette by multigrid V-cycles (Briggs, Henson and McCormick, "A
 * Multigrid Tutorial"). Yields the current solution after every cycle, so that the caller can pause or stop; the last one
 * is the result. Coarse-grid corrections can leave u slightly negative in parts that are one cell wide.
 */
export function* solvePoisson(problem: PoissonProblem): Generator<Float32Array, Float32Array> {
  const { field, inside, width, height, source, sinks, cycles } = problem;
  const levels = [finestLevel(field, inside, width, height, source, sinks)];
  for (let level: PoissonLevel | undefined = levels[0]; level; ) {
    level = coarserLevel(level);
    if (level) levels.push(level);
  }
  const { u } = levels[0]!;
  for (let done = 0; done < cycles; done++) {
    cycle(levels, 0);
    yield u;
  }
  return u;
}
