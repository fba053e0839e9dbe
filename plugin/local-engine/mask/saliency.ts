import { blur } from '../ops/blur.ts';
import { barrierDistance } from './barrier-distance.ts';
import { distanceFromFrame, readFrame } from './frame.ts';
import type { LabImage } from './gaussian-mixture.ts';
import { otsuThreshold } from './otsu.ts';

/** Where the subject probably is, and statistics of the image's border. */
export interface Saliency {
  readonly values: Float32Array;
  readonly max: number;
  /** Values above it are the initial subject. */
  readonly threshold: number;
  /** 0: a plain backdrop; 1: a background as varied as the subject. */
  readonly busy: number;
  /** Colour distance from the frame's colours, in L*a*b* units. */
  readonly frameDistance: Float32Array;
}

/** Below this contrast, nothing differs from the border. */
const MIN_CONTRAST = 6;

/** Saliency from the barrier distance and the frame's colours, with a centre bias; `null` when nothing differs. */
export function measureSaliency(lab: LabImage, random: () => number): Saliency | null {
  const { width, height } = lab.l;
  const frame = readFrame(lab, random);
  if (!frame) return null;
  const busy = Math.min(1, Math.max(0, (frame.spread - 4) / 14));
  const frameDistance = new Float32Array(width * height);
  for (let i = 0; i < frameDistance.length; i++) frameDistance[i] = distanceFromFrame(lab, i, frame.colours);
  const barrier = (channel: LabImage['l']) => barrierDistance(blur(channel, 0.7), frame.cutColumns);
  const [byL, byA, byB] = [barrier(lab.l), barrier(lab.a), barrier(lab.b)];
  const values = new Float32Array(width * height);
  let max = 0;
  for (let y = 0; y < height; y++) {
    const dy = (y + 0.5) / height - 0.5;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const dx = (x + 0.5) / width - 0.5;
      const barriers = 0.7 * byL[i]! + 1.3 * (byA[i]! + byB[i]!);
      const contrast = barriers * (0.5 + 0.5 * busy) + frameDistance[i]! * (1 - 0.7 * busy);
      values[i] = contrast * Math.exp(-(dx * dx + dy * dy) * (3 + 7 * busy));
      max = Math.max(max, values[i]!);
    }
  }
  if (max < MIN_CONTRAST) return null;
  const otsu = otsuThreshold(values, max);
  return { values, max, threshold: busy < 0.3 ? Math.min(otsu, 18) : otsu, busy, frameDistance };
}
