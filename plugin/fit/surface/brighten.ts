import type { RasterImage } from '../../recipe/image.ts';
import type { SurfaceMaterial } from '../mesh/surface.ts';
import { encodeSrgb, LINEAR_OF_SRGB } from '../srgb.ts';

/** Base colour of a material: its linear factor times its texels. */
export interface BaseColor {
  readonly factor: SurfaceMaterial['baseColorFactor'];
  readonly image?: RasterImage;
  /** 1 for each texel of the image that the surface uses. */
  readonly used?: Uint8Array;
}

/** An 8-bit 0 stands for anything below half a step: such a texel counts as the darkest grey. */
const DARKEST = LINEAR_OF_SRGB[1]! / 2;

/**
 * Sums of the texels in use by their largest channel, 0…255: how much linear colour they give with a factor. Brightening
 * depends on that channel alone, so that hue and saturation stay.
 */
function sumsByPeak({ image, used }: BaseColor, factor: readonly number[]) {
  const sums = new Float64Array(256);
  if (!image) sums[255] = (factor[0]! + factor[1]! + factor[2]!) / 3;
  const data = image?.data ?? [];
  let texels = image ? 0 : 1;
  for (let i = 0; i < data.length; i += 4) {
    if (used && !used[i / 4]) continue;
    texels++;
    const peak = Math.max(data[i]!, data[i + 1]!, data[i + 2]!);
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += factor[c]! * (peak === 0 ? DARKEST : LINEAR_OF_SRGB[data[i + c]!]!);
    sums[peak]! += sum / 3;
  }
  return { sums, texels: Math.max(1, texels) };
}

/** Mean linear base colour over the texels in use, all channels alike, 0…1. */
export function meanBaseColor(color: BaseColor): number {
  const { sums, texels } = sumsByPeak(color, color.factor);
  return sums.reduce((sum, value) => sum + value, 0) / texels;
}

/** Brightens the linear value of a largest channel: × `gain` near black, less towards 1, never above it. */
const brightened = (peak: number, gain: number) => (gain * peak) / (1 + (gain - 1) * peak);

/**
 * Brings the mean linear base colour to `target`: the factor is raised as far as it goes, then the texels. Hue and
 * saturation stay; nothing is clipped.
 */
export function brighten(color: BaseColor, target: number): Pick<BaseColor, 'factor' | 'image'> {
  const { image } = color;
  const [r, g, b, alpha] = color.factor;
  const highest = Math.max(r, g, b);
  const full = highest > 0 ? [r / highest, g / highest, b / highest] : [1, 1, 1];
  const scaled = (scale: number) =>
    [full[0]! * scale, full[1]! * scale, full[2]! * scale, alpha] as SurfaceMaterial['baseColorFactor'];
  const { sums, texels } = sumsByPeak(color, full);
  const reached = sums.reduce((sum, value) => sum + value, 0) / texels;
  if (!image || reached >= target) return { factor: scaled(target / reached), ...(image && { image }) };

  const peaks = Float64Array.from(LINEAR_OF_SRGB, (value) => Math.max(value, DARKEST));
  const meanWith = (gain: number) =>
    sums.reduce((sum, value, peak) => sum + (value * brightened(peaks[peak]!, gain)) / peaks[peak]!, 0) /
    texels;
  let [low, high] = [1, 1e6];
  for (let step = 0; step < 50; step++) {
    const middle = Math.sqrt(low * high);
    if (meanWith(middle) < target) low = middle;
    else high = middle;
  }
  const data = image.data.slice();
  for (let i = 0; i < data.length; i += 4) {
    const byte = Math.max(data[i]!, data[i + 1]!, data[i + 2]!);
    const times = brightened(peaks[byte]!, high) / peaks[byte]!;
    for (let c = 0; c < 3; c++)
      data[i + c] = encodeSrgb(times * (byte === 0 ? DARKEST : LINEAR_OF_SRGB[data[i + c]!]!));
  }
  return { factor: scaled(1), image: { ...image, data } };
}
