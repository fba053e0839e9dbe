import type { PointPatch } from './match-patch.ts';
import { TILE_POINTS } from './match-patch.ts';
import type { BakeTarget } from './target.ts';

/** Surface points of the target for a square of samples, with their tangent frames. */
export interface TilePoints extends PointPatch {
  /** Unit vector along +u, at a right angle to the normal. */
  readonly tangents: Float64Array;
  /** +1 or −1: handedness × (normal × tangent) points towards +v. */
  readonly handedness: Int8Array;
  /** Index of the sample within its tile, per point. */
  readonly samples: Uint8Array;
}

export function createTilePoints(): TilePoints {
  return {
    count: 0,
    positions: new Float64Array(TILE_POINTS * 3),
    normals: new Float64Array(TILE_POINTS * 3),
    tangents: new Float64Array(TILE_POINTS * 3),
    handedness: new Int8Array(TILE_POINTS),
    samples: new Uint8Array(TILE_POINTS),
  };
}

/** Appends the point of `triangle` at a sample of the map; a position outside the triangle is moved to its outline. */
export function addPoint(
  points: TilePoints,
  target: BakeTarget,
  triangle: number,
  column: number,
  row: number,
  perTexel: number,
  sample: number,
): void {
  const x = (column + 0.5) / perTexel;
  const y = (row + 0.5) / perTexel;
  const { positions, normals, indices } = target.mesh;
  const { barycentrics, tangents } = target;
  const from = triangle * 6;
  let v = barycentrics[from]! + barycentrics[from + 1]! * x + barycentrics[from + 2]! * y;
  let w = barycentrics[from + 3]! + barycentrics[from + 4]! * x + barycentrics[from + 5]! * y;
  let u = 1 - v - w;
  if (u < 0 || v < 0 || w < 0) {
    u = Math.max(0, u);
    v = Math.max(0, v);
    w = Math.max(0, w);
    const sum = u + v + w;
    u /= sum;
    v /= sum;
    w /= sum;
  }
  const a = indices[triangle * 3]! * 3;
  const b = indices[triangle * 3 + 1]! * 3;
  const c = indices[triangle * 3 + 2]! * 3;
  const to = points.count * 3;
  points.positions[to] = positions[a]! * u + positions[b]! * v + positions[c]! * w;
  points.positions[to + 1] = positions[a + 1]! * u + positions[b + 1]! * v + positions[c + 1]! * w;
  points.positions[to + 2] = positions[a + 2]! * u + positions[b + 2]! * v + positions[c + 2]! * w;
  let nx = normals[a]! * u + normals[b]! * v + normals[c]! * w;
  let ny = normals[a + 1]! * u + normals[b + 1]! * v + normals[c + 1]! * w;
  let nz = normals[a + 2]! * u + normals[b + 2]! * v + normals[c + 2]! * w;
  const size = 1 / (Math.sqrt(nx * nx + ny * ny + nz * nz) || 1);
  nx *= size;
  ny *= size;
  nz *= size;
  let tx = tangents[a]! * u + tangents[b]! * v + tangents[c]! * w;
  let ty = tangents[a + 1]! * u + tangents[b + 1]! * v + tangents[c + 1]! * w;
  let tz = tangents[a + 2]! * u + tangents[b + 2]! * v + tangents[c + 2]! * w;
  const along = tx * nx + ty * ny + tz * nz;
  tx -= nx * along;
  ty -= ny * along;
  tz -= nz * along;
  const length = 1 / (Math.sqrt(tx * tx + ty * ty + tz * tz) || 1);
  points.normals[to] = nx;
  points.normals[to + 1] = ny;
  points.normals[to + 2] = nz;
  points.tangents[to] = tx * length;
  points.tangents[to + 1] = ty * length;
  points.tangents[to + 2] = tz * length;
  points.handedness[points.count] = target.handedness[triangle]!;
  points.samples[points.count++] = sample;
}

/**
 * Converts the model-space vector at out[at] to the tangent frame of a point: x along +u, y along −v (glTF's +Y), z
 * outwards. A normal of the surface's back is turned to the front: both sides of a sheet are lit alike.
 */
export function toTangentSpace(points: TilePoints, index: number, out: Float32Array, at: number): void {
  const { normals, tangents } = points;
  const from = index * 3;
  const nx = normals[from]!;
  const ny = normals[from + 1]!;
  const nz = normals[from + 2]!;
  const tx = tangents[from]!;
  const ty = tangents[from + 1]!;
  const tz = tangents[from + 2]!;
  const sign = -points.handedness[index]!;
  let x = out[at]!;
  let y = out[at + 1]!;
  let z = out[at + 2]!;
  if (x * nx + y * ny + z * nz < 0) [x, y, z] = [-x, -y, -z];
  out[at] = x * tx + y * ty + z * tz;
  out[at + 1] = (x * (ny * tz - nz * ty) + y * (nz * tx - nx * tz) + z * (nx * ty - ny * tx)) * sign;
  out[at + 2] = x * nx + y * ny + z * nz;
}
