/**
 * Winding number of each closed surface around each point: 1 inside a surface that faces outward. Counts signed crossings
 * of rays along +x; points are sorted into a (y, z) grid, so that the time is proportional to the number of triangles, not
 * to triangles × points.
 *
 * @param points three numbers per point; a ray should not pass exactly through a vertex.
 * @param surfaceOf the surface of each triangle, negative to leave it out.
 * @returns `surfaces` numbers per point.
 */
export function windingNumbers(
  positions: Float32Array,
  corners: Uint32Array,
  surfaceOf: Int32Array,
  surfaces: number,
  points: Float64Array,
): Int32Array {
  const count = points.length / 3;
  const winding = new Int32Array(count * surfaces);
  if (count === 0) return winding;
  const grid = pointGrid(points);
  for (let t = 0; t < surfaceOf.length; t++) {
    const surface = surfaceOf[t]!;
    if (surface < 0) continue;
    const a = corners[3 * t]! * 3;
    const b = corners[3 * t + 1]! * 3;
    const c = corners[3 * t + 2]! * 3;
    const ay = positions[a + 1]!;
    const by = positions[b + 1]!;
    const cy = positions[c + 1]!;
    const row0 = grid.row(Math.min(ay, by, cy));
    const row1 = grid.row(Math.max(ay, by, cy));
    if (row1 < 0 || row0 >= grid.rows) continue;
    const az = positions[a + 2]!;
    const bz = positions[b + 2]!;
    const cz = positions[c + 2]!;
    const column0 = Math.max(0, grid.column(Math.min(az, bz, cz)));
    const column1 = Math.min(grid.columns - 1, grid.column(Math.max(az, bz, cz)));
    for (let row = Math.max(0, row0); row <= Math.min(grid.rows - 1, row1); row++) {
      for (let column = column0; column <= column1; column++) {
        const cell = row * grid.columns + column;
        for (let i = grid.starts[cell]!; i < grid.starts[cell + 1]!; i++) {
          const p = grid.members[i]!;
          const y = points[3 * p + 1]!;
          const z = points[3 * p + 2]!;
          const u = (by - y) * (cz - z) - (cy - y) * (bz - z);
          const v = (cy - y) * (az - z) - (ay - y) * (cz - z);
          const w = (ay - y) * (bz - z) - (by - y) * (az - z);
          // Consistent for the two triangles of a shared edge.
          const side = u > 0 && v > 0 && w > 0 ? 1 : u < 0 && v < 0 && w < 0 ? -1 : 0;
          if (side === 0) continue;
          const x = (u * positions[a]! + v * positions[b]! + w * positions[c]!) / (u + v + w);
          if (x > points[3 * p]!) winding[p * surfaces + surface]! += side;
        }
      }
    }
  }
  return winding;
}

function pointGrid(points: Float64Array) {
  const count = points.length / 3;
  const side = Math.max(1, Math.min(256, Math.ceil(Math.sqrt(count))));
  let y0 = Infinity;
  let z0 = Infinity;
  let y1 = -Infinity;
  let z1 = -Infinity;
  for (let p = 0; p < count; p++) {
    y0 = Math.min(y0, points[3 * p + 1]!);
    y1 = Math.max(y1, points[3 * p + 1]!);
    z0 = Math.min(z0, points[3 * p + 2]!);
    z1 = Math.max(z1, points[3 * p + 2]!);
  }
  const perRow = side / (y1 - y0 || 1);
  const perColumn = side / (z1 - z0 || 1);
  // The largest coordinate needs one more row and column.
  const rows = side + 1;
  const columns = side + 1;
  const row = (y: number) => Math.floor((y - y0) * perRow);
  const column = (z: number) => Math.floor((z - z0) * perColumn);
  const cellOf = (p: number) => row(points[3 * p + 1]!) * columns + column(points[3 * p + 2]!);
  const starts = new Uint32Array(rows * columns + 1);
  for (let p = 0; p < count; p++) starts[cellOf(p) + 1]!++;
  for (let i = 0; i < rows * columns; i++) starts[i + 1] = starts[i + 1]! + starts[i]!;
  const next = starts.slice(0, -1);
  const members = new Uint32Array(count);
  for (let p = 0; p < count; p++) members[next[cellOf(p)]!++] = p;
  return { rows, columns, row, column, starts, members };
}
