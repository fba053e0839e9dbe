import type { RasterImage } from '../../recipe/image.ts';
import { LOCAL_DEFAULTS } from '../../recipe/local-parameters.ts';
import { generateLocal } from '../generate-local.ts';
import type { WorkerPlatform } from './worker-platform.ts';

const SIZE_PX = 192;

/** An opaque two-coloured disc: it exercises segmentation, crease finding and both charts. */
function testImage(): RasterImage {
  const data = new Uint8ClampedArray(SIZE_PX * SIZE_PX * 4).fill(255);
  const middle = SIZE_PX / 2;
  for (let y = 0; y < SIZE_PX; y++)
    for (let x = 0; x < SIZE_PX; x++) {
      if (Math.hypot(x - middle, y - middle) > 0.4 * SIZE_PX) continue;
      data.set(y > middle ? [190, 60, 40] : [50, 90, 170], (y * SIZE_PX + x) * 4);
    }
  return { widthPx: SIZE_PX, heightPx: SIZE_PX, data };
}

/** One small run through all stages and both codecs, so that the code is compiled before the first real run. */
export async function warmUpEngine(platform: WorkerPlatform): Promise<void> {
  const image = testImage();
  const parameters = { ...LOCAL_DEFAULTS, seed: 1, maxVertices: 5000, textureSize: 1024 };
  await generateLocal(image, parameters, platform, { profile: 'placeholder' });
  const { bytes } = await platform.encodeTexture(image);
  await platform.decode(new Uint8Array(bytes), SIZE_PX);
}
