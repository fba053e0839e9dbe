import { ImageTo3DError } from '../core/errors.ts';
import type { ImageInfo } from '../recipe/image.ts';
import { displayFileName } from '../recipe/image-name.ts';
import { probeImage } from '../recipe/image-probe.ts';
import { readDataUrl } from './data-url.ts';
import { checkEmbeddedPixels, checkUnfolded, readSvgContent, SVG_LIMITS } from './svg-content.ts';

function textOf(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The image of a data URL; undefined when no renderer would draw it. */
function imageAt(address: string, label: string): { bytes: Uint8Array; info: ImageInfo } | undefined {
  try {
    // A data URL may contain white space anywhere.
    const bytes = readDataUrl(address.replace(/\s+/g, ''));
    return { bytes, info: probeImage(bytes, label) };
  } catch (error) {
    if (error instanceof ImageTo3DError && error.code === 'unsupported-format') throw error;
    return undefined;
  }
}

function embeddedPixels(bytes: Uint8Array, fileName: string | undefined, nesting: number): number {
  const content = readSvgContent(textOf(bytes), fileName);
  checkUnfolded(content, fileName);
  let pixels = 0;
  for (const address of content.embeddedImages) {
    const image = imageAt(address, 'An image in the SVG');
    if (!image) continue;
    const { info } = image;
    if (info.format !== 'svg') pixels += info.widthPx * info.heightPx;
    else if (nesting < SVG_LIMITS.maxNesting) pixels += embeddedPixels(image.bytes, fileName, nesting + 1);
    else
      throw new ImageTo3DError(
        'image-too-large',
        `${displayFileName(fileName)} contains SVGs nested ${SVG_LIMITS.maxNesting} levels deep or more.`,
      );
  }
  return pixels;
}

/**
 * Checks before rendering how many elements an SVG expands to and how large its embedded images are.
 * Throws `image-too-large`, `undecodable-image` or `unsupported-format`.
 */
export function checkSvg(bytes: Uint8Array, fileName?: string): void {
  checkEmbeddedPixels(embeddedPixels(bytes, fileName, 1), fileName);
}
