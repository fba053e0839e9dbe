import type { FitOutput, TextureFormat } from './fit-plan.ts';

export interface PredictedGeometry {
  /** As stored, duplicates along UV seams included. */
  readonly vertices: number;
  readonly triangles: number;
  readonly geometry: FitOutput['geometry'];
  /** Edge of the largest texture; from 2048 px up texture coordinates are finer. Default 1024. */
  readonly textureSize?: number;
  /** Whether the vertices keep the master's UV seams and hard edges, instead of those of a rebake. */
  readonly keepsUvs?: boolean;
}

/** JSON, chunk headers and padding of a file with one mesh, one material and three textures. */
export const GLB_OVERHEAD_BYTES = 2800;

const FINE_TEXTURE_PX = 2048;
const MOST_SHORT_VERTICES = 65_535;
const VERTEX_BYTES = { meshopt: 16, quantized: 16, float: 32 } as const;
const UV_BYTES = { meshopt: 4, quantized: 4, float: 8 } as const;

// More vertices take fewer bytes each: neighbours are closer together on the 14-bit grid.
const MESHOPT = { vertex: 13.3, perDoubling: -0.393, fineUv: 0.249, triangle: 1.269 } as const;

const KEPT_UVS_FACTOR = 1.12;

const indexBytes = (vertices: number) => (vertices > MOST_SHORT_VERTICES ? 4 : 2);

/**
 * Bytes of the vertex and index data of a fitted surface, without JSON and textures. Exact for `quantized` and `float`.
 * `meshopt`: a + b · log2(vertices) bytes per vertex and a constant per triangle, fitted to the four test shapes rebaked
 * to 2,000–40,000 triangles. Leave-one-out error: median 1.4 %, 90 % within 3.5 %, worst 7.5 % (flat hard surfaces of
 * 40,000 triangles). At 500,000 triangles: 6.5 bytes per triangle, as measured. Kept UVs took 1–38 % more on eight
 * masters; 12 % is assumed.
 */
export function predictGeometryBytes({
  vertices,
  triangles,
  geometry,
  textureSize = 1024,
  keepsUvs = false,
}: PredictedGeometry): number {
  if (geometry !== 'meshopt') return vertices * VERTEX_BYTES[geometry] + 3 * triangles * indexBytes(vertices);
  const { vertex, perDoubling, fineUv, triangle } = MESHOPT;
  const perVertex =
    vertex + perDoubling * Math.log2(Math.max(2, vertices)) + (textureSize >= FINE_TEXTURE_PX ? fineUv : 0);
  return Math.round((vertices * perVertex + triangles * triangle) * (keepsUvs ? KEPT_UVS_FACTOR : 1));
}

export interface PredictedGpu extends PredictedGeometry {
  /** Textures, all square and of `textureSize`. */
  readonly textures: number;
  readonly textureSize: number;
  readonly format: TextureFormat;
  /** Default true; a surface without maps has no texture coordinates. */
  readonly hasUvs?: boolean;
}

const BLOCK_PX = 4;
const BLOCK_BYTES = 16;

/** KTX2 as UASTC: one byte per texel, mip levels of whole blocks. */
function blockBytes(sizePx: number): number {
  let bytes = 0;
  for (let edge = sizePx; edge >= 1; edge = Math.floor(edge / 2))
    bytes += Math.ceil(edge / BLOCK_PX) ** 2 * BLOCK_BYTES;
  return bytes;
}

/**
 * GPU memory of a fitted surface as `AssetStats.gpuBytes` counts it, without LODs. Exact for the given vertices and
 * triangles: vertex data decompressed, textures as RGBA8 with mips, or as transcoded UASTC for KTX2.
 */
export function predictGpuBytes(asset: PredictedGpu): number {
  const { vertices, triangles, geometry, textures, textureSize, format, hasUvs = true } = asset;
  const vertexBytes = VERTEX_BYTES[geometry] - (hasUvs ? 0 : UV_BYTES[geometry]);
  const buffers = vertices * vertexBytes + 3 * triangles * indexBytes(vertices);
  const texture = format === 'ktx2' ? blockBytes(textureSize) : (textureSize ** 2 * 4 * 4) / 3;
  return buffers + Math.ceil(textures * texture);
}
