import { memoryText, memoryTextAbove } from '../core/bytes-text.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { displayFileName } from './image-name.ts';

/** Limits of an image. The header is checked against them before a decoder allocates anything. */
export const IMAGE_LIMITS = {
  maxFileBytes: 20 * 1024 * 1024,
  /** 64 Mi pixels: 256 MiB as RGBA. */
  maxPixels: 8192 * 8192,
  maxEdgePx: 16384,
  minEdgePx: 1,
} as const;

// Rounded away from the limit, so that an image one pixel over never reads as the limit itself.
function above(value: number, unit: number): string {
  return (Math.ceil((value / unit) * 10) / 10).toFixed(1);
}

/** Throws `image-too-large` or, for an empty file, `undecodable-image`. */
export function checkImageFileBytes(fileBytes: number, fileName?: string): void {
  if (fileBytes === 0)
    throw new ImageTo3DError('undecodable-image', `${displayFileName(fileName)} is empty: it has 0 bytes.`);
  if (fileBytes <= IMAGE_LIMITS.maxFileBytes) return;
  throw new ImageTo3DError(
    'image-too-large',
    `${displayFileName(fileName)} has ${memoryTextAbove(fileBytes)}; the limit is ${memoryText(IMAGE_LIMITS.maxFileBytes)}.`,
  );
}

/**
 * Throws `image-too-large` above the limits and `undecodable-image` for an image without pixels.
 * Not for SVGs: they have no pixel size of their own.
 */
export function checkImageSize(widthPx: number, heightPx: number, fileName?: string): void {
  const { maxPixels, maxEdgePx, minEdgePx } = IMAGE_LIMITS;
  const size = `${displayFileName(fileName)} is ${widthPx} × ${heightPx} px`;
  if (!(widthPx >= minEdgePx && heightPx >= minEdgePx))
    throw new ImageTo3DError(
      'undecodable-image',
      `${size}; an image needs at least ${minEdgePx} × ${minEdgePx} px.`,
    );
  if (Math.max(widthPx, heightPx) > maxEdgePx)
    throw new ImageTo3DError('image-too-large', `${size}; the longest edge allowed is ${maxEdgePx} px.`);
  if (widthPx * heightPx > maxPixels)
    throw new ImageTo3DError(
      'image-too-large',
      `${size}, ${above(widthPx * heightPx, 1e6)} million pixels; the limit is ${(maxPixels / 1e6).toFixed(1)} million (8192 × 8192).`,
    );
}
