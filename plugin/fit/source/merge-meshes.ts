import type { TexturedMesh } from '../mesh/surface.ts';

/** Merges meshes in order. A single mesh is returned unchanged. */
export function mergeMeshes(meshes: readonly TexturedMesh[]): TexturedMesh {
  const [first] = meshes;
  if (first && meshes.length === 1) return first;
  const sum = (key: 'positions' | 'normals' | 'uvs' | 'indices') =>
    meshes.reduce((length, mesh) => length + mesh[key].length, 0);
  const merged = {
    positions: new Float32Array(sum('positions')),
    normals: new Float32Array(sum('normals')),
    uvs: new Float32Array(sum('uvs')),
    indices: new Uint32Array(sum('indices')),
  };
  let vertices = 0;
  let corners = 0;
  for (const { positions, normals, uvs, indices } of meshes) {
    merged.positions.set(positions, vertices * 3);
    merged.normals.set(normals, vertices * 3);
    merged.uvs.set(uvs, vertices * 2);
    for (let i = 0; i < indices.length; i++) merged.indices[corners++] = indices[i]! + vertices;
    vertices += positions.length / 3;
  }
  return merged;
}
