import type { FitOutput } from '../../budget/fit-plan.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { binaryParts, packGlb } from '../../glb/pack-glb.ts';
import type { FittedLod, SurfaceMaterial, TexturedMesh } from '../mesh/surface.ts';
import { encodeGeometry, geometryJson } from './geometry-json.ts';
import { streamsOf } from './geometry-streams.ts';
import { screenCoverages } from './lod-json.ts';
import { distinctImages, materialJson, type SurfaceTextures, textureExtension } from './material-json.ts';
import {
  boundsOf,
  isInUnitSquare,
  type PositionGrid,
  positionGrid,
  type UvBits,
  uvScale,
} from './quantize.ts';
import { reorder } from './vertex-order.ts';

export interface GlbContent {
  readonly name: string;
  readonly mesh: TexturedMesh;
  readonly material: SurfaceMaterial;
  /** Levels 1, 2 …; written if `output.withLods`. */
  readonly lods?: readonly FittedLod[];
  readonly output: Pick<FitOutput, 'geometry' | 'withLods'>;
  /** Written to `asset.extras`. */
  readonly extras?: Readonly<Record<string, unknown>> | undefined;
  readonly copyright?: string | undefined;
  readonly generator: string;
}

/** Geometry encoded once; textures can be added several times while searching for a byte limit. */
export interface PreparedGlb {
  /** Bytes of vertex and index data in the file. */
  readonly geometryBytes: number;
  /** Vertices of level 0 as written. */
  readonly vertices: number;
  finish(textures: SurfaceTextures): Uint8Array<ArrayBuffer>;
}

// Fewer bits compress better; uncompressed positions take 16 bits anyway.
const POSITION_BITS = { meshopt: 14, quantized: 16 } as const;
const FINE_TEXTURE_PX = 2048;
const LINEAR = 9729;
const LINEAR_MIPMAP_LINEAR = 9987;
const CLAMP_TO_EDGE = 33071;

function checkMesh({ positions, normals, uvs, indices }: TexturedMesh): void {
  const count = positions.length / 3;
  if (indices.length === 0) throw new ImageTo3DError('unfittable', 'The mesh has no triangles left.');
  if ((normals.length > 0 && normals.length !== count * 3) || uvs.length !== count * 2)
    throw new ImageTo3DError(
      'internal',
      `${count} positions, but ${normals.length / 3} normals and ${uvs.length / 2} texture coordinates.`,
    );
}

// 12 bits give four steps per texel at 1024 px.
function uvBitsOf(geometry: FitOutput['geometry'], textureSize: number, isInside: boolean): UvBits {
  if (!isInside || geometry === 'float') return 'float';
  if (geometry === 'quantized') return 16;
  return textureSize >= FINE_TEXTURE_PX ? 14 : 12;
}

function nodesJson({ name, lods = [] }: GlbContent, meshes: readonly TexturedMesh[], grid?: PositionGrid) {
  const place = grid && { translation: grid.min, scale: [grid.step, grid.step, grid.step] };
  const nodes = meshes.map((_, mesh) => ({ name: mesh ? `${name} LOD ${mesh}` : name, mesh, ...place }));
  if (meshes.length === 1) return nodes;
  const { min, max } = boundsOf(meshes.slice(0, 1));
  const radius = Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) / 2;
  const coverages = screenCoverages(
    lods.map(({ error }) => error),
    radius,
  );
  const ids = meshes.slice(1).map((_, i) => i + 1);
  const [first, ...others] = nodes;
  const extensions = { MSFT_lod: { ids } };
  return [{ ...first, extensions, extras: { MSFT_screencoverage: coverages } }, ...others];
}

function texturesJson(textures: SurfaceTextures, firstView: number, repeats: boolean) {
  const images = distinctImages(textures);
  if (images.length === 0) return {};
  const wrap = repeats ? {} : { wrapS: CLAMP_TO_EDGE, wrapT: CLAMP_TO_EDGE };
  return {
    textures: images.map((image, source) => {
      const extension = textureExtension(image);
      return { sampler: 0, ...(extension ? { extensions: { [extension]: { source } } } : { source }) };
    }),
    samplers: [{ magFilter: LINEAR, minFilter: LINEAR_MIPMAP_LINEAR, ...wrap }],
    images: images.map(({ mimeType }, i) => ({ bufferView: firstView + i, mimeType })),
  };
}

function extensionsJson(
  { output }: GlbContent,
  hasLods: boolean,
  hasTransform: boolean,
  textures: SurfaceTextures,
) {
  const required = new Set<string>();
  if (output.geometry === 'meshopt') required.add('EXT_meshopt_compression');
  if (output.geometry !== 'float') required.add('KHR_mesh_quantization');
  if (hasTransform) required.add('KHR_texture_transform');
  for (const image of distinctImages(textures)) {
    const extension = textureExtension(image);
    if (extension) required.add(extension);
  }
  const used = [...required, ...(hasLods ? ['MSFT_lod'] : [])];
  return {
    ...(used.length > 0 && { extensionsUsed: used }),
    ...(required.size > 0 && { extensionsRequired: [...required] }),
  };
}

/**
 * Encodes the geometry of a GLB: reordered, then, depending on the output, 14-bit positions on a uniform grid, octahedral
 * 8-bit normals and 12-bit UVs with EXT_meshopt_compression, or KHR_mesh_quantization only, or floats.
 *
 * @param textureSize - longest edge of the largest texture; from 2048 px on, UVs get 14 bits. 0: without textures no
 * texture coordinates are written.
 * @throws ImageTo3DError `unfittable` for a mesh without triangles.
 */
export async function prepareGlb(content: GlbContent, textureSize: number): Promise<PreparedGlb> {
  const { MeshoptEncoder } = await import('meshoptimizer/encoder');
  await MeshoptEncoder.ready;
  const { geometry, withLods } = content.output;
  const lods = withLods ? (content.lods ?? []).map(({ mesh }) => mesh) : [];
  const sources = [content.mesh, ...lods];
  for (const mesh of sources) checkMesh(mesh);
  const meshes = sources.map((mesh) => reorder(mesh, MeshoptEncoder));
  const isInside = isInUnitSquare(meshes);
  const uvBits = textureSize > 0 ? uvBitsOf(geometry, textureSize, isInside) : undefined;
  const grid = geometry === 'float' ? undefined : positionGrid(boundsOf(meshes), POSITION_BITS[geometry]);
  const streams = meshes.map((mesh) => streamsOf(mesh, grid, uvBits));
  const encoded = encodeGeometry(streams, geometry === 'meshopt' ? MeshoptEncoder : undefined);
  const nodes = nodesJson({ ...content, lods: withLods ? (content.lods ?? []) : [] }, meshes, grid);
  const scale = uvBits === undefined ? 1 : uvScale(uvBits);

  function finish(textures: SurfaceTextures): Uint8Array<ArrayBuffer> {
    const parts = binaryParts();
    const { bufferViews, accessors, meshes: meshesJson, fallbackBytes } = geometryJson(encoded, parts);
    const images = distinctImages(textures).map(({ bytes }) => ({
      buffer: 0,
      byteOffset: parts.add(bytes),
      byteLength: bytes.byteLength,
    }));
    const fallback = {
      byteLength: fallbackBytes,
      extensions: { EXT_meshopt_compression: { fallback: true } },
    };
    const { copyright, generator, extras } = content;
    const hasTransform = scale !== 1 && images.length > 0;
    const json = {
      asset: { version: '2.0', generator, copyright, extras },
      ...extensionsJson(content, lods.length > 0, hasTransform, textures),
      scene: 0,
      scenes: [{ nodes: [0] }],
      nodes,
      meshes: meshesJson.map((mesh, i) => ({ name: nodes[i]!.name, ...mesh })),
      materials: [materialJson(content.material, textures, scale)],
      ...texturesJson(textures, bufferViews.length, !isInside),
      accessors,
      bufferViews: [...bufferViews, ...images],
      buffers: [{ byteLength: parts.byteLength }, ...(fallbackBytes > 0 ? [fallback] : [])],
    };
    return packGlb(json, parts);
  }
  return { geometryBytes: encoded.byteLength, vertices: meshes[0]!.positions.length / 3, finish };
}

/** Writes a fitted surface as a GLB, see {@link prepareGlb}; LODs as MSFT_lod with the same material and textures. */
export async function writeFittedGlb({
  textures,
  ...content
}: GlbContent & { readonly textures: SurfaceTextures }): Promise<Uint8Array<ArrayBuffer>> {
  const edges = distinctImages(textures).map(({ widthPx, heightPx }) => Math.max(widthPx, heightPx));
  return (await prepareGlb(content, Math.max(0, ...edges))).finish(textures);
}
