import type { RasterImage } from '../../recipe/image.ts';
import { LINEAR_OF_SRGB } from '../srgb.ts';

/**
 * Linear vertex colours, three floats each: the texel at the source vertex's UV times the factor; without a texture, the
 * factor.
 */
export function previewColors(
  sources: Uint32Array,
  uvs: Float32Array,
  image: RasterImage | undefined,
  factor: readonly number[],
): Float32Array<ArrayBuffer> {
  const colors = new Float32Array(sources.length * 3);
  const wrap = (coordinate: number, sizePx: number) =>
    Math.min(sizePx - 1, Math.floor((coordinate - Math.floor(coordinate)) * sizePx));
  for (let v = 0; v < sources.length; v++) {
    const at = sources[v]! * 2;
    const texel = image
      ? (wrap(uvs[at + 1]!, image.heightPx) * image.widthPx + wrap(uvs[at]!, image.widthPx)) * 4
      : 0;
    for (let c = 0; c < 3; c++) {
      const value = image ? LINEAR_OF_SRGB[image.data[texel + c]!]! : 1;
      colors[v * 3 + c] = value * factor[c]!;
    }
  }
  return colors;
}
