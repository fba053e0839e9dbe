import { ImageTo3DError } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import { encodePng } from '../../recipe/image-formats/encode-png.ts';
import type { EncodedTexture } from '../mesh/surface.ts';
import {
  DEFAULT_TEXTURE_QUALITY,
  type EncodeTextureOptions,
  hasAlpha,
  keepsAlpha,
  mapQuality,
  mimeTypeOf,
  refuseKtx2,
  sizeWithin,
  type TextureCodec,
  withoutAlpha,
} from './codec.ts';
import { encodeKtx2 } from './ktx2.ts';
import { readStraight, straightCanvas } from './straight-alpha.ts';
import { withoutProfile } from './webp-profile.ts';

function drawingOf(widthPx: number, heightPx: number): OffscreenCanvasRenderingContext2D {
  const drawing = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true });
  if (!drawing) throw new ImageTo3DError('unsupported-platform', 'This browser has no OffscreenCanvas.');
  return drawing;
}

async function bitmapOf(image: EncodedTexture, options: ImageBitmapOptions = {}): Promise<ImageBitmap> {
  refuseKtx2(image);
  try {
    return await createImageBitmap(new Blob([image.bytes], { type: image.mimeType }), {
      premultiplyAlpha: 'none',
      colorSpaceConversion: 'none',
      ...options,
    });
  } catch (cause) {
    throw new ImageTo3DError(
      'undecodable-image',
      `The browser cannot decode a texture (${image.mimeType}).`,
      {
        cause,
      },
    );
  }
}

const toBitmap = (image: EncodedTexture) => bitmapOf(image);

function drawnPixels(bitmap: ImageBitmap): RasterImage {
  const { width: widthPx, height: heightPx } = bitmap;
  const drawing = drawingOf(widthPx, heightPx);
  drawing.drawImage(bitmap, 0, 0);
  return { widthPx, heightPx, data: drawing.getImageData(0, 0, widthPx, heightPx).data };
}

async function decode(image: EncodedTexture): Promise<RasterImage> {
  const bitmap = await toBitmap(image);
  try {
    const drawn = drawnPixels(bitmap);
    // A canvas premultiplies: where alpha is low, colours must be read in another way.
    return hasAlpha(drawn) ? (readStraight(bitmap) ?? drawn) : drawn;
  } finally {
    bitmap.close();
  }
}

/** The browser decodes and scales off the worker's thread. */
async function decodeSmall(image: EncodedTexture, longSidePx: number): Promise<RasterImage> {
  const { widthPx, heightPx } = sizeWithin(image, longSidePx);
  const bitmap = await bitmapOf(image, {
    resizeWidth: widthPx,
    resizeHeight: heightPx,
    resizeQuality: 'low',
  });
  try {
    return drawnPixels(bitmap);
  } finally {
    bitmap.close();
  }
}

function imageData({ widthPx, heightPx, data }: RasterImage): ImageData {
  const pixels = data.buffer instanceof ArrayBuffer ? (data as Uint8ClampedArray<ArrayBuffer>) : data.slice();
  return new ImageData(pixels, widthPx, heightPx);
}

async function encodeLossy(
  raster: RasterImage,
  mimeType: 'image/webp' | 'image/jpeg',
  quality: number,
  withAlpha: boolean,
): Promise<EncodedTexture> {
  const { widthPx, heightPx } = raster;
  let canvas = withAlpha ? await straightCanvas(imageData(raster)) : undefined;
  if (!canvas) {
    const drawing = drawingOf(widthPx, heightPx);
    drawing.putImageData(imageData(withAlpha ? raster : withoutAlpha(raster)), 0, 0);
    canvas = drawing.canvas;
  }
  const blob = await canvas.convertToBlob({ type: mimeType, quality });
  if (blob.type === mimeType) {
    const encoded = new Uint8Array(await blob.arrayBuffer());
    const bytes = mimeType === 'image/webp' ? withoutProfile(encoded) : encoded;
    return { bytes, mimeType, widthPx, heightPx };
  }
  if (mimeType === 'image/webp' && !withAlpha) return await encodeLossy(raster, 'image/jpeg', quality, false);
  const bytes = await encodePng(raster, withAlpha);
  return { bytes, mimeType: 'image/png', widthPx, heightPx };
}

async function encode(raster: RasterImage, options: EncodeTextureOptions): Promise<EncodedTexture> {
  const { format, kind, quality = DEFAULT_TEXTURE_QUALITY } = options;
  if (format === 'ktx2') return await encodeKtx2(raster, options);
  const withAlpha = keepsAlpha(raster, options);
  const { widthPx, heightPx } = raster;
  if (format === 'png')
    return { bytes: await encodePng(raster, withAlpha), mimeType: mimeTypeOf(format), widthPx, heightPx };
  return await encodeLossy(
    raster,
    `image/${format}`,
    mapQuality(quality, kind),
    withAlpha && format === 'webp',
  );
}

/** The codec of browsers, for workers and pages; does not use the DOM. */
export const browserCodec: TextureCodec = { decode, decodeSmall, encode, toBitmap };
