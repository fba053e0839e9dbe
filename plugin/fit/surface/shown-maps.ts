import type { SurfaceMap } from '../../budget/master-facts.ts';
import type { EncodedTexture, SurfaceRasters } from '../mesh/surface.ts';
import type { TextureCodec } from '../texture/codec.ts';
import type { SurfaceTextures } from '../write/material-json.ts';

/**
 * Bitmaps decoded from the encoded textures, one per image; only in browsers. There is no KTX2 decoder, so for KTX2 the
 * maps are shown as they were before encoding.
 */
export async function shownMaps(
  textures: SurfaceTextures,
  rasters: SurfaceRasters,
  { toBitmap, encode }: TextureCodec,
): Promise<Partial<Record<SurfaceMap, ImageBitmap>>> {
  if (!toBitmap) return {};
  const done = new Map<EncodedTexture, Promise<ImageBitmap>>();
  const maps: Partial<Record<SurfaceMap, ImageBitmap>> = {};
  for (const [kind, texture] of Object.entries(textures) as [SurfaceMap, EncodedTexture][]) {
    const raster = rasters[kind];
    const isReadable = texture.mimeType !== 'image/ktx2' || !raster;
    const readable = isReadable ? texture : await encode(raster, { format: 'png', kind });
    const bitmap = done.get(texture) ?? toBitmap(readable);
    done.set(texture, bitmap);
    maps[kind] = await bitmap;
  }
  return maps;
}
