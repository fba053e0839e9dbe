import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import { loadSharp, readPixels } from '../core/load-sharp.ts';
import { plainText } from '../core/plain-text.ts';
import type { PreparedImage, RasterImage } from '../recipe/image.ts';
import { checkImageFileBytes, checkImageSize, IMAGE_LIMITS } from '../recipe/image-limits.ts';
import { displayFileName } from '../recipe/image-name.ts';
import { createDownscaler } from './downscale.ts';
import {
  type EncodedImage,
  inspect,
  maxSizeOf,
  type NamedBytes,
  type PrepareOptions,
  readSource,
  toPreparedImage,
} from './encoded-image.ts';
import { finishImage } from './finish-image.ts';
import { scaleTo, shrinkToFit } from './scaled-size.ts';

export type { PrepareOptions } from './encoded-image.ts';

type Sharp = typeof import('sharp').default;

async function readPath(path: string): Promise<NamedBytes> {
  const fileName = basename(path);
  try {
    checkImageFileBytes((await stat(path)).size, fileName);
    return { bytes: new Uint8Array(await readFile(path)), fileName };
  } catch (error) {
    if (error instanceof ImageTo3DError) throw error;
    const detail = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new ImageTo3DError('image-unreachable', `${displayFileName(fileName)} cannot be read${detail}.`, {
      cause: error,
    });
  }
}

function read(source: Uint8Array | Blob | URL | string, options: PrepareOptions): Promise<NamedBytes> {
  if (typeof source === 'string') {
    // "C:\chair.png" has a colon too, but is a path.
    if (!/^(?:https?|data|blob|file):/i.test(source)) return readPath(source);
    if (!URL.canParse(source))
      throw new ImageTo3DError('image-unreachable', 'The image address is not a valid URL.');
    return read(new URL(source), options);
  }
  if (source instanceof URL && source.protocol === 'file:') return readPath(fileURLToPath(source));
  return readSource(source, options);
}

/** The density at which sharp draws an SVG at its final size instead of scaling it up. At 72, one CSS pixel is one pixel. */
async function drawingSize(sharp: Sharp, bytes: Uint8Array, maxSizePx: number) {
  const { width, height } = await sharp(bytes, { density: 72 }).metadata();
  const size = scaleTo({ widthPx: width, heightPx: height }, maxSizePx);
  const density = Math.min(100_000, Math.max(1, (72 * maxSizePx) / Math.max(width, height, 1)));
  return { size, density };
}

async function decode(sharp: Sharp, { bytes, info }: EncodedImage, maxSizePx: number): Promise<RasterImage> {
  const limits = { limitInputPixels: IMAGE_LIMITS.maxPixels, failOn: 'truncated' as const };
  let image = sharp(bytes, limits).autoOrient();
  if (info.format === 'svg') {
    const { size, density } = await drawingSize(sharp, bytes, maxSizePx);
    image = sharp(bytes, { ...limits, density }).resize(size.widthPx, size.heightPx, { fit: 'fill' });
  }
  return readPixels(image);
}

async function decodeOrRefuse(encoded: EncodedImage, maxSizePx: number): Promise<RasterImage> {
  const sharp = await loadSharp('Reading images in Node');
  try {
    return await decode(sharp, encoded, maxSizePx);
  } catch (error) {
    const { message } = asImageTo3DError(error);
    throw new ImageTo3DError(
      'undecodable-image',
      `${displayFileName(encoded.fileName)} cannot be decoded: ${plainText(message.split('\n', 1)[0]!, 200)}`,
      { cause: error },
    );
  }
}

/**
 * Reads, checks, decodes and re-encodes an image in Node: EXIF orientation applied, metadata removed, long side at most
 * `maxSizePx`, straight alpha kept. A `string` is a path or a URL.
 *
 * @throws ImageTo3DError `unsupported-format`, `undecodable-image`, `image-too-large`, `empty-image`,
 * `image-unreachable`, `unsupported-platform` (no `sharp`) or `aborted`.
 */
export async function prepareImage(
  source: Uint8Array | Blob | URL | string,
  options: PrepareOptions = {},
): Promise<PreparedImage> {
  const { signal } = options;
  const maxSizePx = maxSizeOf(options);
  const encoded = await inspect(await read(source, options));
  throwIfAborted(signal);
  const raster = await decodeOrRefuse(encoded, maxSizePx);
  checkImageSize(raster.widthPx, raster.heightPx, encoded.fileName);
  throwIfAborted(signal);
  const target = shrinkToFit(raster, maxSizePx);
  const finished = await finishImage(target === raster ? raster : shrink(raster, target), encoded.fileName);
  throwIfAborted(signal);
  const origin = { ...encoded.info, fileBytes: encoded.bytes.length };
  return toPreparedImage(finished, origin, encoded.fileName, options);
}

function shrink(raster: RasterImage, target: { widthPx: number; heightPx: number }): RasterImage {
  const downscaler = createDownscaler(raster, target);
  downscaler.push(raster.data, raster.heightPx);
  return downscaler.finish();
}
