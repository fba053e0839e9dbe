import type { Sharp } from 'sharp';
import { ImageTo3DError } from './errors.ts';

/**
 * The optional package `sharp`, on first use. Throws `unsupported-platform` without it.
 * @param purpose what needs it; starts the error message: "Fitting textures in Node".
 */
export async function loadSharp(purpose: string) {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new ImageTo3DError(
      'unsupported-platform',
      `${purpose} needs the package "sharp": npm install sharp.`,
      { cause },
    );
  }
}

/** The pixels as sRGB with alpha, 8 bits each: also of greyscale and CMYK images. */
export async function readPixels(image: Sharp) {
  const { data, info } = await image
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
  return { widthPx: info.width, heightPx: info.height, data: pixels };
}
