/** Connected pieces of the marked triangles: a function that gives the piece of a triangle, a number below `vertices`. */
export function piecesOf(
  vertices: number,
  corners: Uint32Array,
  marks: Uint8Array,
  mark: number,
): (triangle: number) => number {
  const parent = new Uint32Array(vertices);
  for (let v = 0; v < vertices; v++) parent[v] = v;
  const rootOf = (vertex: number): number => {
    let v = vertex;
    while (parent[v] !== v) {
      const up = parent[parent[v]!]!;
      parent[v] = up;
      v = up;
    }
    return v;
  };
  for (let t = 0; t < marks.length; t++) {
    if (marks[t] !== mark) continue;
    const a = rootOf(corners[3 * t]!);
    const b = rootOf(corners[3 * t + 1]!);
    const c = rootOf(corners[3 * t + 2]!);
    const least = Math.min(a, b, c);
    parent[a] = least;
    parent[b] = least;
    parent[c] = least;
  }
  return (t) => rootOf(corners[3 * t]!);
}
