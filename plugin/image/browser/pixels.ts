import { ImageTo3DError } from '../../core/errors.ts';
import { checkImageSize } from '../../recipe/image-limits.ts';
import { displayFileName } from '../../recipe/image-name.ts';
import type { ImageSource } from '../../recipe/image-source.ts';
import { BITMAP_OPTIONS } from './decode.ts';
import { canvasContext } from './raster.ts';

/** An image that the page has already decoded or drawn. */
export type PixelSource = HTMLCanvasElement | OffscreenCanvas | ImageBitmap | HTMLImageElement;

const isImageElement = (source: PixelSource): source is HTMLImageElement =>
  typeof HTMLImageElement !== 'undefined' && source instanceof HTMLImageElement;

/** Checked by exclusion, so that a canvas of another frame is recognised too. */
export function isPixelSource(source: Exclude<ImageSource, string>): source is PixelSource {
  return !(source instanceof Blob || source instanceof Uint8Array || source instanceof URL);
}

async function loadedImage(image: HTMLImageElement, label: string): Promise<void> {
  try {
    await image.decode();
  } catch (cause) {
    throw new ImageTo3DError('undecodable-image', `${label}: the <img> has not loaded an image.`, { cause });
  }
}

/** A copy of the pixels. Throws `undecodable-image`, `image-too-large`, or `image-unreachable` for a tainted canvas. */
export async function bitmapOf(source: PixelSource, name: string | undefined): Promise<ImageBitmap> {
  const label = displayFileName(name);
  if (isImageElement(source)) {
    await loadedImage(source, label);
    checkImageSize(source.naturalWidth, source.naturalHeight, name);
  } else checkImageSize(source.width, source.height, name);
  const bitmap = await createImageBitmap(source, BITMAP_OPTIONS).catch((cause) => {
    throw new ImageTo3DError('undecodable-image', `${label} has no pixels that can be read.`, { cause });
  });
  try {
    refuseTainted(bitmap);
  } catch (cause) {
    bitmap.close();
    throw new ImageTo3DError(
      'image-unreachable',
      `${label} contains pixels from another site, which does not allow reading them (CORS).`,
      { cause },
    );
  }
  return bitmap;
}

// Reading one pixel throws for a tainted bitmap, which cannot be sent to a worker.
function refuseTainted(bitmap: ImageBitmap): void {
  const context = canvasContext({ widthPx: 1, heightPx: 1 });
  context.drawImage(bitmap, 0, 0);
  context.getImageData(0, 0, 1, 1);
}
