import type { MeshoptEncoder } from 'meshoptimizer/encoder';
import type { TexturedMesh } from '../mesh/surface.ts';

const UNUSED = 0xffffffff;

function permuted(
  source: Float32Array,
  width: number,
  remap: Uint32Array,
  count: number,
): Float32Array<ArrayBuffer> {
  if (source.length === 0) return new Float32Array(0);
  const result = new Float32Array(count * width);
  for (let v = 0; v < remap.length; v++) {
    const to = remap[v]!;
    if (to !== UNUSED) for (let c = 0; c < width; c++) result[to * width + c] = source[v * width + c]!;
  }
  return result;
}

/** Reorders triangles for compression and GPU vertex caches; removes unused vertices. */
export function reorder(mesh: TexturedMesh, encoder: typeof MeshoptEncoder): TexturedMesh {
  const indices = mesh.indices.slice();
  const [remap, count] = encoder.reorderMesh(indices, true, true);
  return {
    indices,
    positions: permuted(mesh.positions, 3, remap, count),
    normals: permuted(mesh.normals, 3, remap, count),
    uvs: permuted(mesh.uvs, 2, remap, count),
  };
}
