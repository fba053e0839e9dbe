import type { TextureFormat } from './fit-plan.ts';
import type { MasterFacts } from './master-facts.ts';

/** Without maps, the only detail to bake is in the vertex normals: four texels per vertex hold it. */
const TEXELS_PER_VERTEX = 4;
/** Share of a map that charts cover. */
const COVERED = 0.7;
const BLOCK_PX = 4;

/** A multiple of 4 that is not larger. */
export const wholeBlocks = (px: number) => BLOCK_PX * Math.floor(px / BLOCK_PX);

/** Largest edge of a map that the master warrants, pixels: its own maps, or what its vertices hold. */
export function ownTextureSize({ stats }: Pick<MasterFacts, 'stats'>): number {
  if (stats.maxTextureSizePx > 0) return stats.maxTextureSizePx;
  return BLOCK_PX * Math.ceil(Math.sqrt((TEXELS_PER_VERTEX * stats.vertices) / COVERED) / BLOCK_PX);
}

/** GPU bytes of a texel with its share of the mip levels: RGBA8, or one byte as transcoded UASTC. */
const texelBytes = (format: TextureFormat) => ((format === 'ktx2' ? 1 : 4) * 4) / 3;

/** A smaller map would show little but its seams. */
const LEAST_NORMAL_PX = 64;

/**
 * Edge of the normal map that a rebake may add to a master without one, pixels: what is left of the master's GPU memory,
 * at most `sizePx`. 0 when too little is left.
 */
export function addedNormalSize(roomBytes: number, sizePx: number, format: TextureFormat): number {
  const edge = Math.min(sizePx, largestEdge(roomBytes, format));
  return edge >= Math.min(LEAST_NORMAL_PX, sizePx) ? edge : 0;
}

/** Largest edge of a square map in the given GPU memory, a multiple of 4. */
export function largestEdge(bytes: number, format: TextureFormat): number {
  return wholeBlocks(Math.sqrt(Math.max(0, bytes) / texelBytes(format)));
}
