import type { FitOutput, FitPath, TextureFormat } from './fit-plan.ts';
import type { MasterFacts } from './master-facts.ts';
import { addedNormalSize, ownTextureSize } from './master-limits.ts';
import { GLB_OVERHEAD_BYTES, predictGeometryBytes, predictGpuBytes } from './predict.ts';

/** A candidate plan of the solver. */
export interface FitCandidate {
  readonly path: FitPath | 'auto';
  readonly triangles: number;
  readonly textureSize: number;
  /** Bytes of the textures as a share of what they take at usual quality. */
  readonly qualityShare: number;
}

export interface PredictedSize {
  readonly geometryBytes: number;
  readonly textureBytes: number;
  readonly gpuBytes: number;
  /** Usual errors, as shares. */
  readonly geometryErrorShare: number;
  readonly textureErrorShare: number;
}

const TEXEL_BYTES_WITH_MIPS = (4 * 4) / 3;
/** A file of several parts has about five nodes, with names and extras, per drawn part. */
const jsonBytes = ({ kind, stats }: MasterFacts) =>
  kind === 'surface' ? GLB_OVERHEAD_BYTES : 3000 * stats.drawCalls;

/** Bits per pixel and map at usual quality; WebP's from three baked maps (about 4.6 bits together at 1024 px). */
const BITS_PER_PIXEL: Readonly<Record<TextureFormat, number>> = { webp: 1.55, jpeg: 2.1, png: 16, ktx2: 9.9 };

/** Small textures have more detail per pixel: WebP files of the same atlas at 512, 1024 and 2048 px. */
const bitsAt = (format: TextureFormat, sizePx: number) =>
  BITS_PER_PIXEL[format] * Math.min(2, Math.max(0.6, (1024 / sizePx) ** 0.3));

/** Lower qualities to try for a byte limit; none for lossless formats. */
export const qualityShares = (format: TextureFormat): readonly number[] =>
  isLossy(format) ? [1, 0.6, 0.38] : [1];

/**
 * Vertices of the result. A rebaked mesh has half as many vertices as triangles, plus those along its seams, which grow
 * with the square root (15,260 at 20,000 triangles, 4,688 at 5,000). With kept UVs, vertices decrease more slowly than
 * triangles: to the power of 0.73 with small charts, 0.85 with large ones.
 */
export function predictVertices({ stats, kind }: MasterFacts, path: FitPath | 'auto', triangles: number) {
  if (path === 'textures' || triangles >= stats.triangles) return stats.vertices;
  const ofMaster = (stats.vertices / Math.max(1, stats.triangles)) * triangles;
  if (kind === 'document') return Math.min(stats.vertices, Math.ceil(1.15 * ofMaster));
  if (path === 'keep-uvs') return Math.ceil(stats.vertices * (triangles / stats.triangles) ** 0.77);
  return Math.ceil(0.5 * triangles + 36 * Math.sqrt(triangles));
}

/** Whether the result is expected to keep the master's UV layout. */
const keepsUvs = ({ stats }: MasterFacts, { path, triangles }: FitCandidate) =>
  path === 'textures' || path === 'keep-uvs' || triangles >= stats.triangles;

/**
 * Bytes of the master's textures: the file size minus its uncompressed buffers. Undefined when that is not positive, as
 * for a file with compressed geometry.
 */
function masterTextureBytes({ stats }: MasterFacts): number | undefined {
  const { textures, maxTextureSizePx, gpuBytes, fileBytes, vertices, triangles } = stats;
  const buffers = gpuBytes - textures * maxTextureSizePx ** 2 * TEXEL_BYTES_WITH_MIPS;
  const left = fileBytes - (buffers > 0 ? buffers : 32 * vertices + 12 * triangles);
  return textures > 0 && left > 0 ? left : undefined;
}

/** Above this the master's textures are lossless: their size as WebP cannot be predicted. */
const LOSSY_BITS_PER_PIXEL = 4;

const isLossy = (format: TextureFormat) => format === 'webp' || format === 'jpeg';

function textureFileBytes(facts: MasterFacts, format: TextureFormat, maps: number, sizePx: number): number {
  const usual = (maps * sizePx * sizePx * bitsAt(format, sizePx)) / 8;
  const own = masterTextureBytes(facts);
  if (!isLossy(format) || own === undefined) return usual;
  // Plain images take far less than usual, small ones a little more per pixel.
  const { textures, maxTextureSizePx } = facts.stats;
  return Math.min(usual, ((own * maps) / textures) * (sizePx / maxTextureSizePx) ** 1.5);
}

const indexBytes = (vertices: number) => (vertices > 65_535 ? 4 : 2);

// A document keeps float positions, so that no node transform changes.
const DOCUMENT_VERTEX_BYTES = { meshopt: 20, quantized: 24, float: 32 } as const;

function geometryFileBytes(
  { kind }: MasterFacts,
  { geometry }: FitOutput,
  mesh: { vertices: number; triangles: number; textureSize: number; keepsUvs: boolean },
): number {
  const { vertices, triangles } = mesh;
  if (kind === 'surface') return predictGeometryBytes({ ...mesh, geometry });
  return geometry === 'meshopt'
    ? 15 * vertices + 1.3 * triangles
    : vertices * DOCUMENT_VERTEX_BYTES[geometry] + 3 * triangles * indexBytes(vertices);
}

function geometryGpuBytes(
  { kind }: MasterFacts,
  { geometry }: FitOutput,
  vertices: number,
  triangles: number,
) {
  if (kind === 'document')
    return vertices * DOCUMENT_VERTEX_BYTES[geometry] + 3 * triangles * indexBytes(vertices);
  return predictGpuBytes({
    vertices,
    triangles,
    geometry,
    textures: 0,
    textureSize: 0,
    format: 'png',
  });
}

function errorShares(facts: MasterFacts, format: TextureFormat, isKept: boolean) {
  const { textures, maxTextureSizePx } = facts.stats;
  const own = masterTextureBytes(facts);
  const bits = own === undefined ? Infinity : (8 * own) / (textures * maxTextureSizePx ** 2);
  return {
    geometryErrorShare: facts.kind === 'surface' && !isKept ? 0.04 : 0.2,
    // A third when the master is as lossy as the result; high when its size cannot be predicted.
    textureErrorShare: !isLossy(format) || bits <= LOSSY_BITS_PER_PIXEL ? 0.33 : 0.9,
  };
}

/** Predicted file size and memory of a candidate. Increases with triangles, texture size and quality. */
export function predictSize(facts: MasterFacts, output: FitOutput, candidate: FitCandidate): PredictedSize {
  const { path, triangles, textureSize, qualityShare } = candidate;
  const { stats } = facts;
  const isRebaked = facts.kind === 'surface' && path !== 'textures' && triangles < stats.triangles;
  const sizePx = Math.min(textureSize, ownTextureSize(facts));
  const vertices = predictVertices(facts, path, triangles);
  const levels = output.withLods ? 1.6 : 1;
  const isKept = keepsUvs(facts, candidate);
  const geometry = geometryFileBytes(facts, output, {
    vertices,
    triangles,
    textureSize: sizePx,
    keepsUvs: isKept,
  });
  const gpuOf = (textures: number, edge: number) =>
    predictGpuBytes({
      ...{ vertices: 0, triangles: 0, geometry: output.geometry },
      ...{ textures, textureSize: edge, format: output.textures },
    });
  const geometryGpu = Math.ceil(geometryGpuBytes(facts, output, vertices, triangles) * levels);
  const ownMaps = stats.textures;
  const ownGpu = gpuOf(ownMaps, sizePx);
  // A rebake adds a normal map where there is room.
  const normalPx =
    isRebaked && !facts.maps.includes('normal')
      ? addedNormalSize(stats.gpuBytes - geometryGpu - ownGpu, sizePx, output.textures)
      : 0;
  const maps = ownMaps + (normalPx / sizePx) ** 2;
  return {
    geometryBytes: Math.ceil(geometry * levels) + jsonBytes(facts),
    textureBytes: Math.ceil(textureFileBytes(facts, output.textures, maps, sizePx) * qualityShare),
    gpuBytes: geometryGpu + ownGpu + (normalPx > 0 ? gpuOf(1, normalPx) : 0),
    ...errorShares(facts, output.textures, isKept),
  };
}

/** Usual error of the predicted file as a share of its bytes. */
export function predictionError(size: PredictedSize): number {
  const { geometryBytes, textureBytes, geometryErrorShare, textureErrorShare } = size;
  const total = geometryBytes + textureBytes;
  return total > 0 ? (geometryErrorShare * geometryBytes + textureErrorShare * textureBytes) / total : 0;
}
