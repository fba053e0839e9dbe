import { asImageTo3DError, ImageTo3DError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import { checkImageSize } from '../../recipe/image-limits.ts';
import { displayFileName } from '../../recipe/image-name.ts';
import { type FinishedImage, finishImage } from '../finish-image.ts';
import { rasterise } from './raster.ts';

/** What to decode off the main thread: a file's bytes, or decoded pixels. */
export interface DecodeRequest {
  readonly source: Blob | ImageBitmap;
  readonly fileName: string | undefined;
  readonly maxSizePx: number;
}

export const BITMAP_OPTIONS: ImageBitmapOptions = {
  imageOrientation: 'from-image',
  premultiplyAlpha: 'none',
  colorSpaceConversion: 'default',
};

async function toBitmap({ source, fileName }: DecodeRequest): Promise<ImageBitmap> {
  if (!(source instanceof Blob)) return source;
  try {
    return await createImageBitmap(source, BITMAP_OPTIONS);
  } catch (cause) {
    const { message } = asImageTo3DError(cause);
    throw new ImageTo3DError(
      'undecodable-image',
      `${displayFileName(fileName)} cannot be decoded: ${plainText(message, 200)}`,
      {
        cause,
      },
    );
  }
}

/** Decodes, resizes and encodes an image. Throws `undecodable-image`, `image-too-large` or `empty-image`. */
export async function decodeAndFinish(request: DecodeRequest): Promise<FinishedImage> {
  const bitmap = await toBitmap(request);
  checkImageSize(bitmap.width, bitmap.height, request.fileName);
  return finishImage(rasterise(bitmap, request.maxSizePx), request.fileName);
}
