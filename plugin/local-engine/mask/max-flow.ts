/**
 * A grid whose nodes are joined to their 8 neighbours. The outermost ring of nodes is padding: no arcs, no terminals,
 * so that a neighbour's index is always in range.
 */
export interface FlowGrid {
  readonly width: number;
  readonly height: number;
  /** Arc capacities at node × 8 + direction; overwritten with residuals. */
  readonly arcs: Float32Array;
  /** Per node, capacity from the source (positive) or to the sink (negative); overwritten with residuals. */
  readonly terminals: Float32Array;
}

/** Index offsets of the 8 directions; `direction ^ 1` is the opposite one. */
export function gridOffsets(width: number): Int32Array {
  return Int32Array.of(1, -1, width, -width, width + 1, -width - 1, width - 1, -width + 1);
}

const EPSILON = 1e-7;
const FREE = 0;
const SOURCE = 1;
const SINK = 2;
// Values of `parent` besides a direction 0…7.
const TERMINAL = 8;
const ORPHAN = 9;
const NONE = -1;

/** A FIFO queue of node indices; every node is in it at most once. */
function createQueue(nodes: number) {
  const items = new Int32Array(nodes + 1);
  const queued = new Uint8Array(nodes);
  let head = 0;
  let tail = 0;
  return {
    push(node: number): void {
      if (queued[node]) return;
      queued[node] = 1;
      items[tail] = node;
      tail = tail === nodes ? 0 : tail + 1;
    },
    /** The next node, or −1. */
    shift(): number {
      if (head === tail) return -1;
      const node = items[head]!;
      head = head === nodes ? 0 : head + 1;
      queued[node] = 0;
      return node;
    },
  };
}

/**
 * Minimum cut of a grid: 1 for every node on the source's side, 0 for the others. Two search trees grow from the
 * terminals and are repaired after each augmentation: Boykov and Kolmogorov, "An Experimental Comparison of
 * Min-Cut/Max-Flow Algorithms for Energy Minimization in Vision", 2004, with their time stamps and distances.
 */
export function minimumCut({ width, height, arcs, terminals }: FlowGrid): Uint8Array {
  const nodes = width * height;
  const offsets = gridOffsets(width);
  const tree = new Uint8Array(nodes);
  const parent = new Int8Array(nodes).fill(NONE);
  const stamp = new Int32Array(nodes);
  const depth = new Int32Array(nodes);
  const active = createQueue(nodes);
  const orphans = createQueue(nodes);
  let time = 0;

  for (let node = 0; node < nodes; node++) {
    if (Math.abs(terminals[node]!) <= EPSILON) continue;
    tree[node] = terminals[node]! > 0 ? SOURCE : SINK;
    parent[node] = TERMINAL;
    depth[node] = 1;
    active.push(node);
  }

  /** Residual capacity between `node` and its neighbour in the direction source → sink. */
  const towards = (node: number, direction: number, other: number, isSource: boolean) =>
    isSource ? arcs[node * 8 + direction]! : arcs[other * 8 + (direction ^ 1)]!;

  /** Grows the tree of `node`; returns the direction in which it touches the other tree, or −1. */
  const grow = (node: number): number => {
    const isSource = tree[node] === SOURCE;
    for (let direction = 0; direction < 8; direction++) {
      const other = node + offsets[direction]!;
      if (towards(node, direction, other, isSource) <= EPSILON) continue;
      if (tree[other] === FREE) {
        tree[other] = tree[node]!;
        active.push(other);
      } else if (tree[other] !== tree[node]) return direction;
      // A shorter way to the terminal for a node of the same tree.
      else if (stamp[other]! > stamp[node]! || depth[other]! <= depth[node]! + 1) continue;
      parent[other] = direction ^ 1;
      stamp[other] = stamp[node]!;
      depth[other] = depth[node]! + 1;
    }
    return -1;
  };

  /** The smallest residual from `node` up to its terminal. */
  const bottleneck = (node: number, isSource: boolean, limit: number): number => {
    let least = limit;
    let at = node;
    while (parent[at] !== TERMINAL) {
      const direction = parent[at]!;
      const up = at + offsets[direction]!;
      least = Math.min(least, isSource ? arcs[up * 8 + (direction ^ 1)]! : arcs[at * 8 + direction]!);
      at = up;
    }
    return Math.min(least, Math.abs(terminals[at]!));
  };

  const orphan = (node: number) => {
    parent[node] = ORPHAN;
    orphans.push(node);
  };

  const push = (node: number, isSource: boolean, flow: number): void => {
    let at = node;
    while (parent[at] !== TERMINAL) {
      const direction = parent[at]!;
      const up = at + offsets[direction]!;
      const down = up * 8 + (direction ^ 1);
      const rise = at * 8 + direction;
      const used = isSource ? down : rise;
      const back = isSource ? rise : down;
      arcs[used] = arcs[used]! - flow;
      arcs[back] = arcs[back]! + flow;
      if (arcs[used]! <= EPSILON) orphan(at);
      at = up;
    }
    terminals[at] = terminals[at]! - (isSource ? flow : -flow);
    if (Math.abs(terminals[at]!) <= EPSILON) orphan(at);
  };

  const augment = (node: number, direction: number): void => {
    const other = node + offsets[direction]!;
    const isSource = tree[node] === SOURCE;
    const from = isSource ? node : other;
    const to = isSource ? other : node;
    const used = from * 8 + (isSource ? direction : direction ^ 1);
    const back = to * 8 + (isSource ? direction ^ 1 : direction);
    const flow = bottleneck(to, false, bottleneck(from, true, arcs[used]!));
    arcs[used] = arcs[used]! - flow;
    arcs[back] = arcs[back]! + flow;
    push(from, true, flow);
    push(to, false, flow);
  };

  /** Steps from `node` to its terminal, or infinity when an orphan is on the way. */
  const distanceToTerminal = (node: number): number => {
    let at = node;
    for (let steps = 0; ; steps++) {
      if (stamp[at] === time) return steps + depth[at]!;
      const up = parent[at]!;
      if (up === TERMINAL) {
        stamp[at] = time;
        depth[at] = 1;
        return steps + 1;
      }
      if (up === ORPHAN || up === NONE) return Number.POSITIVE_INFINITY;
      at += offsets[up]!;
    }
  };

  const markPath = (node: number, distance: number): void => {
    let at = node;
    for (let left = distance; stamp[at] !== time; left--) {
      stamp[at] = time;
      depth[at] = left;
      at += offsets[parent[at]!]!;
    }
  };

  const importGlbAsync = (node: number): void => {
    const isSource = tree[node] === SOURCE;
    let best = NONE;
    let least = Number.POSITIVE_INFINITY;
    for (let direction = 0; direction < 8; direction++) {
      const other = node + offsets[direction]!;
      if (tree[other] !== tree[node] || towards(other, direction ^ 1, node, isSource) <= EPSILON) continue;
      const distance = distanceToTerminal(other);
      if (distance === Number.POSITIVE_INFINITY) continue;
      markPath(other, distance);
      if (distance >= least) continue;
      least = distance;
      best = direction;
    }
    parent[node] = best;
    if (best !== NONE) {
      stamp[node] = time;
      depth[node] = least + 1;
      return;
    }
    for (let direction = 0; direction < 8; direction++) {
      const other = node + offsets[direction]!;
      if (tree[other] !== tree[node]) continue;
      if (towards(other, direction ^ 1, node, isSource) > EPSILON) active.push(other);
      if (parent[other] === (direction ^ 1)) orphan(other);
    }
    tree[node] = FREE;
  };

  for (let node = active.shift(); node !== -1; ) {
    const direction = tree[node] === FREE ? -1 : grow(node);
    if (direction === -1) {
      node = active.shift();
      continue;
    }
    time++;
    augment(node, direction);
    for (let lost = orphans.shift(); lost !== -1; lost = orphans.shift()) importGlbAsync(lost);
  }
  return tree.map((side) => (side === SOURCE ? 1 : 0));
}
