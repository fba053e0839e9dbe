import { boxOf } from '../../mesh/vectors.ts';

/** Cells along the longest side of the mesh. */
const CELLS = 64;

/** Triangles that lie close together and face about the same way: what is true for some of them is true for all. */
export interface TriangleClusters {
  readonly clusterOf: Uint32Array;
  /** Triangles of cluster `i`: `members` from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
  /** Edge of the cell that holds a cluster, metres. */
  readonly size: number;
}

/** Clusters by the cell of a triangle's centre and the axis that its normal is nearest to. */
export function clusterTriangles(positions: Float32Array, corners: Uint32Array): TriangleClusters {
  const { min, max } = boxOf(positions);
  const size = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]) / CELLS || 1;
  const [nx, ny, nz] = [0, 1, 2].map((c) => Math.floor((max[c]! - min[c]!) / size) + 1) as [
    number,
    number,
    number,
  ];
  const numberOf = new Int32Array(6 * nx * ny * nz).fill(-1);
  const clusterOf = new Uint32Array(corners.length / 3);
  let count = 0;
  for (let t = 0; t < clusterOf.length; t++) {
    const a = corners[3 * t]! * 3;
    const b = corners[3 * t + 1]! * 3;
    const c = corners[3 * t + 2]! * 3;
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const i = Math.floor((positions[a]! + (ux + vx) / 3 - min[0]) / size);
    const j = Math.floor((positions[a + 1]! + (uy + vy) / 3 - min[1]) / size);
    const k = Math.floor((positions[a + 2]! + (uz + vz) / 3 - min[2]) / size);
    const side =
      Math.abs(x) >= Math.abs(y) && Math.abs(x) >= Math.abs(z)
        ? x < 0
          ? 0
          : 1
        : Math.abs(y) >= Math.abs(z)
          ? y < 0
            ? 2
            : 3
          : z < 0
            ? 4
            : 5;
    const key = side + 6 * (i + nx * (j + ny * k));
    if (numberOf[key]! < 0) numberOf[key] = count++;
    clusterOf[t] = numberOf[key]!;
  }
  const starts = new Uint32Array(count + 1);
  for (let t = 0; t < clusterOf.length; t++) starts[clusterOf[t]! + 1]!++;
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i + 1]! + starts[i]!;
  const next = starts.slice(0, count);
  const members = new Uint32Array(clusterOf.length);
  for (let t = 0; t < clusterOf.length; t++) members[next[clusterOf[t]!]!++] = t;
  return { clusterOf, starts, members, size };
}

/** Values of some clusters, averaged with those of them beside each. */
export function smoothed(
  { clusterOf }: TriangleClusters,
  vertices: number,
  corners: Uint32Array,
  values: Float32Array,
  isIn: Uint8Array,
): Float32Array<ArrayBuffer> {
  const sums = new Float32Array(values.length);
  const counts = new Float32Array(values.length);
  const atCorner = new Float32Array(2 * vertices);
  for (let i = 0; i < corners.length; i++) {
    const cluster = clusterOf[(i / 3) | 0]!;
    if (!isIn[cluster]) continue;
    const v = 2 * corners[i]!;
    atCorner[v] = atCorner[v]! + values[cluster]!;
    atCorner[v + 1]!++;
  }
  for (let i = 0; i < corners.length; i++) {
    const cluster = clusterOf[(i / 3) | 0]!;
    if (!isIn[cluster]) continue;
    const v = 2 * corners[i]!;
    sums[cluster] = sums[cluster]! + atCorner[v]! / atCorner[v + 1]!;
    counts[cluster]!++;
  }
  return sums.map((sum, cluster) => (counts[cluster] ? sum / counts[cluster] : values[cluster]!));
}
