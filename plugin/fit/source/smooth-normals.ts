import { meshTopology } from '../mesh/topology.ts';
import { normalizeAll } from '../mesh/vectors.ts';

/**
 * Computes smooth normals for a mesh without normals: the area-weighted average of the faces around a position, across
 * seams.
 */
export async function smoothNormals(
  positions: Float32Array<ArrayBuffer>,
  indices: Uint32Array<ArrayBuffer>,
): Promise<Float32Array<ArrayBuffer>> {
  const normals = new Float32Array(positions.length);
  const { corners } = await meshTopology({ positions, normals, indices });
  for (let i = 0; i < corners.length; i += 3) {
    const a = corners[i]! * 3;
    const b = corners[i + 1]! * 3;
    const c = corners[i + 2]! * 3;
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    for (const at of [a, b, c]) {
      normals[at] = normals[at]! + x;
      normals[at + 1] = normals[at + 1]! + y;
      normals[at + 2] = normals[at + 2]! + z;
    }
  }
  // Every vertex gets the sum of the first vertex at its position.
  for (let i = 0; i < indices.length; i++) {
    const from = corners[i]! * 3;
    const to = indices[i]! * 3;
    if (from !== to) normals.copyWithin(to, from, from + 3);
  }
  normalizeAll(normals);
  return normals;
}
