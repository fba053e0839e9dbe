import { componentsOf } from '../../../../plugin/fit/mesh/components.ts';
import { BORDER, NON_MANIFOLD, neighboursOf } from '../../../../plugin/fit/mesh/neighbours.ts';
import type { TriangleMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { meshTopology } from '../../../../plugin/fit/mesh/topology.ts';
import { boxOf } from '../../../../plugin/fit/mesh/vectors.ts';

export const trianglesOf = ({ indices }: TriangleMesh) => indices.length / 3;

/** What a solid has, whatever its triangles are. */
export async function solidOf(mesh: TriangleMesh) {
  const { corners } = await meshTopology(mesh);
  const { components } = componentsOf(mesh.positions, corners);
  const across = neighboursOf(mesh.positions.length / 3, corners);
  return {
    pieces: components.length,
    volume: components.reduce((sum, { volume }) => sum + volume, 0),
    area: components.reduce((sum, { area }) => sum + area, 0),
    borderEdges: across.filter((edge) => edge === BORDER).length,
    nonManifoldEdges: across.filter((edge) => edge === NON_MANIFOLD).length,
    isClosed: components.every(({ isClosed }) => isClosed),
    box: boxOf(usedPositions(mesh)),
  };
}

function usedPositions({ positions, indices }: TriangleMesh): Float32Array {
  return new Float32Array([...indices].flatMap((v) => [...positions.subarray(3 * v, 3 * v + 3)]));
}

/** Greatest deviation of the lengths of normals from 1. */
export function normalLengthError({ normals }: TriangleMesh): number {
  let worst = 0;
  for (let i = 0; i < normals.length; i += 3)
    worst = Math.max(worst, Math.abs(Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) - 1));
  return worst;
}

/** Smallest cosine between a triangle and the normals of its vertices. */
export function worstNormalAgreement({ positions, normals, indices }: TriangleMesh): number {
  let worst = 1;
  for (let i = 0; i < indices.length; i += 3) {
    const p = [0, 1, 2].map((k) => [...positions.subarray(indices[i + k]! * 3, indices[i + k]! * 3 + 3)]);
    const u = p[1]!.map((x, c) => x - p[0]![c]!) as [number, number, number];
    const v = p[2]!.map((x, c) => x - p[0]![c]!) as [number, number, number];
    const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    const length = Math.hypot(...n);
    if (length === 0) continue;
    for (let k = 0; k < 3; k++) {
      const normal = normals.subarray(indices[i + k]! * 3, indices[i + k]! * 3 + 3);
      worst = Math.min(worst, n.reduce((sum, x, c) => sum + x * normal[c]!, 0) / length);
    }
  }
  return worst;
}
