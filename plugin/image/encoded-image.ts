import { ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import type { ImageInfo, ImageOrigin, ImageWarning, PreparedImage } from '../recipe/image.ts';
import { checkImageFileBytes, checkImageSize, IMAGE_LIMITS } from '../recipe/image-limits.ts';
import { nameFromFile, nameFromTitle } from '../recipe/image-name.ts';
import { probeImage } from '../recipe/image-probe.ts';
import { readDataUrl } from './data-url.ts';
import { fetchImage, fileNameOf } from './fetch-image.ts';
import type { FinishedImage } from './finish-image.ts';

/** The model shrinks every image to this long side itself, so a smaller upload loses nothing. */
const DEFAULT_MAX_SIZE_PX = 1024;
const SMALL_PX = 256;

export interface PrepareOptions {
  /** Display name and name of the scene node; the file's name by default. */
  readonly name?: string;
  /** Limit of the long side, default 1024. A drawing (SVG) is drawn at exactly this size. */
  readonly maxSizePx?: number;
  readonly signal?: AbortSignal;
}

/** Unchecked bytes of an image with their file name. */
export interface NamedBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName: string | undefined;
}

/** An image whose header is valid and within the limits. */
export interface EncodedImage extends NamedBytes {
  readonly info: ImageInfo;
}

/** The requested limit of the long side. Throws `validation`. */
export function maxSizeOf({ maxSizePx = DEFAULT_MAX_SIZE_PX }: PrepareOptions): number {
  const isUsable = Number.isInteger(maxSizePx) && maxSizePx >= 1 && maxSizePx <= IMAGE_LIMITS.maxEdgePx;
  if (isUsable) return maxSizePx;
  throw new ImageTo3DError(
    'validation',
    `maxSizePx is ${maxSizePx}; it must be a whole number from 1 to ${IMAGE_LIMITS.maxEdgePx}.`,
  );
}

/** The bytes of a buffer, file or URL. Throws `image-unreachable`, `image-too-large`, `aborted`. */
export async function readSource(
  source: Blob | Uint8Array | URL,
  { name, signal }: PrepareOptions,
): Promise<NamedBytes> {
  throwIfAborted(signal);
  if (source instanceof Uint8Array) {
    checkImageFileBytes(source.length, name);
    return { bytes: new Uint8Array(source), fileName: name };
  }
  if (source instanceof Blob) {
    const fileName = ('name' in source && typeof source.name === 'string' && source.name) || name;
    checkImageFileBytes(source.size, fileName);
    return { bytes: new Uint8Array(await source.arrayBuffer()), fileName };
  }
  if (source.protocol === 'data:') return { bytes: readDataUrl(source.href), fileName: name };
  return { bytes: await fetchImage(source, signal), fileName: fileNameOf(source) ?? name };
}

/** Everything that can be refused before a decoder sees the bytes. */
export async function inspect({ bytes, fileName }: NamedBytes): Promise<EncodedImage> {
  checkImageFileBytes(bytes.length, fileName);
  const info = probeImage(bytes, fileName);
  if (info.format === 'svg') (await import('./check-svg.ts')).checkSvg(bytes, fileName);
  else checkImageSize(info.widthPx, info.heightPx, fileName);
  return { bytes, fileName, info };
}

/** Builds a {@link PreparedImage}. */
export function toPreparedImage(
  finished: FinishedImage,
  origin: ImageOrigin,
  fileName: string | undefined,
  { name }: PrepareOptions,
): PreparedImage {
  const { isTranslucent, ...image } = finished;
  const longSide = Math.max(image.widthPx, image.heightPx);
  const isDrawing = origin.format === 'svg';
  const warnings: ImageWarning[] = [];
  if (origin.animated) warnings.push('animated-first-frame');
  if (!isDrawing && longSide < Math.max(origin.widthPx, origin.heightPx)) warnings.push('downscaled');
  if (longSide < SMALL_PX) warnings.push('small');
  if (isTranslucent) warnings.push('translucent');
  return {
    name: name === undefined ? nameFromFile(fileName) : nameFromTitle(name),
    ...image,
    source: origin,
    warnings,
  };
}
