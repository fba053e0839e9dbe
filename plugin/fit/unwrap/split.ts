import { type Chart, makeChart } from './chart.ts';
import { clusterFaces } from './cluster.ts';
import type { Faces, Pairs } from './faces.ts';
import type { OverlapTest } from './overlap.ts';
import { projectChart } from './project.ts';
import { smoothBorders } from './smooth-borders.ts';

const FIRST_ANGLE = (75 * Math.PI) / 180;
const NEXT_ANGLE = 0.6;
/** Below this cone angle, a chart that still folds is split into single faces. */
const LAST_ANGLE = (9 * Math.PI) / 180;

/**
 * Splits all faces into charts without folds, each projected along its mean normal: with cones of 75° first, with narrower
 * ones if a chart folds. Calls `pause` between charts.
 */
export async function splitIntoCharts(
  faces: Faces,
  test: OverlapTest,
  pause: () => Promise<void>,
): Promise<Chart[]> {
  const scratch = new Int32Array(faces.points.length / 3).fill(-1);
  const places = new Int32Array(faces.count).fill(-1);
  const all = Uint32Array.from({ length: faces.count }, (_, face) => face);
  const clusters = clusterFaces(faces, all, faces.pairs, FIRST_ANGLE);
  const waiting = groups(all, smoothBorders(faces, clusters, FIRST_ANGLE)).map((list) => ({
    list,
    angle: FIRST_ANGLE,
  }));
  const links = pairsByFace(faces);
  const charts: Chart[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    await pause();
    const chart = makeChart(faces, next.list, scratch);
    projectChart(faces, chart);
    if (!test.isFolded(faces, chart)) {
      charts.push(chart);
      continue;
    }
    const angle = next.angle * NEXT_ANGLE;
    if (angle < LAST_ANGLE) {
      for (const face of next.list) waiting.push({ list: Uint32Array.of(face), angle });
      continue;
    }
    const pairs = pairsWithin(faces.pairs, links, next.list, places);
    for (const list of groups(next.list, clusterFaces(faces, next.list, pairs, angle)))
      waiting.push({ list, angle });
  }
  return charts;
}

function groups(list: Uint32Array, { charts, count }: { charts: Uint32Array; count: number }): Uint32Array[] {
  const sizes = new Uint32Array(count);
  for (const chart of charts) sizes[chart] = sizes[chart]! + 1;
  const lists = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (let i = 0; i < list.length; i++) {
    const chart = charts[i]!;
    const at = sizes[chart]!;
    lists[chart]![at] = list[i]!;
    sizes[chart] = at + 1;
  }
  return lists;
}

/** For each face, the numbers of the pairs in which it is the first. */
function pairsByFace(faces: Faces): { starts: Uint32Array; items: Uint32Array } {
  const { a, count } = faces.pairs;
  const starts = new Uint32Array(faces.count + 1);
  for (let pair = 0; pair < count; pair++) starts[a[pair]! + 1] = starts[a[pair]! + 1]! + 1;
  for (let face = 0; face < faces.count; face++) starts[face + 1] = starts[face + 1]! + starts[face]!;
  const items = new Uint32Array(count);
  const next = starts.slice();
  for (let pair = 0; pair < count; pair++) {
    const face = a[pair]!;
    items[next[face]!] = pair;
    next[face] = next[face]! + 1;
  }
  return { starts, items };
}

/** Pairs with both faces in `list`, as indices into it; `places` has one entry per face and is all −1 before and after. */
function pairsWithin(
  pairs: Pairs,
  links: { starts: Uint32Array; items: Uint32Array },
  list: Uint32Array,
  places: Int32Array,
): Pairs {
  const a: number[] = [];
  const b: number[] = [];
  const lengths: number[] = [];
  for (let i = 0; i < list.length; i++) places[list[i]!] = i;
  for (const face of list) {
    for (let i = links.starts[face]!; i < links.starts[face + 1]!; i++) {
      const pair = links.items[i]!;
      const other = places[pairs.b[pair]!]!;
      if (other < 0) continue;
      a.push(places[face]!);
      b.push(other);
      lengths.push(pairs.lengths[pair]!);
    }
  }
  for (const face of list) places[face] = -1;
  return {
    count: a.length,
    a: Uint32Array.from(a),
    b: Uint32Array.from(b),
    lengths: Float64Array.from(lengths),
  };
}
