import type { TexturedMesh } from './surface.ts';

/**
 * Indices that use one vertex for all with equal position, normal and UV, so that only real seams remain. The vertex
 * arrays are not changed.
 *
 * @param corners three per triangle, the first vertex with each corner's position.
 */
export function uniqueVertices(mesh: TexturedMesh, corners: Uint32Array): Uint32Array<ArrayBuffer> {
  const vertices = mesh.positions.length / 3;
  // Vertices of one position form a linked list, starting at the first one.
  const following = new Int32Array(vertices).fill(-1);
  const sameAs = new Int32Array(vertices).fill(-1);
  const indices = new Uint32Array(corners.length);
  for (let i = 0; i < corners.length; i++) {
    const v = mesh.indices[i]!;
    if (sameAs[v]! < 0) sameAs[v] = findOrAppend(mesh, following, corners[i]!, v);
    indices[i] = sameAs[v]!;
  }
  return indices;
}

function findOrAppend(
  { normals, uvs }: TexturedMesh,
  following: Int32Array,
  first: number,
  v: number,
): number {
  for (let other = first; ; other = following[other]!) {
    if (
      other === v ||
      (uvs[2 * other] === uvs[2 * v] &&
        uvs[2 * other + 1] === uvs[2 * v + 1] &&
        normals[3 * other] === normals[3 * v] &&
        normals[3 * other + 1] === normals[3 * v + 1] &&
        normals[3 * other + 2] === normals[3 * v + 2])
    )
      return other;
    if (following[other]! < 0) {
      following[other] = v;
      return v;
    }
  }
}
