import { componentsOf } from './components.ts';
import type { TexturedMesh } from './surface.ts';
import { type MeshTopology, meshTopology } from './topology.ts';
import { uniqueVertices } from './unique-vertices.ts';

/**
 * Counts the UV charts: triangles connected by corners of equal position and UV. Split normals do not separate a chart.
 */
export async function countUvCharts(mesh: TexturedMesh, topology?: MeshTopology): Promise<number> {
  const { corners } = topology ?? (await meshTopology(mesh));
  const indices = uniqueVertices({ ...mesh, normals: new Float32Array(mesh.normals.length) }, corners);
  return indices.length === 0 ? 0 : componentsOf(mesh.positions, indices).components.length;
}
