import type { RasterImage } from '../../recipe/image.ts';
import {
  TRELLIS_2_PARAMETERS,
  type Trellis2Parameters,
} from '../../recipe/providers/trellis-2-parameters.ts';
import { generateLocal } from '../generate-local.ts';
import type { ThreadHost } from './run-request.ts';

const SIZE_PX = 192;

/** An opaque disc with a stripe: goes through segmentation, crease finding and both charts. */
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

/** One small run through all stages and both codecs, so that the first real one finds compiled code. */
export async function warmUpEngine(host: ThreadHost): Promise<void> {
  const image = testImage();
  // From the table: the schema would bring its whole library into the worker.
  const defaults = Object.fromEntries(TRELLIS_2_PARAMETERS.map((row) => [row.name, row.default]));
  const changes = { seed: 1, decimationTarget: 5000, textureSize: 1024 };
  const parameters = { ...defaults, ...changes } as Trellis2Parameters;
  await generateLocal(image, parameters, host, { profile: 'placeholder' });
  const { bytes } = await host.encodeTexture(image);
  await host.decode(new Uint8Array(bytes), SIZE_PX);
}
