import type { SurfaceMap } from '../../budget/master-facts.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import { averageOf } from './texel-average.ts';

export interface PixelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Source pixels of each target pixel along one axis: `count[i]` from `first[i]`, with their weights. */
interface Coverage {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly shares: Float32Array;
  readonly most: number;
}

function coverage(from: number, to: number): Coverage {
  const ratio = from / to;
  const most = Math.ceil(ratio) + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const shares = new Float32Array(to * most);
  for (let i = 0; i < to; i++) {
    const start = i * ratio;
    const end = Math.min(from, start + ratio);
    first[i] = Math.floor(start + 1e-6);
    for (let at = first[i]!; at < end - 1e-6; at++)
      shares[i * most + count[i]!++] = (Math.min(end, at + 1) - Math.max(start, at)) / ratio;
  }
  return { first, count, shares, most };
}

/**
 * Downscales a map by area averaging. Colours (`baseColor`, `emissive`) are averaged in linear space, weighted by alpha,
 * with straight alpha in the result; normals are renormalised; metallic-roughness and occlusion are averaged per channel.
 *
 * @throws ImageTo3DError `validation` when the target is larger than the source, or empty.
 */
export function resizeMap(
  raster: RasterImage,
  { widthPx, heightPx }: PixelSize,
  kind: SurfaceMap,
): RasterImage {
  if (!(widthPx >= 1 && heightPx >= 1 && widthPx <= raster.widthPx && heightPx <= raster.heightPx))
    throw new ImageTo3DError(
      'validation',
      `A texture of ${raster.widthPx} × ${raster.heightPx} px cannot be scaled down to ${widthPx} × ${heightPx} px.`,
    );
  if (widthPx === raster.widthPx && heightPx === raster.heightPx) return raster;
  const average = averageOf(kind);
  const across = coverage(raster.widthPx, widthPx);
  const down = coverage(raster.heightPx, heightPx);
  const data = new Uint8ClampedArray(widthPx * heightPx * 4);
  const sums = new Float32Array(widthPx * 4);
  const row = new Float32Array(widthPx * 4);
  // A source row may belong to two target rows: it is summed once.
  let summed = -1;
  for (let y = 0; y < heightPx; y++) {
    sums.fill(0);
    for (let k = 0; k < down.count[y]!; k++) {
      const share = down.shares[y * down.most + k]!;
      if (summed !== down.first[y]! + k) {
        summed = down.first[y]! + k;
        for (let x = 0; x < widthPx; x++)
          average.gather(
            raster.data,
            summed * raster.widthPx + across.first[x]!,
            across.count[x]!,
            across.shares,
            x * across.most,
            row,
            x * 4,
          );
      }
      for (let i = 0; i < sums.length; i++) sums[i]! += share * row[i]!;
    }
    for (let x = 0; x < widthPx; x++) average.finish(sums, x * 4, data, (y * widthPx + x) * 4);
  }
  return { widthPx, heightPx, data };
}
