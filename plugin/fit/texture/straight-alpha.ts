import type { RasterImage } from '../../recipe/image.ts';

/**
 * Reads the pixels of a bitmap created with `premultiplyAlpha: 'none'`, by WebGL, since a 2D canvas premultiplies.
 * Undefined without WebGL 2.
 */
export function readStraight(bitmap: ImageBitmap): RasterImage | undefined {
  const { width: widthPx, height: heightPx } = bitmap;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl || Math.max(widthPx, heightPx) > gl.getParameter(gl.MAX_TEXTURE_SIZE)) return undefined;
  try {
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    const { FRAMEBUFFER, COLOR_ATTACHMENT0, TEXTURE_2D } = gl;
    gl.framebufferTexture2D(
      FRAMEBUFFER,
      COLOR_ATTACHMENT0,
      TEXTURE_2D,
      gl.getParameter(gl.TEXTURE_BINDING_2D),
      0,
    );
    if (gl.checkFramebufferStatus(FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) return undefined;
    const data = new Uint8ClampedArray(widthPx * heightPx * 4);
    gl.readPixels(0, 0, widthPx, heightPx, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(data.buffer));
    return gl.getError() === gl.NO_ERROR ? { widthPx, heightPx, data } : undefined;
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** A canvas that keeps straight alpha when encoding; undefined when the browser does not support it. */
export async function straightCanvas(pixels: ImageData): Promise<OffscreenCanvas | undefined> {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  const shown = canvas.getContext('bitmaprenderer');
  if (!shown) return undefined;
  const options = { premultiplyAlpha: 'none', colorSpaceConversion: 'none' } as const;
  shown.transferFromImageBitmap(await createImageBitmap(pixels, options));
  return canvas;
}
