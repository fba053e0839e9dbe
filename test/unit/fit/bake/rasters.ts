import type { RasterImage } from '../../../../plugin/recipe/image.ts';

export function image(
  sizePx: number,
  color: (x: number, y: number) => readonly [number, number, number, number],
): RasterImage {
  const data = new Uint8ClampedArray(sizePx * sizePx * 4);
  for (let y = 0; y < sizePx; y++)
    for (let x = 0; x < sizePx; x++) data.set(color(x, y), (y * sizePx + x) * 4);
  return { widthPx: sizePx, heightPx: sizePx, data };
}

export function texel(raster: RasterImage | undefined, x: number, y: number): number[] {
  if (!raster) throw new Error('The map was not baked.');
  const at = (y * raster.widthPx + x) * 4;
  return [...raster.data.subarray(at, at + 4)];
}
