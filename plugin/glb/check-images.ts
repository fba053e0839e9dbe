import { asImageTo3DError } from '../errors.ts';
import type { ImageInfo } from '../recipe/image.ts';
import { probeImage } from '../recipe/image-probe.ts';
import { GLB_LIMITS } from './glb-limits.ts';
import type { Gltf } from './gltf-schema.ts';
import { grouped, invalidGlb } from './invalid-glb.ts';

const USABLE: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp']);

function probe(bytes: Uint8Array, name: string): ImageInfo {
  try {
    return probeImage(bytes, name);
  } catch (error) {
    throw invalidGlb(asImageTo3DError(error).message.replace(/;.*|\.$/s, ''), error);
  }
}

/**
 * Headers of the embedded images: what they are and how large they would become, whatever their MIME type says.
 * @returns one entry an image, in order.
 */
export function checkImages({ images, bufferViews }: Gltf, bin: Uint8Array): readonly ImageInfo[] {
  const { maxImageEdgePx, maxImagePixels, maxImagePixelsInSum } = GLB_LIMITS;
  let pixels = 0;
  const infos = images.map((image, i) => {
    const name = `images[${i}]`;
    const view = image.bufferView === undefined ? undefined : bufferViews[image.bufferView];
    if (!view) throw invalidGlb(`${name} has no data in the file (no bufferView)`);
    const info = probe(bin.subarray(view.byteOffset, view.byteOffset + view.byteLength), name);
    const { format, widthPx, heightPx } = info;
    if (!USABLE.has(format))
      throw invalidGlb(`${name} is a picture of the kind ${format}; PNG, JPEG and WebP can be used`);
    if (info.animated) throw invalidGlb(`${name} is animated`);
    if (Math.min(widthPx, heightPx) < 1) throw invalidGlb(`${name} is ${widthPx} × ${heightPx} px`);
    if (Math.max(widthPx, heightPx) > maxImageEdgePx || widthPx * heightPx > maxImagePixels)
      throw invalidGlb(
        `${name} is ${widthPx} × ${heightPx} px; the longest edge allowed is ${maxImageEdgePx} px`,
      );
    pixels += widthPx * heightPx;
    return info;
  });
  if (pixels > maxImagePixelsInSum)
    throw invalidGlb(
      `The images of the GLB have ${grouped(pixels)} pixels in sum; the limit is ${grouped(maxImagePixelsInSum)}`,
    );
  return infos;
}
