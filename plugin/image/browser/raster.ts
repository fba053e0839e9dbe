import { ImageTo3DError } from '../../core/errors.ts';
import type { RasterImage } from '../../recipe/image.ts';
import { createDownscaler } from '../downscale.ts';
import { type SizePx, shrinkToFit } from '../scaled-size.ts';

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Pixels of one strip: 4 MiB at a time instead of the whole image. */
const STRIP_PIXELS = 1024 * 1024;

// Premultiplied half floats keep the colour of nearly transparent pixels; 8 bits do not. Browsers without this setting
// ignore it.
const SETTINGS = {
  willReadFrequently: true,
  colorSpace: 'srgb',
  colorType: 'float16',
} as CanvasRenderingContext2DSettings;

/** An offscreen 2D canvas. */
export function canvasContext(
  { widthPx, heightPx }: SizePx,
  settings?: CanvasRenderingContext2DSettings,
): Context {
  const canvas =
    typeof OffscreenCanvas === 'undefined'
      ? Object.assign(document.createElement('canvas'), { width: widthPx, height: heightPx })
      : new OffscreenCanvas(widthPx, heightPx);
  const context = canvas.getContext('2d', settings) as Context | null;
  if (!context)
    throw new ImageTo3DError('unsupported-platform', 'This browser has no 2D canvas to read the image with.');
  return context;
}

/** The bitmap's pixels with straight alpha, long side at most `maxSizePx`. The bitmap is closed. */
export function rasterise(bitmap: ImageBitmap, maxSizePx: number): RasterImage {
  const size: SizePx = { widthPx: bitmap.width, heightPx: bitmap.height };
  const target = shrinkToFit(size, maxSizePx);
  const stripRows = Math.min(size.heightPx, Math.max(1, Math.floor(STRIP_PIXELS / size.widthPx)));
  const context = canvasContext({ widthPx: size.widthPx, heightPx: stripRows }, SETTINGS);
  context.globalCompositeOperation = 'copy';
  const downscaler = target === size ? undefined : createDownscaler(size, target);
  const whole = new Uint8ClampedArray(downscaler ? 0 : size.widthPx * size.heightPx * 4);
  for (let y = 0; y < size.heightPx; y += stripRows) {
    const rows = Math.min(stripRows, size.heightPx - y);
    context.drawImage(bitmap, 0, -y);
    const { data } = context.getImageData(0, 0, size.widthPx, rows);
    if (downscaler) downscaler.push(data, rows);
    else whole.set(data, y * size.widthPx * 4);
  }
  bitmap.close();
  return downscaler?.finish() ?? { ...size, data: whole };
}
