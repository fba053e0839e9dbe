import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import type { ImageWarning, PreparedImage } from '../../../plugin/recipe/image.ts';
import type { ImageSource } from '../../../plugin/recipe/image-source.ts';

async function bytesOf(source: ImageSource): Promise<Uint8Array<ArrayBuffer>> {
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (typeof source === 'string' || source instanceof URL) {
    const response = await fetch(source).catch(() => undefined);
    if (!response?.ok)
      throw new ImageTo3DError('image-unreachable', `The picture at ${source} cannot be fetched.`);
    return new Uint8Array(await response.arrayBuffer());
  }
  throw new ImageTo3DError('unsupported-format', 'The harness takes files and addresses only.');
}

/** What a real preparation tells about a picture, read with the browser's own decoder. */
export async function prepareImage(source: ImageSource, name = 'image'): Promise<PreparedImage> {
  const png = await bytesOf(source);
  const bitmap = await createImageBitmap(new Blob([png])).catch((cause) => {
    throw new ImageTo3DError('undecodable-image', `“${name}” is not an image that can be read.`, { cause });
  });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const hasAlpha = data.some((value, index) => index % 4 === 3 && value < 255);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', png));
  const warnings: ImageWarning[] = Math.max(bitmap.width, bitmap.height) < 256 ? ['small'] : [];
  return {
    name: name.replace(/\.[a-z]+$/i, ''),
    png,
    hash: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    widthPx: bitmap.width,
    heightPx: bitmap.height,
    hasAlpha,
    source: {
      format: 'png',
      mimeType: 'image/png',
      widthPx: bitmap.width,
      heightPx: bitmap.height,
      animated: false,
      fileBytes: png.byteLength,
    },
    warnings,
  };
}

/** A painted teapot-like figure on a transparent or a plain background. */
export async function paintSample(hue: number, hasAlpha: boolean, sizePx = 512): Promise<Blob> {
  const canvas = new OffscreenCanvas(sizePx, sizePx);
  const context = canvas.getContext('2d')!;
  if (!hasAlpha) {
    context.fillStyle = 'white';
    context.fillRect(0, 0, sizePx, sizePx);
  }
  context.scale(sizePx / 512, sizePx / 512);
  context.fillStyle = `hsl(${hue} 70% 45%)`;
  context.beginPath();
  context.ellipse(256, 290, 150, 130, 0, 0, 7);
  context.fill();
  context.fillStyle = `hsl(${hue} 70% 60%)`;
  context.beginPath();
  context.ellipse(256, 170, 90, 24, 0, 0, 7);
  context.fill();
  context.fillRect(236, 120, 40, 40);
  return canvas.convertToBlob({ type: 'image/png' });
}
