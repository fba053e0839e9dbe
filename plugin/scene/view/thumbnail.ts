import type { AbstractEngine } from '@babylonjs/core/Engines/abstractEngine.js';
import { RenderTargetTexture } from '@babylonjs/core/Materials/Textures/renderTargetTexture.js';
import { Color4 } from '@babylonjs/core/Maths/math.color.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import { checkGlb } from '../../glb/check-glb.ts';
import { availableDecoders } from '../load/decoders.ts';
import { loadContainer } from '../load/load-container.ts';
import { createStudio, pose } from './thumbnail-studio.ts';

export interface ThumbnailOptions {
  readonly sizePx: number;
  readonly signal: AbortSignal;
}

const SAMPLES = 4;
const POLL_MS = 16;
const TIMEOUT_MS = 10_000;

/**
 * Draws a GLB with the engine of a scene, but not in that scene, as a square PNG with a transparent background. Throws
 * `invalid-glb`, `import-failed`, `unsupported-platform`; `aborted` when loading has ended, since only then all is freed.
 */
export async function renderThumbnail(
  engine: AbstractEngine,
  glb: Uint8Array<ArrayBuffer>,
  { sizePx, signal }: ThumbnailOptions,
): Promise<Blob> {
  throwIfAborted(signal);
  if (typeof OffscreenCanvas === 'undefined')
    throw new ImageTo3DError('unsupported-platform', 'Thumbnails need a browser with OffscreenCanvas.');
  checkGlb(glb, { decoders: availableDecoders() });
  const studio = createStudio(engine);
  try {
    const container = await loadContainer(studio, glb, { name: 'thumbnail' });
    throwIfAborted(signal);
    const target = new RenderTargetTexture('thumbnail', sizePx, studio, {
      generateMipMaps: false,
      samples: Math.min(SAMPLES, engine.getCaps().maxMSAASamples),
    });
    target.clearColor = new Color4(0, 0, 0, 0);
    pose(container).outputRenderTarget = target;
    await untilReady(studio, target.renderPassId, signal);
    undisturbed(engine, () => studio.render());
    const pixels = await target.readPixels();
    throwIfAborted(signal);
    if (!pixels) throw new ImageTo3DError('import-failed', 'The engine returned no pixels.');
    return await encode(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), sizePx);
  } catch (thrown) {
    throw asImageTo3DError(thrown, 'import-failed');
  } finally {
    studio.dispose();
  }
}

/** Runs `work` within one task and leaves what the app's next frame relies on as it was. */
function undisturbed<T>(engine: AbstractEngine, work: () => T): T {
  const { currentViewport, currentRenderPassId, _currentRenderTarget: target } = engine;
  try {
    return work();
  } finally {
    engine.currentRenderPassId = currentRenderPassId;
    if (target) engine.bindFramebuffer(target);
    if (currentViewport) engine.setViewport(currentViewport);
  }
}

/** Each render pass has shaders of its own, so that a compiled container may still wait for them. */
async function untilReady(studio: Scene, renderPassId: number, signal: AbortSignal): Promise<void> {
  const engine = studio.getEngine();
  const isReady = () =>
    undisturbed(engine, () => {
      engine.currentRenderPassId = renderPassId;
      return studio.meshes.every((mesh) => mesh.isReady(true));
    });
  const giveUpAt = performance.now() + TIMEOUT_MS;
  while (!isReady() && performance.now() < giveUpAt) {
    await new Promise<void>((resolve) => setTimeout(resolve, POLL_MS));
    throwIfAborted(signal);
  }
}

/** Pixels as the engine reads them: the lowest row first, colours multiplied by alpha. */
async function encode(pixels: Uint8Array, sizePx: number): Promise<Blob> {
  const image = new ImageData(sizePx, sizePx);
  for (let at = 0; at < pixels.length; at += 4) {
    const row = Math.floor(at / 4 / sizePx);
    const to = at + 4 * sizePx * (sizePx - 1 - 2 * row);
    const alpha = pixels[at + 3]!;
    for (let channel = 0; channel < 3; channel++)
      image.data[to + channel] = alpha && (255 * pixels[at + channel]!) / alpha;
    image.data[to + 3] = alpha;
  }
  const canvas = new OffscreenCanvas(sizePx, sizePx);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
