/**
 * The front half of the solid: triangles over the grid, counter-clockwise seen from +Z (with y pointing down). The
 * height is √square; `square` is exactly 0 on the silhouette and nowhere else, which is what marks the seam.
 */
export interface Sheet {
  /** Position in cells, in the grid's coordinates. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** W = height², in square cells. */
  readonly square: Float32Array;
  /** ∂W/∂x and ∂W/∂y, for normals. */
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  readonly indices: Uint32Array;
}

/** The sheet with other triangles, without unused vertices; the order is kept. */
export function compactSheet(sheet: Sheet, indices: Uint32Array): Sheet {
  const renumbered = new Uint32Array(sheet.x.length);
  for (let i = 0; i < indices.length; i++) renumbered[indices[i]!] = 1;
  let count = 0;
  for (let vertex = 0; vertex < renumbered.length; vertex++)
    renumbered[vertex] = renumbered[vertex] ? count++ : 0xffffffff;
  const keep = (values: Float32Array) => {
    const kept = new Float32Array(count);
    for (let vertex = 0; vertex < values.length; vertex++) {
      const to = renumbered[vertex]!;
      if (to !== 0xffffffff) kept[to] = values[vertex]!;
    }
    return kept;
  };
  const compacted = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) compacted[i] = renumbered[indices[i]!]!;
  return {
    x: keep(sheet.x),
    y: keep(sheet.y),
    square: keep(sheet.square),
    slopeX: keep(sheet.slopeX),
    slopeY: keep(sheet.slopeY),
    indices: compacted,
  };
}

/** Number of vertices used by the triangles. */
export function countUsed(indices: Uint32Array, vertexCount: number): number {
  const used = new Uint8Array(vertexCount);
  let count = 0;
  for (let i = 0; i < indices.length; i++) {
    const vertex = indices[i]!;
    if (used[vertex]) continue;
    used[vertex] = 1;
    count++;
  }
  return count;
}

function rootOf(parents: Int32Array, item: number): number {
  let at = item;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

/** Union-find over the triangles: the representative vertex of each vertex's part. */
function partsOf({ x, indices }: Sheet): Int32Array {
  const parents = new Int32Array(x.length);
  for (let vertex = 0; vertex < parents.length; vertex++) parents[vertex] = vertex;
  for (let i = 0; i < indices.length; i += 3) {
    for (let side = 1; side < 3; side++)
      parents[rootOf(parents, indices[i]!)] = rootOf(parents, indices[i + side]!);
  }
  for (let vertex = 0; vertex < parents.length; vertex++) parents[vertex] = rootOf(parents, vertex);
  return parents;
}

/**
 * Removes parts without a border: simplification may reduce a small part to two faces back to back, and mirroring would
 * turn it into two bodies.
 */
export function dropClosedParts(sheet: Sheet): Sheet {
  const { square, indices } = sheet;
  const parts = partsOf(sheet);
  const hasBorder = new Uint8Array(parts.length);
  for (let vertex = 0; vertex < parts.length; vertex++)
    if (square[vertex] === 0) hasBorder[parts[vertex]!] = 1;
  const kept = indices.filter((_, i) => hasBorder[parts[indices[i]!]!] === 1);
  return compactSheet(sheet, kept);
}

/**
 * Counts separate parts and holes of a sheet whose border is its vertices with W = 0, by the Euler characteristic (each
 * border loop has as many edges as vertices).
 */
export function countTopology(sheet: Sheet): { components: number; holes: number } {
  const { square, indices } = sheet;
  const parts = partsOf(sheet);
  let components = 0;
  let border = 0;
  for (let vertex = 0; vertex < parts.length; vertex++) {
    if (parts[vertex] === vertex) components++;
    if (square[vertex] === 0) border++;
  }
  const euler = parts.length - (indices.length / 3 + border) / 2;
  return { components, holes: components - euler };
}
