import type { RasterImage } from '../../recipe/image.ts';
import type { AtlasLayout, Chart } from './atlas-layout.ts';
import type { ChartColours } from './front-chart.ts';

/** Factor on saturation for a colour strength: 1 leaves colours as they are. */
export function saturationFactor(strength: number): number {
  return strength <= 1 ? 0.4 + 0.6 * strength : 1 + (strength - 1) / 9;
}

/** Writes a chart's colours (sRGB, 0…1) into the atlas; the array rounds and clamps. */
function writeChart(
  atlas: Uint8ClampedArray,
  sizePx: number,
  { x: left, y: top, width, height }: Chart,
  { r, g, b }: ChartColours,
  saturation: number,
): void {
  for (let y = 0; y < height; y++) {
    let to = ((top + y) * sizePx + left) * 4;
    for (let i = y * width; i < (y + 1) * width; i++, to += 4) {
      const red = r.data[i]!;
      const green = g.data[i]!;
      const blue = b.data[i]!;
      const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
      atlas[to] = 255 * (grey + (red - grey) * saturation);
      atlas[to + 1] = 255 * (grey + (green - grey) * saturation);
      atlas[to + 2] = 255 * (grey + (blue - grey) * saturation);
      atlas[to + 3] = 255;
    }
  }
}

/** Fills the unused part of the atlas with the chart's mean colour, so that it does not darken the mip levels. */
function fillUnused(atlas: Uint8ClampedArray, sizePx: number, { width, height }: Chart): void {
  const step = Math.max(1, Math.floor(Math.min(width, height) / 32));
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < height; y += step)
    for (let x = 0; x < width; x += step, count++)
      for (let channel = 0; channel < 3; channel++)
        sums[channel] = sums[channel]! + atlas[(y * sizePx + x) * 4 + channel]!;
  const [red, green, blue] = sums.map((sum) => Math.round(sum / count)) as [number, number, number];
  const pixels = new Uint32Array(atlas.buffer);
  const opaque = new Uint8Array([red, green, blue, 255]);
  const mean = new Uint32Array(opaque.buffer)[0]!;
  // Pixels without a chart are still transparent.
  for (let i = 0; i < pixels.length; i++) if (atlas[i * 4 + 3] === 0) pixels[i] = mean;
}

/** The finished base-colour texture: both charts, opaque. `strength`: see {@link LocalParameters.colourStrength}. */
export function composeAtlas(
  layout: AtlasLayout,
  front: ChartColours,
  back: ChartColours,
  strength: number,
): RasterImage {
  const { sizePx } = layout;
  const data = new Uint8ClampedArray(sizePx * sizePx * 4);
  const saturation = saturationFactor(strength);
  writeChart(data, sizePx, layout.front, front, saturation);
  writeChart(data, sizePx, layout.back, back, saturation);
  fillUnused(data, sizePx, layout.front);
  return { widthPx: sizePx, heightPx: sizePx, data };
}
