/** Below this squared length a vector counts as zero. */
const NO_DIRECTION = 1e-30;

/** Normalises every vector of a list in place; `setFallback` sets zero vectors. */
export function normalizeAll(
  vectors: Float32Array,
  setFallback: (index: number, vectors: Float32Array) => void = (index, out) => out.set([0, 0, 1], index * 3),
): void {
  for (let i = 0; i < vectors.length; i += 3) {
    const x = vectors[i]!;
    const y = vectors[i + 1]!;
    const z = vectors[i + 2]!;
    const squared = x * x + y * y + z * z;
    if (!(squared > NO_DIRECTION)) {
      setFallback(i / 3, vectors);
      continue;
    }
    const scale = 1 / Math.sqrt(squared);
    vectors[i] = x * scale;
    vectors[i + 1] = y * scale;
    vectors[i + 2] = z * scale;
  }
}

export type Vector = readonly [number, number, number];

export interface Box {
  readonly min: Vector;
  readonly max: Vector;
}

/** The axis-aligned box around a list of positions, and its diagonal. */
export function boxOf(positions: Float32Array): Box & { readonly diagonal: number } {
  let x0 = Infinity;
  let y0 = Infinity;
  let z0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  let z1 = -Infinity;
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    const y = positions[i + 1]!;
    const z = positions[i + 2]!;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
    if (z < z0) z0 = z;
    if (z > z1) z1 = z;
  }
  return { min: [x0, y0, z0], max: [x1, y1, z1], diagonal: Math.hypot(x1 - x0, y1 - y0, z1 - z0) };
}
