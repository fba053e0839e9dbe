import { ImageTo3DError } from '../../core/errors.ts';
import { loadSharp, readPixels } from '../../core/load-sharp.ts';
import type { RasterImage } from '../../recipe/image.ts';
import { IMAGE_LIMITS } from '../../recipe/image-limits.ts';
import { checkBeforeDecoding } from './decode-size.ts';
import type { ImageCodec } from './worker-platform.ts';

const JPEG_QUALITY = 90;

/** An encoded image as pixels, EXIF orientation applied, long side at most `longSidePx`. */
export async function decodeInNode(image: Uint8Array, longSidePx: number): Promise<RasterImage> {
  const { mimeType } = checkBeforeDecoding(image);
  const sharp = await loadSharp('The local engine in Node');
  try {
    const input = sharp(image, { limitInputPixels: IMAGE_LIMITS.maxPixels, failOn: 'truncated' });
    const size = { width: longSidePx, height: longSidePx };
    return await readPixels(input.autoOrient().resize({ ...size, fit: 'inside', withoutEnlargement: true }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImageTo3DError('undecodable-image', `This ${mimeType} cannot be decoded: ${reason}`, { cause });
  }
}

/** The atlas as JPEG without chroma subsampling. */
export async function encodeInNode({
  widthPx,
  heightPx,
  data,
}: RasterImage): Promise<{ bytes: Uint8Array; mimeType: 'image/jpeg' }> {
  const sharp = await loadSharp('The local engine in Node');
  const bytes = await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { bytes, mimeType: 'image/jpeg' };
}

export const nodeCodec: ImageCodec = { decode: decodeInNode, encodeTexture: encodeInNode };
