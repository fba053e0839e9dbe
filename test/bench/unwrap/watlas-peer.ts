import * as watlas from 'watlas';
import type { TexturedMesh, TriangleMesh } from '../../../plugin/fit/mesh/surface.ts';

/** Measured: with these, at least two texels stay free between two charts, as in our own layout. */
const PADDING: watlas.PackOptions = { padding: 1, bilinear: false };
const FIRST_USE = 0.7;
const SEARCH_STEPS = 8;

/**
 * The same surface laid out by xatlas: packed into one square of exactly `sizePx`. It gives a page
 * more where charts do not fit, so the largest density that needs one page is searched for.
 */
export async function unwrapWithWatlas(
  mesh: TriangleMesh,
  sizePx: number,
  options: watlas.ChartOptions,
): Promise<TexturedMesh> {
  await watlas.Initialize();
  const atlas = new watlas.Atlas();
  try {
    atlas.addMesh({
      vertexPositionData: mesh.positions,
      vertexCount: mesh.positions.length / 3,
      vertexPositionStride: 12,
      vertexNormalData: mesh.normals,
      vertexNormalStride: 12,
      indexData: mesh.indices,
      indexCount: mesh.indices.length,
    });
    atlas.computeCharts(options);
    const fits = (texelsPerUnit: number) => {
      atlas.packCharts({ ...PADDING, resolution: sizePx, texelsPerUnit });
      return atlas.atlasCount === 1;
    };
    let [low, high] = [0, Infinity];
    let density = sizePx * Math.sqrt(FIRST_USE / surfaceArea(mesh));
    for (let step = 0; step < SEARCH_STEPS; step++) {
      if (fits(density)) low = density;
      else high = density;
      if (high / low < 1.01) break;
      density = low === 0 ? density * 0.8 : high === Infinity ? density * 1.1 : (low + high) / 2;
    }
    if (low === 0) throw new Error('No density was found at which the charts need one page.');
    if (!fits(low)) throw new Error('The charts no longer fit.');
    return emit(mesh, atlas.getMesh(0), sizePx);
  } finally {
    atlas.delete();
  }
}

function surfaceArea({ positions: p, indices }: TriangleMesh): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i]! * 3, indices[i + 1]! * 3, indices[i + 2]! * 3];
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    sum += Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
  }
  return sum;
}

function emit(mesh: TriangleMesh, made: watlas.Mesh, sizePx: number): TexturedMesh {
  const indices = new Uint32Array(made.indexCount);
  made.getIndexArray(indices);
  const positions = new Float32Array(made.vertexCount * 3);
  const normals = new Float32Array(made.vertexCount * 3);
  const uvs = new Float32Array(made.vertexCount * 2);
  for (let vertex = 0; vertex < made.vertexCount; vertex++) {
    const { uv, xref } = made.getVertex(vertex);
    positions.set(mesh.positions.subarray(xref * 3, xref * 3 + 3), vertex * 3);
    normals.set(mesh.normals.subarray(xref * 3, xref * 3 + 3), vertex * 3);
    uvs.set([uv[0] / sizePx, uv[1] / sizePx], vertex * 2);
  }
  return { positions, normals, indices, uvs };
}
