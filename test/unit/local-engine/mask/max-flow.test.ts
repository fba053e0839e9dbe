import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridOffsets, minimumCut } from '../../../../plugin/local-engine/mask/max-flow.ts';
import { createRandom } from '../../../../plugin/local-engine/ops/random.ts';

interface Problem {
  readonly width: number;
  readonly height: number;
  readonly arcs: Float32Array;
  readonly terminals: Float32Array;
  readonly inner: readonly number[];
}

/** A grid with a padding ring and integer capacities; every arc its own, so the two directions differ. */
function randomProblem(innerWidth: number, innerHeight: number, seed: number): Problem {
  const random = createRandom(seed);
  const [width, height] = [innerWidth + 2, innerHeight + 2];
  const offsets = gridOffsets(width);
  const inner: number[] = [];
  for (let y = 1; y <= innerHeight; y++) for (let x = 1; x <= innerWidth; x++) inner.push(y * width + x);
  const arcs = new Float32Array(width * height * 8);
  const terminals = new Float32Array(width * height);
  for (const node of inner) {
    terminals[node] = Math.floor(random() * 21) - 10;
    for (let direction = 0; direction < 8; direction++)
      if (inner.includes(node + offsets[direction]!)) arcs[node * 8 + direction] = Math.floor(random() * 6);
  }
  return { width, height, arcs, terminals, inner };
}

function cost({ width, arcs, terminals, inner }: Problem, isSource: (node: number) => boolean): number {
  const offsets = gridOffsets(width);
  let sum = 0;
  for (const node of inner) {
    const terminal = terminals[node]!;
    if (isSource(node)) {
      sum += Math.max(0, -terminal);
      for (let direction = 0; direction < 8; direction++)
        if (!isSource(node + offsets[direction]!)) sum += arcs[node * 8 + direction]!;
    } else sum += Math.max(0, terminal);
  }
  return sum;
}

function cheapestCut(problem: Problem): number {
  let best = Number.POSITIVE_INFINITY;
  for (let subset = 0; subset < 2 ** problem.inner.length; subset++)
    best = Math.min(
      best,
      cost(
        problem,
        (node) => ((subset >> problem.inner.indexOf(node)) & 1) === 1 && problem.inner.includes(node),
      ),
    );
  return best;
}

test('cuts as cheaply as trying every subset of a tiny grid', () => {
  fc.assert(
    fc.property(fc.constantFrom([2, 2], [3, 2], [1, 6], [3, 3]), fc.nat(1e6), ([w, h], seed) => {
      const problem = randomProblem(w!, h!, seed);
      const side = minimumCut({
        ...problem,
        arcs: problem.arcs.slice(),
        terminals: problem.terminals.slice(),
      });
      expect(cost(problem, (node) => side[node] === 1)).toBe(cheapestCut(problem));
    }),
    { numRuns: 120, seed: 1 },
  );
});

test('a flow as large as its cut exists on a larger grid: residuals certify the optimum', () => {
  for (let seed = 0; seed < 8; seed++) {
    const problem = randomProblem(24, 17, seed);
    const arcs = problem.arcs.slice();
    const terminals = problem.terminals.slice();
    const side = minimumCut({ ...problem, arcs, terminals });
    const offsets = gridOffsets(problem.width);
    let sent = 0;
    for (const node of problem.inner) {
      sent += Math.max(0, problem.terminals[node]!) - Math.max(0, terminals[node]!);
      let gained = problem.terminals[node]! - terminals[node]!;
      for (let direction = 0; direction < 8; direction++) {
        const i = node * 8 + direction;
        expect(arcs[i]).toBeGreaterThanOrEqual(0);
        // What left over this arc; both directions of a pair hold the same total before and after.
        gained -= (problem.arcs[i]! - arcs[i]!) as number;
        const back = (node + offsets[direction]!) * 8 + (direction ^ 1);
        if (problem.inner.includes(node + offsets[direction]!))
          expect(arcs[i]! + arcs[back]!).toBe(problem.arcs[i]! + problem.arcs[back]!);
      }
      expect(gained).toBe(0);
    }
    expect(sent).toBe(cost(problem, (node) => side[node] === 1));
  }
});
