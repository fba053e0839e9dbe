import type { TextureFormat } from '../../budget/fit-plan.ts';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { EncodedTexture, SurfaceRasters } from '../mesh/surface.ts';
import type { TextureCodec } from '../texture/codec.ts';
import { resizeMap } from '../texture/resize.ts';
import type { SurfaceTextures } from './material-json.ts';

export interface EncodeSetOptions {
  readonly codec: TextureCodec;
  readonly format: TextureFormat;
  /** 0…1, for the whole set. */
  readonly quality?: number;
  /** The material does not use base colour's alpha. */
  readonly opaque?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const entries = (rasters: SurfaceRasters) => Object.entries(rasters) as [SurfaceMap, RasterImage][];

/** Encodes every map; a raster used for two maps becomes one image. */
export async function encodeSet(
  rasters: SurfaceRasters,
  { codec, signal, ...options }: EncodeSetOptions,
): Promise<SurfaceTextures> {
  const textures: Partial<Record<SurfaceMap, EncodedTexture>> = {};
  const done = new Map<RasterImage, EncodedTexture>();
  for (const [kind, raster] of entries(rasters)) {
    throwIfAborted(signal);
    const texture = done.get(raster) ?? (await codec.encode(raster, { ...options, kind }));
    done.set(raster, texture);
    textures[kind] = texture;
  }
  return textures;
}

/** Longest edge of the largest map. */
export function longestEdge(rasters: SurfaceRasters): number {
  return Math.max(0, ...entries(rasters).map(([, { widthPx, heightPx }]) => Math.max(widthPx, heightPx)));
}

/** Block-compressed textures have edges of whole blocks. */
const BLOCK_PX = 4;

/** Scales all maps down by the same ratio, so that the longest edge is `longSidePx`; edges are multiples of 4. */
export function resizeSet(rasters: SurfaceRasters, longSidePx: number): SurfaceRasters {
  const scale = longSidePx / longestEdge(rasters);
  if (!(scale < 1)) return rasters;
  const edge = (px: number) =>
    Math.min(px, Math.max(BLOCK_PX, Math.round((px * scale) / BLOCK_PX) * BLOCK_PX));
  const done = new Map<RasterImage, RasterImage>();
  const result: Partial<Record<SurfaceMap, RasterImage>> = {};
  for (const [kind, raster] of entries(rasters)) {
    const size = { widthPx: edge(raster.widthPx), heightPx: edge(raster.heightPx) };
    const scaled = done.get(raster) ?? resizeMap(raster, size, kind);
    done.set(raster, scaled);
    result[kind] = scaled;
  }
  return result;
}
