import { Constants } from '@babylonjs/core/Engines/constants.js';
import type { InternalTexture } from '@babylonjs/core/Materials/Textures/internalTexture.js';

const CHANNELS: Readonly<Record<number, number>> = {
  [Constants.TEXTUREFORMAT_ALPHA]: 1,
  [Constants.TEXTUREFORMAT_LUMINANCE]: 1,
  [Constants.TEXTUREFORMAT_RED]: 1,
  [Constants.TEXTUREFORMAT_LUMINANCE_ALPHA]: 2,
  [Constants.TEXTUREFORMAT_RG]: 2,
};

const CHANNEL_BYTES: Readonly<Record<number, number>> = {
  [Constants.TEXTURETYPE_FLOAT]: 4,
  [Constants.TEXTURETYPE_HALF_FLOAT]: 2,
};

// Block formats: a byte a pixel, except those of half a byte.
const HALF_BYTE_FORMATS = new Set<number>([
  Constants.TEXTUREFORMAT_COMPRESSED_RGB_S3TC_DXT1,
  Constants.TEXTUREFORMAT_COMPRESSED_RGBA_S3TC_DXT1,
  Constants.TEXTUREFORMAT_COMPRESSED_RGB_ETC1_WEBGL,
  Constants.TEXTUREFORMAT_COMPRESSED_RGB8_ETC2,
]);
const BYTE_FORMATS = new Set<number>([
  Constants.TEXTUREFORMAT_COMPRESSED_RGBA_BPTC_UNORM,
  Constants.TEXTUREFORMAT_COMPRESSED_RGBA_S3TC_DXT5,
  Constants.TEXTUREFORMAT_COMPRESSED_RGBA_S3TC_DXT3,
  Constants.TEXTUREFORMAT_COMPRESSED_RGBA_ASTC_4x4,
  Constants.TEXTUREFORMAT_COMPRESSED_RGBA8_ETC2_EAC,
]);

function bytesPerPixel({ format, type }: InternalTexture): number {
  if (HALF_BYTE_FORMATS.has(format)) return 0.5;
  if (BYTE_FORMATS.has(format)) return 1;
  return (CHANNELS[format] ?? 4) * (CHANNEL_BYTES[type] ?? 1);
}

/** Bytes of one uploaded texture: size × faces × bytes a pixel; a full mip chain adds a third. */
export function textureBytes(texture: InternalTexture): number {
  const faces = texture.isCube ? 6 : 1;
  const layers = texture.is3D || texture.is2DArray ? Math.max(texture.depth, 1) : 1;
  const pixels = texture.width * texture.height * faces * layers;
  return Math.round(pixels * bytesPerPixel(texture) * (texture.generateMipMaps ? 4 / 3 : 1));
}
