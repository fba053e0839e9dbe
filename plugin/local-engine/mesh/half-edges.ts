/**
 * Half-edges of a triangle list. Corner c is the half-edge from its vertex to the vertex of the face's next corner.
 */
export interface HalfEdges {
  /** The opposite half-edge; −1 on the border. */
  readonly mates: Int32Array;
  /** Corners at vertex v: `corners[starts[v]]` up to, not including, `corners[starts[v + 1]]`. */
  readonly starts: Uint32Array;
  readonly corners: Uint32Array;
}

export function nextCorner(corner: number): number {
  return corner % 3 === 2 ? corner - 2 : corner + 1;
}

export function pairHalfEdges(indices: Uint32Array, vertexCount: number): HalfEdges {
  const starts = new Uint32Array(vertexCount + 1);
  for (let corner = 0; corner < indices.length; corner++) {
    const after = indices[corner]! + 1;
    starts[after] = starts[after]! + 1;
  }
  for (let vertex = 0; vertex < vertexCount; vertex++)
    starts[vertex + 1] = starts[vertex + 1]! + starts[vertex]!;
  const corners = new Uint32Array(indices.length);
  const filled = starts.slice(0, vertexCount);
  for (let corner = 0; corner < indices.length; corner++) {
    const vertex = indices[corner]!;
    const slot = filled[vertex]!;
    corners[slot] = corner;
    filled[vertex] = slot + 1;
  }
  const mates = new Int32Array(indices.length).fill(-1);
  for (let corner = 0; corner < indices.length; corner++) {
    if (mates[corner] !== -1) continue;
    const from = indices[corner]!;
    const to = indices[nextCorner(corner)]!;
    for (let slot = starts[to]!; slot < starts[to + 1]!; slot++) {
      const other = corners[slot]!;
      if (mates[other] !== -1 || indices[nextCorner(other)] !== from) continue;
      mates[corner] = other;
      mates[other] = corner;
      break;
    }
  }
  return { mates, starts, corners };
}
