import { asImageTo3DError } from '../../core/errors.ts';
import type { ImageFormat, ImageInfo } from '../../recipe/image.ts';
import { probeImage } from '../../recipe/image-probe.ts';
import { GLB_LIMITS, type GlbDecoder } from '../glb-limits.ts';
import type { Gltf } from '../gltf-schema.ts';
import { grouped, invalidGlb, quoted } from '../invalid-glb.ts';
import { isKtx2, readKtx2 } from '../ktx2-header.ts';
import { imageOf } from './references.ts';

/** An image of a GLB, as described by its header. */
export interface GlbImage extends Omit<ImageInfo, 'format'> {
  readonly format: ImageFormat | 'ktx2';
  /** GPU memory with mips: RGBA8 plus a third, or the size of the transcoded KTX2 texture. */
  readonly gpuBytes: number;
}

/** A mip chain takes a third more memory than its largest level. */
const MIP_FACTOR = 4 / 3;
const RGBA_BYTES = 4;

const USABLE: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp', 'ktx2']);
// A loader chooses the decoder by MIME type; browser decoders look at the bytes.
const BROWSER_TYPE = /^image\/(?:png|jpe?g|webp)$/;

/** Uploaded pixels: an image counts once per sampler that it is used with. */
function shownPixels({ textures }: Gltf, images: readonly GlbImage[]): number {
  const uploads = new Set(images.map((_, image) => `${image}`));
  const first = new Map<number, number | undefined>();
  for (const texture of textures) {
    const image = imageOf(texture);
    if (image === undefined) continue;
    if (!first.has(image)) first.set(image, texture.sampler);
    else if (first.get(image) !== texture.sampler) uploads.add(`${image} ${texture.sampler}`);
  }
  let pixels = 0;
  for (const upload of uploads) {
    const { widthPx, heightPx } = images[Number.parseInt(upload, 10)]!;
    pixels += widthPx * heightPx;
  }
  return pixels;
}

function probe(bytes: Uint8Array, name: string, decoders: readonly GlbDecoder[]): GlbImage {
  if (decoders.includes('ktx2') && isKtx2(bytes)) {
    const info = readKtx2(bytes);
    if ('fault' in info) throw invalidGlb(`${name} ${info.fault}`);
    const { widthPx, heightPx, gpuBytes } = info;
    return { format: 'ktx2', mimeType: 'image/ktx2', widthPx, heightPx, animated: false, gpuBytes };
  }
  try {
    const info = probeImage(bytes, name);
    return { ...info, gpuBytes: info.widthPx * info.heightPx * RGBA_BYTES * MIP_FACTOR };
  } catch (error) {
    throw invalidGlb(asImageTo3DError(error).message.replace(/;.*|\.$/s, ''), error);
  }
}

/**
 * Reads the headers of the embedded images: format and decoded size, whatever their MIME type says.
 * @returns one entry per image, in order.
 */
export function checkImages(
  gltf: Gltf,
  bin: Uint8Array,
  decoders: readonly GlbDecoder[],
): readonly GlbImage[] {
  const { images, bufferViews } = gltf;
  const { maxImageEdgePx, maxImagePixels, maxImagePixelsInSum } = GLB_LIMITS;
  const infos = images.map((image, i) => {
    const name = `images[${i}]`;
    const view = image.bufferView === undefined ? undefined : bufferViews[image.bufferView];
    if (!view) throw invalidGlb(`${name} has no data in the file (no bufferView)`);
    if (view.buffer !== 0 || view.extensions?.EXT_meshopt_compression)
      throw invalidGlb(`${name} is in bufferViews[${image.bufferView}], which holds compressed vertex data`);
    const info = probe(bin.subarray(view.byteOffset, view.byteOffset + view.byteLength), name, decoders);
    const { format, widthPx, heightPx } = info;
    if (!USABLE.has(format))
      throw invalidGlb(`${name} is an image of the format ${format}; use PNG, JPEG or WebP`);
    const isOwnType =
      format === 'ktx2' ? image.mimeType === 'image/ktx2' : BROWSER_TYPE.test(image.mimeType ?? '');
    if (image.mimeType !== undefined && !isOwnType)
      throw invalidGlb(`${name} calls itself ${quoted(image.mimeType)}, but is ${info.mimeType}`);
    if (info.animated) throw invalidGlb(`${name} is animated`);
    if (Math.min(widthPx, heightPx) < 1) throw invalidGlb(`${name} is ${widthPx} × ${heightPx} px`);
    if (Math.max(widthPx, heightPx) > maxImageEdgePx || widthPx * heightPx > maxImagePixels)
      throw invalidGlb(
        `${name} is ${widthPx} × ${heightPx} px; the longest edge allowed is ${maxImageEdgePx} px`,
      );
    return info;
  });
  const pixels = shownPixels(gltf, infos);
  if (pixels > maxImagePixelsInSum)
    throw invalidGlb(
      `The images of the GLB have ${grouped(pixels)} pixels in total; the limit is ${grouped(maxImagePixelsInSum)}`,
    );
  return infos;
}
