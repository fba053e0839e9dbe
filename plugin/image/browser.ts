import { ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import type { ImageOrigin, PreparedImage } from '../recipe/image.ts';
import { checkImageSize } from '../recipe/image-limits.ts';
import type { ImageSource } from '../recipe/image-source.ts';
import { bitmapOf, isPixelSource, type PixelSource } from './browser/pixels.ts';
import { drawSvg } from './browser/svg.ts';
import { decodeOffThread } from './decode-off-thread.ts';
import { inspect, maxSizeOf, type PrepareOptions, readSource, toPreparedImage } from './encoded-image.ts';

export type { PrepareOptions } from './encoded-image.ts';

function toUrl(address: string): URL {
  const base = typeof document === 'undefined' ? globalThis.location?.href : document.baseURI;
  if (!URL.canParse(address, base))
    throw new ImageTo3DError('image-unreachable', 'The image address is not a valid URL.');
  return new URL(address, base);
}

async function prepareEncoded(
  source: Blob | Uint8Array | URL,
  options: PrepareOptions,
): Promise<PreparedImage> {
  const { signal } = options;
  const maxSizePx = maxSizeOf(options);
  const { bytes, fileName, info } = await inspect(await readSource(source, options));
  throwIfAborted(signal);
  const decodable =
    info.format === 'svg'
      ? await drawSvg(bytes, fileName, maxSizePx, signal)
      : new Blob([bytes], { type: info.mimeType });
  const finished = await decodeOffThread({ source: decodable, fileName, maxSizePx }, signal);
  return toPreparedImage(finished, { ...info, fileBytes: bytes.length }, fileName, options);
}

async function preparePixels(source: PixelSource, options: PrepareOptions): Promise<PreparedImage> {
  const { name, signal } = options;
  const maxSizePx = maxSizeOf(options);
  const bitmap = await bitmapOf(source, name);
  const { width: widthPx, height: heightPx } = bitmap;
  checkImageSize(widthPx, heightPx, name);
  throwIfAborted(signal);
  const origin: ImageOrigin = {
    format: 'pixels',
    mimeType: '',
    widthPx,
    heightPx,
    animated: false,
    fileBytes: 0,
  };
  const finished = await decodeOffThread({ source: bitmap, fileName: name, maxSizePx }, signal);
  return toPreparedImage(finished, origin, undefined, options);
}

/**
 * Reads, checks, decodes and re-encodes an image in a browser: EXIF orientation applied, metadata removed, long side at
 * most `maxSizePx`, straight alpha kept. Decoding, resizing, encoding and hashing run in a worker. The source is not
 * changed: a bitmap stays open. Relative URLs are resolved against the page.
 *
 * @throws ImageTo3DError `unsupported-format`, `undecodable-image`, `image-too-large`, `empty-image`,
 * `image-unreachable` or `aborted`.
 */
export async function prepareImage(
  source: ImageSource,
  options: PrepareOptions = {},
): Promise<PreparedImage> {
  if (typeof source === 'string') return prepareEncoded(toUrl(source), options);
  return isPixelSource(source) ? preparePixels(source, options) : prepareEncoded(source, options);
}
