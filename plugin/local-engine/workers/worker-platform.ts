import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import type { RasterImage } from '../../recipe/image.ts';
import type { EnginePlatform } from '../generate-local.ts';

/** What differs between a browser and Node. */
export interface ImageCodec extends Pick<EnginePlatform, 'encodeTexture'> {
  /** Pixels of an encoded image, long side at most `longSidePx`. Throws the image errors of the engine's contract. */
  decode(image: Uint8Array<ArrayBuffer>, longSidePx: number): Promise<RasterImage>;
}

export type WorkerPlatform = ImageCodec & EnginePlatform;

/** The codec, a clock and the simplifier, once its wasm is ready. */
export async function loadPlatform(codec: ImageCodec): Promise<WorkerPlatform> {
  await MeshoptSimplifier.ready;
  return { ...codec, simplifier: MeshoptSimplifier, now: () => performance.now() };
}
