import { throwIfAborted } from '../../core/errors.ts';
import { fitMixture, type LabImage, negativeLogDensity } from './gaussian-mixture.ts';
import { type FlowGrid, gridOffsets, minimumCut } from './max-flow.ts';
import type { Saliency } from './saliency.ts';

const MAX_ROUNDS = 4;
const COLOURS = 5;
/** Weight of the smoothness term against the colour models. */
const GAMMA = 22;
/** Minimum cost of a boundary, even between very different colours. */
const MIN_ARC = 0.5;
const MAX_TERMINAL = 40;

/** Arc capacities of an image with a padding of one node on every side; directions as in {@link gridOffsets}. */
function buildArcs({ l, a, b }: LabImage): Float32Array {
  const { width, height } = l;
  const stride = width + 2;
  const arcs = new Float32Array(stride * (height + 2) * 8);
  const squared = (i: number, j: number) => {
    const dl = l.data[i]! - l.data[j]!;
    const da = a.data[i]! - a.data[j]!;
    const db = b.data[i]! - b.data[j]!;
    return dl * dl + da * da + db * db;
  };
  let sum = 0;
  let count = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x + 1 < width) sum += squared(i, i + 1);
      if (y + 1 < height) sum += squared(i, i + width);
      count += (x + 1 < width ? 1 : 0) + (y + 1 < height ? 1 : 0);
    }
  const beta = count / (2 * Math.max(1e-6, sum));
  const offsets = gridOffsets(stride);
  const steps = [
    [1, 0],
    [0, 1],
    [1, 1],
    [-1, 1],
  ] as const;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let step = 0; step < 4; step++) {
        const [dx, dy] = steps[step]!;
        if (x + dx < 0 || x + dx >= width || y + dy >= height) continue;
        const i = y * width + x;
        const share = step < 2 ? 1 : Math.SQRT1_2;
        const capacity = GAMMA * Math.exp(-beta * squared(i, i + dy * width + dx)) * share + MIN_ARC;
        const node = (y + 1) * stride + x + 1;
        const direction = step * 2;
        arcs[node * 8 + direction] = capacity;
        arcs[(node + offsets[direction]!) * 8 + direction + 1] = capacity;
      }
  return arcs;
}

/** Extra cost of labelling a pixel of the two outermost rows or columns as subject; lower for the bottom edge. */
function framePenalty(x: number, y: number, width: number, height: number, frameDistance: number): number {
  if (x > 1 && y > 1 && x < width - 2 && y < height - 2) return 0;
  const penalty = frameDistance < 12 ? 20 : 4;
  return y >= height - 2 ? penalty / 2 : penalty;
}

function membersOf(foreground: Uint8Array, value: 0 | 1): Int32Array {
  const members: number[] = [];
  for (let i = 0; i < foreground.length; i++) if (foreground[i] === value) members.push(i);
  return Int32Array.from(members);
}

/**
 * Splits an image into subject (1) and background (0): alternates colour models and minimum cuts, starting with the
 * saliency. After Rother, Kolmogorov and Blake, "GrabCut", 2004.
 */
export function cutSubject(
  lab: LabImage,
  saliency: Saliency,
  random: () => number,
  signal: AbortSignal | undefined,
): Uint8Array {
  const { width, height } = lab.l;
  const { values, max, threshold, busy, frameDistance } = saliency;
  const stride = width + 2;
  const arcs = buildArcs(lab);
  const priorScale = 1.2 + 1.2 * busy;
  const floor = 0.04 * max;
  let foreground = Uint8Array.from(values, (value) => (value > threshold ? 1 : 0));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    throwIfAborted(signal);
    const inside = membersOf(foreground, 1);
    const outside = membersOf(foreground, 0);
    if (inside.length < 8 || outside.length < 8) break;
    const subjectCost = negativeLogDensity(lab, fitMixture(lab, inside, COLOURS, random));
    const backgroundCost = negativeLogDensity(lab, fitMixture(lab, outside, COLOURS, random));
    const terminals = new Float32Array(stride * (height + 2));
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const i = y * width + x;
        const prior = Math.log((values[i]! + floor) / (threshold + floor)) * priorScale;
        const source = Math.min(MAX_TERMINAL, Math.max(0, backgroundCost[i]! + prior));
        const sink =
          Math.min(MAX_TERMINAL, Math.max(0, subjectCost[i]!)) +
          framePenalty(x, y, width, height, frameDistance[i]!);
        terminals[(y + 1) * stride + x + 1] = source - sink;
      }
    const grid: FlowGrid = { width: stride, height: height + 2, arcs: arcs.slice(), terminals };
    const side = minimumCut(grid);
    let changed = 0;
    const next = new Uint8Array(width * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const i = y * width + x;
        next[i] = side[(y + 1) * stride + x + 1]!;
        if (next[i] !== foreground[i]) changed++;
      }
    foreground = next;
    if (changed < 0.002 * next.length) break;
  }
  return foreground;
}
