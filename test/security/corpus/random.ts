/** Whole numbers below a bound, the same ones for the same seed. */
export type Random = (below: number) => number;

export function random(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export const pick = <T>(next: Random, list: readonly T[]): T => list[next(list.length)]!;
