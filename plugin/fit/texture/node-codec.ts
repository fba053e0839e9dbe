import { ImageTo3DError } from '../../core/errors.ts';
import { loadSharp, readPixels } from '../../core/load-sharp.ts';
import type { RasterImage } from '../../recipe/image.ts';
import type { EncodedTexture } from '../mesh/surface.ts';
import {
  DEFAULT_TEXTURE_QUALITY,
  type EncodeTextureOptions,
  keepsAlpha,
  mapQuality,
  mimeTypeOf,
  refuseKtx2,
  type TextureCodec,
} from './codec.ts';
import { encodeKtx2 } from './ktx2.ts';

/** 8192 × 8192 px, the maximum for an image of a checked GLB. */
const MAX_PIXELS = 8192 * 8192;

const decode = (image: EncodedTexture) => pixelsOf(image);

const decodeSmall = (image: EncodedTexture, longSidePx: number) => pixelsOf(image, longSidePx);

async function pixelsOf(image: EncodedTexture, longSidePx?: number): Promise<RasterImage> {
  refuseKtx2(image);
  const sharp = await loadSharp('Fitting textures in Node');
  try {
    const input = sharp(image.bytes, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' });
    if (longSidePx !== undefined)
      input.resize({ width: longSidePx, height: longSidePx, fit: 'inside', withoutEnlargement: true });
    const { data, info } = await input
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    // A greyscale image still has two channels.
    if (info.channels !== 4) return await decodeGrey(image);
    const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
    return { widthPx: info.width, heightPx: info.height, data: pixels };
  } catch (cause) {
    if (cause instanceof ImageTo3DError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImageTo3DError(
      'undecodable-image',
      `A texture (${image.mimeType}) cannot be decoded: ${reason}`,
      { cause },
    );
  }
}

async function decodeGrey(image: EncodedTexture): Promise<RasterImage> {
  const sharp = await loadSharp('Fitting textures in Node');
  return readPixels(sharp(image.bytes, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' }));
}

async function encode(raster: RasterImage, options: EncodeTextureOptions): Promise<EncodedTexture> {
  const { format, kind, quality = DEFAULT_TEXTURE_QUALITY } = options;
  if (format === 'ktx2') return await encodeKtx2(raster, options);
  const sharp = await loadSharp('Fitting textures in Node');
  const { widthPx, heightPx, data } = raster;
  const pixels = sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } });
  const image = keepsAlpha(raster, options) ? pixels : pixels.removeAlpha();
  const percent = Math.round(mapQuality(quality, kind) * 100);
  const encoded =
    format === 'webp'
      ? // 4:2:0 chroma with sharp subsampling: gains up to 2 dB.
        image.webp({ quality: percent, exact: true, smartSubsample: true })
      : format === 'jpeg'
        ? image.jpeg({ quality: percent, chromaSubsampling: '4:4:4' })
        : image.png();
  const bytes = Uint8Array.from(await encoded.toBuffer());
  return { bytes, mimeType: mimeTypeOf(format), widthPx, heightPx };
}

/** The codec of Node: sharp, loaded on first use; throws `unsupported-platform` if it is not installed. */
export const nodeCodec: TextureCodec = { decode, decodeSmall, encode };
