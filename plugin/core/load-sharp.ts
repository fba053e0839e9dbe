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
      {
        cause,
      },
    );
  }
}
