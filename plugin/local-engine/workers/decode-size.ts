import { ImageTo3DError } from '../../core/errors.ts';
import type { ImageInfo } from '../../recipe/image.ts';
import { checkImageFileBytes, checkImageSize } from '../../recipe/image-limits.ts';
import { probeImage } from '../../recipe/image-probe.ts';
import type { LocalRequest } from '../contract.ts';

/** Longest side of the decoded image: more pixels than the atlas can show would only cost time. */
export function decodeLongSidePx({ profile, parameters }: Omit<LocalRequest, 'image'>): number {
  if (profile === 'full') return 2048;
  return parameters.textureSize <= 512 ? 640 : 1024;
}

/**
 * Reads the header and compares it with the limits, before a decoder allocates anything. Throws `undecodable-image`,
 * `unsupported-format` (also for an SVG: it must be rendered to pixels first) or `image-too-large`.
 */
export function checkBeforeDecoding(image: Uint8Array): ImageInfo {
  const info = probeImage(image);
  if (info.format === 'svg')
    throw new ImageTo3DError(
      'unsupported-format',
      'The local engine cannot read an SVG. Convert it to PNG first.',
    );
  checkImageFileBytes(image.byteLength);
  checkImageSize(info.widthPx, info.heightPx);
  return info;
}

/** Size within `longSidePx`, same aspect, at least one pixel a side, never enlarged. */
export function fitInside(
  widthPx: number,
  heightPx: number,
  longSidePx: number,
): { widthPx: number; heightPx: number } {
  const scale = Math.min(1, longSidePx / Math.max(widthPx, heightPx));
  return {
    widthPx: Math.max(1, Math.round(widthPx * scale)),
    heightPx: Math.max(1, Math.round(heightPx * scale)),
  };
}
