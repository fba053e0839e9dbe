import type { InternalTexture } from '@babylonjs/core/Materials/Textures/internalTexture.js';
import type { Texture } from '@babylonjs/core/Materials/Textures/texture.js';

/** Pixels per upload; a larger image is uploaded in strips, one per frame. */
const MAX_UPLOAD_PIXELS = 512 * 1024;
const TIMEOUT_MS = 250;

/** Private members of Babylon's WebGL engine; its WebGPU engine has none of them. */
interface WebGlInside {
  readonly _gl: WebGL2RenderingContext | undefined;
  readonly webGLVersion?: number;
  _bindTextureDirectly(
    target: number,
    texture: InternalTexture | null,
    forTextureDataUpdate?: boolean,
  ): boolean;
  _unpackFlipY(value: boolean): void;
  _getTexImageParametersForCreateTexture(
    format: number,
    useSRGBBuffer: boolean,
  ): { readonly internalFormat: number; readonly format: number; readonly type: number };
}

// Resolves after the next rendered frame, or after a short time when nothing is rendered (a hidden tab).
const nextFrame = () =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 50);
    if (typeof requestAnimationFrame === 'undefined') return;
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });

/**
 * Waits, without blocking, until the GPU process has finished its work, at most a quarter of a second: uploads while it
 * is busy would block the page.
 */
async function untilDone(gl: WebGL2RenderingContext): Promise<void> {
  const giveUpAt = performance.now() + TIMEOUT_MS;
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  do await nextFrame();
  while (
    fence &&
    !gl.isContextLost() &&
    gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED &&
    performance.now() < giveUpAt
  );
  gl.deleteSync(fence);
}

/**
 * Uploads a decoded image to a texture, with mipmaps, without delaying frames: a whole image of 2048 px takes about
 * 0.1 s, a strip a few milliseconds. `url` is only a key for Babylon's texture cache. The image stays open. Returns early
 * when `isWanted` returns false.
 */
export async function uploadImage(
  texture: Texture,
  url: string,
  image: ImageBitmap,
  isWanted: () => boolean,
): Promise<void> {
  const engine = texture.getScene()?.getEngine() as unknown as WebGlInside | undefined;
  const gl = engine?._gl;
  const { width, height } = image;
  const limit = gl ? (gl.getParameter(gl.MAX_TEXTURE_SIZE) as number) : 0;
  const isLarge = width * height > MAX_UPLOAD_PIXELS;
  if (!isLarge || !gl || !engine || engine.webGLVersion !== 2 || Math.max(width, height) > limit) {
    texture.updateURL(url, image);
    if (gl && engine?.webGLVersion === 2) await untilDone(gl);
    else await nextFrame();
    return;
  }
  // The texture is created from a single pixel as the loader does it, then resized in place.
  const seed = await createImageBitmap(image, 0, 0, 1, 1);
  texture.updateURL(url, seed);
  seed.close();
  const internal = texture.getInternalTexture();
  if (!internal) return;
  const { internalFormat, format, type } = engine._getTexImageParametersForCreateTexture(
    internal.format,
    internal._useSRGBBuffer,
  );
  const target = gl.TEXTURE_2D;
  const bound = (work: () => void) => {
    engine._bindTextureDirectly(target, internal, true);
    try {
      work();
    } finally {
      engine._bindTextureDirectly(target, null);
    }
  };
  bound(() => gl.texImage2D(target, 0, internalFormat, width, height, 0, format, type, null));
  internal.width = width;
  internal.height = height;
  internal.baseWidth = width;
  internal.baseHeight = height;
  const rows = Math.max(1, Math.floor(MAX_UPLOAD_PIXELS / width));
  for (let y = 0; y < height; y += rows) {
    await untilDone(gl);
    if (!isWanted() || gl.isContextLost()) return;
    bound(() => {
      engine._unpackFlipY(false);
      gl.pixelStorei(gl.UNPACK_SKIP_ROWS, y);
      try {
        gl.texSubImage2D(target, 0, 0, y, width, Math.min(rows, height - y), format, type, image);
      } finally {
        gl.pixelStorei(gl.UNPACK_SKIP_ROWS, 0);
      }
    });
  }
  await untilDone(gl);
  if (!isWanted()) return;
  bound(() => gl.generateMipmap(target));
  await untilDone(gl);
}
