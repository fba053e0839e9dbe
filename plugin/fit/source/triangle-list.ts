const STRIP = 5;
const FAN = 6;

/** Converts a triangle strip (mode 5) or fan (6) to a list; a list (4) only loses an incomplete last triangle. */
export function triangleList(indices: Uint32Array<ArrayBuffer>, mode: number): Uint32Array<ArrayBuffer> {
  if (mode !== STRIP && mode !== FAN)
    return indices.length % 3 ? indices.slice(0, indices.length - (indices.length % 3)) : indices;
  const triangles = Math.max(0, indices.length - 2);
  const list = new Uint32Array(triangles * 3);
  for (let t = 0; t < triangles; t++) {
    // Every second triangle of a strip has the opposite winding.
    const odd = mode === STRIP ? t % 2 : 0;
    list[3 * t] = indices[mode === STRIP ? t : 0]!;
    list[3 * t + 1] = indices[t + 1 + odd]!;
    list[3 * t + 2] = indices[t + 2 - odd]!;
  }
  return list;
}

/** 0, 1, 2 …: the indices of a primitive without indices. */
export function countingIndices(vertices: number): Uint32Array<ArrayBuffer> {
  const indices = new Uint32Array(vertices);
  for (let i = 0; i < vertices; i++) indices[i] = i;
  return indices;
}
