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
  const readable = async (texture: EncodedTexture, kind: SurfaceMap) => {
    const raster = rasters[kind];
    return texture.mimeType === 'image/ktx2' && raster ? encode(raster, { format: 'png', kind }) : texture;
  };
  const decoding = new Map<EncodedTexture, Promise<ImageBitmap>>();
  const maps = Object.entries(textures) as [SurfaceMap, EncodedTexture][];
  // All at once: browsers decode on other threads.
  for (const [kind, texture] of maps)
    if (!decoding.has(texture)) decoding.set(texture, readable(texture, kind).then(toBitmap));
  const shown = maps.map(async ([kind, texture]) => [kind, await decoding.get(texture)!] as const);
  return Object.fromEntries(await Promise.all(shown));
}
