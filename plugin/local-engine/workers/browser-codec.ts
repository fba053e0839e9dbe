import { ImageTo3DError } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import { checkBeforeDecoding, fitInside } from './decode-size.ts';
import type { ImageCodec } from './worker-platform.ts';

const JPEG_QUALITY = 0.9;

function context(widthPx: number, heightPx: number): OffscreenCanvasRenderingContext2D {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  if (!drawing) throw new ImageTo3DError('unsupported-platform', 'This browser has no OffscreenCanvas.');
  return drawing;
}

/** An encoded image as pixels, EXIF orientation applied, long side at most `longSidePx`. */
export async function decodeInBrowser(
  image: Uint8Array<ArrayBuffer>,
  longSidePx: number,
): Promise<RasterImage> {
  const { mimeType } = checkBeforeDecoding(image);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([image], { type: mimeType }), {
      imageOrientation: 'from-image',
      premultiplyAlpha: 'none',
    });
  } catch (cause) {
    throw new ImageTo3DError('undecodable-image', `The browser cannot decode this ${mimeType}.`, { cause });
  }
  try {
    const { widthPx, heightPx } = fitInside(bitmap.width, bitmap.height, longSidePx);
    const drawing = context(widthPx, heightPx);
    drawing.imageSmoothingQuality = 'high';
    drawing.drawImage(bitmap, 0, 0, widthPx, heightPx);
    return { widthPx, heightPx, data: drawing.getImageData(0, 0, widthPx, heightPx).data };
  } finally {
    bitmap.close();
  }
}

/** The atlas as JPEG, or as PNG in a browser that cannot write JPEG. */
export async function encodeInBrowser({
  widthPx,
  heightPx,
  data,
}: RasterImage): Promise<{ bytes: Uint8Array; mimeType: 'image/jpeg' | 'image/png' }> {
  const drawing = context(widthPx, heightPx);
  const pixels = data.buffer instanceof ArrayBuffer ? (data as Uint8ClampedArray<ArrayBuffer>) : data.slice();
  drawing.putImageData(new ImageData(pixels, widthPx, heightPx), 0, 0);
  const blob = await drawing.canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  const mimeType = blob.type === 'image/jpeg' ? 'image/jpeg' : 'image/png';
  return { bytes: new Uint8Array(await blob.arrayBuffer()), mimeType };
}

export const browserCodec: ImageCodec = { decode: decodeInBrowser, encodeTexture: encodeInBrowser };
