import type { TextureFormat } from '../../budget/fit-plan.ts';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { EncodedTexture } from '../mesh/surface.ts';
import type { PixelSize } from './resize.ts';

export interface EncodeTextureOptions {
  readonly format: TextureFormat;
  /** 0…1 for the whole set; {@link mapQuality} derives each map's quality. Ignored for PNG and KTX2. */
  readonly quality?: number;
  readonly kind: SurfaceMap;
  /** Writes base colour without alpha; all other maps never have alpha. */
  readonly opaque?: boolean;
}

/** Decodes and encodes images, with one implementation for browsers and one for Node. Pixels have straight alpha. */
export interface TextureCodec {
  /** Throws `undecodable-image`, or `unsupported-format` for KTX2. */
  decode(image: EncodedTexture): Promise<RasterImage>;
  /** Decodes a small version quickly, with approximate values; long side at most `longSidePx`. Throws like `decode`. */
  decodeSmall(image: EncodedTexture, longSidePx: number): Promise<RasterImage>;
  /** May return another format than requested, see {@link formatRemark}. */
  encode(raster: RasterImage, options: EncodeTextureOptions): Promise<EncodedTexture>;
  /** Browsers only: the stored values, not premultiplied and not colour-managed. */
  toBitmap?(image: EncodedTexture): Promise<ImageBitmap>;
}

/** Default quality of base colour and metallic-roughness. */
export const DEFAULT_TEXTURE_QUALITY = 0.85;
/** Above this, browsers write lossless WebP, four to seven times as large. */
export const MAX_TEXTURE_QUALITY = 0.97;
const NORMAL_MAP_EXTRA = 0.1;

/** The encoder's quality for one map of a set: a normal map shows artefacts sooner and gets 0.1 more. At most 0.97. */
export function mapQuality(quality: number, kind: SurfaceMap): number {
  return Math.min(MAX_TEXTURE_QUALITY, quality + (kind === 'normal' ? NORMAL_MAP_EXTRA : 0));
}

/** Whether a texture is written with an alpha channel: base colour that has one and uses it. */
export function keepsAlpha(raster: RasterImage, { kind, opaque = false }: EncodeTextureOptions): boolean {
  return kind === 'baseColor' && !opaque && hasAlpha(raster);
}

export function hasAlpha({ data }: RasterImage): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i]! < 255) return true;
  return false;
}

/** Sets alpha to 255; colours are not changed. */
export function withoutAlpha(raster: RasterImage): RasterImage {
  if (!hasAlpha(raster)) return raster;
  const data = raster.data.slice();
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { ...raster, data };
}

/** Scales the size down to `longSidePx`, never up. */
export function sizeWithin({ widthPx, heightPx }: PixelSize, longSidePx: number): PixelSize {
  const scale = Math.min(1, longSidePx / Math.max(widthPx, heightPx));
  return {
    widthPx: Math.max(1, Math.round(widthPx * scale)),
    heightPx: Math.max(1, Math.round(heightPx * scale)),
  };
}

export function mimeTypeOf(format: TextureFormat): EncodedTexture['mimeType'] {
  return `image/${format}`;
}

/** The remark when an encoder returned another format than requested. */
export function formatRemark(format: TextureFormat, { mimeType }: EncodedTexture): string | undefined {
  if (mimeType === mimeTypeOf(format)) return undefined;
  const name = { webp: 'WebP', png: 'PNG', jpeg: 'JPEG', ktx2: 'KTX2' } as const;
  const got = name[mimeType.slice('image/'.length) as TextureFormat];
  return `This browser cannot write ${name[format]}; textures are ${got} instead.`;
}

/** KTX2 can be written, not read: this package has no decoder. */
export function refuseKtx2({ mimeType }: EncodedTexture): void {
  if (mimeType === 'image/ktx2')
    throw new ImageTo3DError('unsupported-format', 'KTX2 textures cannot be read here.');
}
