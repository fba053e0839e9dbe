import { componentsOf } from './components.ts';
import type { TexturedMesh } from './surface.ts';
import { type MeshTopology, meshTopology } from './topology.ts';
import { uniqueVertices } from './unique-vertices.ts';

/**
 * Connected pieces of the UV layout: triangles that share corners equal in position and texture coordinate.
 * Split normals do not part a chart.
 */
export async function countUvCharts(mesh: TexturedMesh, topology?: MeshTopology): Promise<number> {
  const { corners } = topology ?? (await meshTopology(mesh));
  const indices = uniqueVertices({ ...mesh, normals: new Float32Array(mesh.normals.length) }, corners);
  return indices.length === 0 ? 0 : componentsOf(mesh.positions, indices).components.length;
}
