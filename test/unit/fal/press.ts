import { type Clock, REAL_CLOCK } from '../../../plugin/core/clock.ts';
import { runJob } from '../../../plugin/generation/run-job.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import type { Job } from '../../../plugin/job/job.ts';
import type { JobTransport } from '../../../plugin/job/transport.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';

export async function image(): Promise<PreparedImage> {
  const { default: sharp } = await import('sharp');
  const png = new Uint8Array(
    await sharp({ create: { width: 8, height: 8, channels: 4, background: '#f00' } })
      .png()
      .toBuffer(),
  );
  const source = {
    format: 'png',
    mimeType: 'image/png',
    widthPx: 8,
    heightPx: 8,
    animated: false,
    fileBytes: png.length,
  } as const;
  return {
    name: 'a',
    png,
    hash: 'a'.repeat(64),
    widthPx: 8,
    heightPx: 8,
    hasAlpha: false,
    source,
    warnings: [],
  };
}

/** Waits are shortened, and told as if they had been kept. */
export function hurriedClock(speed: number): Clock {
  let skippedMs = 0;
  return {
    now: () => Date.now() + skippedMs,
    sleep: async (ms, signal) => {
      await REAL_CLOCK.sleep(ms / speed, signal);
      skippedMs += ms - ms / speed;
    },
  };
}

/** One press on the button, to its end. */
export async function pressOnce(
  transport: JobTransport,
  {
    speed = 20,
    seed = 7,
    onChange = () => {},
  }: { speed?: number; seed?: number; onChange?: (job: Job) => void } = {},
): Promise<Job> {
  const run = runJob({
    transport,
    getImage: image,
    parameters: trellis2.complete({ decimationTarget: 5000, textureSize: 1024 }, seed),
    check: checkGlb,
    onChange,
    clock: hurriedClock(speed),
  });
  return (await run.ended).job;
}
