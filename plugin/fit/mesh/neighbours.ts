/** Border edge: no triangle on the other side. */
export const BORDER = -1;
/** More than two triangles share the edge. */
export const NON_MANIFOLD = -2;

/**
 * For each corner, the triangle across the edge to the next corner: the corner (3 × triangle + 0 … 2) where the edge
 * starts in that triangle, {@link BORDER} or {@link NON_MANIFOLD}.
 *
 * @param corners three per triangle, equal where positions are equal.
 */
export function neighboursOf(vertices: number, corners: Uint32Array): Int32Array<ArrayBuffer> {
  const { starts, edges } = edgesByLowVertex(vertices, corners);
  const across = new Int32Array(corners.length).fill(BORDER);
  for (let v = 0; v < vertices; v++) {
    const end = starts[v + 1]!;
    for (let i = starts[v]!; i < end; i++) {
      const edge = edges[i]!;
      if (across[edge] !== BORDER) continue;
      const far = farVertex(corners, edge, v);
      for (let j = i + 1; j < end; j++) {
        const other = edges[j]!;
        if (farVertex(corners, other, v) !== far) continue;
        if (across[edge] === BORDER) {
          across[edge] = other;
          across[other] = edge;
        } else {
          const first = across[edge]!;
          if (first >= 0) across[first] = NON_MANIFOLD;
          across[edge] = NON_MANIFOLD;
          across[other] = NON_MANIFOLD;
        }
      }
    }
  }
  return across;
}

/** The next corner of the same triangle. */
export function nextCorner(corner: number): number {
  return corner % 3 === 2 ? corner - 2 : corner + 1;
}

/** Edges grouped by their lower vertex: at `starts[vertex]` … `starts[vertex + 1]`. */
function edgesByLowVertex(vertices: number, corners: Uint32Array) {
  const starts = new Uint32Array(vertices + 1);
  const low = (edge: number) => Math.min(corners[edge]!, corners[nextCorner(edge)]!);
  for (let edge = 0; edge < corners.length; edge++) starts[low(edge) + 1]!++;
  for (let v = 0; v < vertices; v++) starts[v + 1] = starts[v + 1]! + starts[v]!;
  const next = starts.slice(0, vertices);
  const edges = new Uint32Array(corners.length);
  for (let edge = 0; edge < corners.length; edge++) edges[next[low(edge)]!++] = edge;
  return { starts, edges };
}

function farVertex(corners: Uint32Array, edge: number, near: number): number {
  const from = corners[edge]!;
  return from === near ? corners[nextCorner(edge)]! : from;
}
