/** The values of the chosen vertices, `width` numbers each. */
export function gather(
  values: Float32Array,
  vertices: Uint32Array,
  width: number,
): Float32Array<ArrayBuffer> {
  const gathered = new Float32Array(vertices.length * width);
  for (let v = 0; v < vertices.length; v++)
    for (let c = 0; c < width; c++) gathered[v * width + c] = values[vertices[v]! * width + c]!;
  return gathered;
}
