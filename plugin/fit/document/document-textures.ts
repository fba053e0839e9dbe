import type { Document, Texture } from '@gltf-transform/core';
import type { TextureFormat } from '../../budget/fit-plan.ts';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { EncodedTexture } from '../mesh/surface.ts';
import { formatRemark, hasAlpha, mimeTypeOf, sizeWithin, type TextureCodec } from '../texture/codec.ts';
import { BLOCK_PX, MAX_KTX2_EDGE_PX } from '../texture/ktx2.ts';
import { resizeMap } from '../texture/resize.ts';

type GltfFunctions = typeof import('@gltf-transform/functions');

const CORE_TYPES = ['image/png', 'image/jpeg'];
const READABLE = [...CORE_TYPES, 'image/webp'];

/** A texture of the document, and what its use requires of filter and encoder. */
export interface DocumentTexture {
  readonly texture: Texture;
  readonly name: string;
  readonly original: EncodedTexture;
  readonly kind: SurfaceMap;
  /** A material uses the alpha channel. */
  readonly needsAlpha: boolean;
}

// Textures of extensions (clearcoat, sheen, transmission …) are filtered as colour or data, by their channels.
function kindOf(functions: GltfFunctions, texture: Texture, readsAlpha: boolean): SurfaceMap {
  const slots = functions.listTextureSlots(texture);
  if (slots.some((slot) => /normal/i.test(slot))) return 'normal';
  if (readsAlpha) return 'baseColor';
  if (functions.getTextureColorSpace(texture) === 'srgb')
    return slots.every((slot) => slot === 'emissiveTexture') ? 'emissive' : 'baseColor';
  return slots.every((slot) => slot === 'occlusionTexture') ? 'occlusion' : 'metallicRoughness';
}

/** The textures that materials use and that can be decoded. Others are not changed. */
export async function listTextures(document: Document): Promise<DocumentTexture[]> {
  const [functions, { TextureChannel }] = await Promise.all([
    import('@gltf-transform/functions'),
    import('@gltf-transform/core'),
  ]);
  return document
    .getRoot()
    .listTextures()
    .flatMap((texture, i): DocumentTexture[] => {
      const bytes = texture.getImage();
      const mimeType = texture.getMimeType() as EncodedTexture['mimeType'];
      const [widthPx = 0, heightPx = 0] = texture.getSize() ?? [];
      if (!bytes || widthPx * heightPx === 0 || !READABLE.includes(mimeType)) return [];
      if (functions.listTextureSlots(texture).length === 0) return [];
      const needsAlpha = (functions.getTextureChannelMask(texture) & TextureChannel.A) !== 0;
      return [
        {
          texture,
          name: texture.getName() || `texture ${i + 1}`,
          original: { bytes, mimeType, widthPx, heightPx },
          kind: kindOf(functions, texture, needsAlpha),
          needsAlpha,
        },
      ];
    });
}

export interface EncodeSettings {
  readonly format: TextureFormat;
  readonly longSidePx: number;
  readonly quality: number;
}

export interface EncodedSet {
  readonly textures: readonly EncodedTexture[];
  readonly bytes: number;
  readonly remarks: readonly string[];
}

/** Resizes and encodes the textures of a document, any number of times; caches the pixels of the last size. */
export function createTextureEncoder(
  textures: readonly DocumentTexture[],
  codec: TextureCodec,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (share: number) => void } = {},
) {
  const rasters = new Map<DocumentTexture, { longSidePx: number; raster: RasterImage }>();
  const decode = async (item: DocumentTexture, longSidePx: number) => {
    const known = rasters.get(item);
    if (known?.longSidePx === longSidePx) return known.raster;
    const whole = await codec.decode(item.original);
    const size = sizeWithin(whole, longSidePx);
    const raster = size.widthPx < whole.widthPx ? resizeMap(whole, size, item.kind) : whole;
    rasters.set(item, { longSidePx, raster });
    return raster;
  };

  const encodeOne = async (item: DocumentTexture, settings: EncodeSettings, remarks: string[]) => {
    const { original, kind, needsAlpha, name } = item;
    const { format, quality } = settings;
    const longSidePx =
      format === 'ktx2' ? Math.min(MAX_KTX2_EDGE_PX, settings.longSidePx) : settings.longSidePx;
    const isSmaller = longSidePx < Math.max(original.widthPx, original.heightPx);
    if (!isSmaller && original.mimeType === mimeTypeOf(format)) return original;
    const raster = await decode(item, longSidePx);
    let actual = format;
    if (format === 'jpeg' && needsAlpha && hasAlpha(raster)) {
      actual = 'png';
      remarks.push(`The texture "${name}" is written as PNG: it uses alpha, and JPEG has none.`);
    }
    if (format === 'ktx2' && Math.min(raster.widthPx, raster.heightPx) < BLOCK_PX) {
      remarks.push(`The texture "${name}" is smaller than 4 × 4 px and is not converted to KTX2.`);
      return original;
    }
    const encoded = await codec.encode(raster, { format: actual, kind, quality, opaque: !needsAlpha });
    const remark = formatRemark(actual, encoded);
    if (remark && !remarks.includes(remark)) remarks.push(remark);
    // Keep the original when every loader reads its format and the new file is not smaller.
    const isBetter = format !== 'ktx2' && !isSmaller && CORE_TYPES.includes(original.mimeType);
    return isBetter && original.bytes.length <= encoded.bytes.length ? original : encoded;
  };

  return async (settings: EncodeSettings): Promise<EncodedSet> => {
    const remarks: string[] = [];
    const encoded: EncodedTexture[] = [];
    for (const [i, item] of textures.entries()) {
      throwIfAborted(options.signal);
      encoded.push(await encodeOne(item, settings, remarks));
      options.onProgress?.((i + 1) / textures.length);
    }
    const bytes = encoded.reduce((sum, { bytes: { length } }) => sum + ((length + 3) & ~3), 0);
    return { textures: encoded, bytes, remarks };
  };
}

/** Replaces the document's images by the encoded ones. */
export function replaceImages(items: readonly DocumentTexture[], set: EncodedSet): void {
  items.forEach(({ texture }, i) => {
    const { bytes, mimeType } = set.textures[i]!;
    texture.setImage(bytes).setMimeType(mimeType).setURI('');
  });
}
