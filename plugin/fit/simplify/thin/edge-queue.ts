/** Edges in order of their cost: a binary heap. An edge is void once one of its vertices has changed. */
export interface EdgeQueue {
  push(cost: number, u: number, v: number): void;
  /** The number of the cheapest edge that is not void, which is taken out; −1 when none is left. */
  pop(): number;
  /** Both ends of an edge, by its number. */
  readonly ends: (edge: number) => readonly [u: number, v: number];
  /** Voids every edge at this vertex. */
  changed(vertex: number): void;
}

/** Per edge: its vertices, and how often each had changed. */
const ENTRY = 4;

export function edgeQueue(vertices: number): EdgeQueue {
  const changes = new Uint32Array(vertices);
  const entries: number[] = [];
  const costs: number[] = [];
  const heap: number[] = [];

  /** Puts `edge` where the heap stays in order, from `at` upwards. */
  function rise(at: number, edge: number): void {
    const cost = costs[edge]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (costs[heap[parent]!]! <= cost) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = edge;
  }

  /** The same from the top downwards. */
  function sink(edge: number): void {
    const cost = costs[edge]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && costs[heap[child + 1]!]! < costs[heap[child]!]!) child++;
      if (costs[heap[child]!]! >= cost) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = edge;
  }

  return {
    push(cost, u, v) {
      const edge = costs.push(cost) - 1;
      entries.push(u, v, changes[u]!, changes[v]!);
      heap.push(edge);
      rise(heap.length - 1, edge);
    },
    pop() {
      while (heap.length > 0) {
        const edge = heap[0]!;
        const last = heap.pop()!;
        if (heap.length > 0) sink(last);
        const at = ENTRY * edge;
        if (changes[entries[at]!] === entries[at + 2] && changes[entries[at + 1]!] === entries[at + 3])
          return edge;
      }
      return -1;
    },
    ends: (edge) => [entries[ENTRY * edge]!, entries[ENTRY * edge + 1]!],
    changed(vertex) {
      changes[vertex]!++;
    },
  };
}
