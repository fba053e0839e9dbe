import type { EncodedTexture, SurfaceRasters } from '../mesh/surface.ts';
import { mimeTypeOf } from '../texture/codec.ts';
import { type EncodeSetOptions, encodeSet, longestEdge, resizeSet } from './encode-set.ts';
import type { SurfaceTextures } from './material-json.ts';

export interface EncodeWithinOptions extends Omit<EncodeSetOptions, 'quality'> {
  /** At the requested size. */
  readonly rasters: SurfaceRasters;
  /** Builds the whole file with these textures; its length is compared with the limit. */
  readonly finish: (textures: SurfaceTextures) => Uint8Array<ArrayBuffer>;
  readonly maxFileBytes: number;
}

export interface Trial {
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly textures: SurfaceTextures;
  readonly sizePx: number;
  readonly percent: number;
}

/** More are never needed: a quality takes about five, and each size step is a fifth or more. */
export const MAX_ENCODES = 24;

/** Encodes at a size and quality, and counts the encodes. */
export function trials({ rasters, finish, maxFileBytes, ...options }: EncodeWithinOptions) {
  let encodes = 0;
  let atSize = { sizePx: longestEdge(rasters), rasters };
  return {
    get encodes() {
      return encodes;
    },
    async run(sizePx: number, percent: number): Promise<Trial> {
      if (atSize.sizePx !== sizePx) atSize = { sizePx, rasters: resizeSet(rasters, sizePx) };
      encodes++;
      const textures = await encodeSet(atSize.rasters, { ...options, quality: percent / 100 });
      return { glb: finish(textures), textures, sizePx, percent };
    },
  };
}

export type Trials = ReturnType<typeof trials>;

/** Bytes of all images, each counted once. */
export const imagesBytes = (textures: SurfaceTextures) => {
  const images = new Set((Object.values(textures) as EncodedTexture[]).map(({ bytes }) => bytes));
  return [...images].reduce((sum, bytes) => sum + bytes.byteLength, 0);
};

/** Whether a texture is PNG, which has no quality to search. */
export const isLossless = (textures: SurfaceTextures) =>
  Object.values(textures).some(({ mimeType }) => mimeType === mimeTypeOf('png'));
