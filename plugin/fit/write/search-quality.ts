import type { SurfaceMap } from '../../budget/master-facts.ts';
import { LEAST_PERCENT, MOST_PERCENT, qualityCurve } from './quality-curve.ts';
import {
  type EncodeWithinOptions,
  imagesBytes,
  isLossless,
  MAX_ENCODES,
  type Trial,
  type Trials,
} from './trials.ts';

/** Stop searching when the file uses this share of the limit; after some attempts a little less is enough. */
export const FULL = 0.97;
const NEARLY_FULL = 0.95;
const PATIENCE = 3;
/** Aim a little below the limit, since predictions are off by a few percent. */
export const AIM = 0.985;
/** Quality assumed when choosing a smaller size: a sharp small texture is better than a blocky large one. */
export const SIZE_PERCENT = 60;

export interface Reached {
  /** The codec returned PNG, which has no quality to search. */
  readonly isLossless: boolean;
  /** The largest file within the limit. */
  readonly best?: Trial;
  /** Predicted texture bytes at {@link SIZE_PERCENT}; `restBytes`: all other bytes. */
  readonly typicalBytes: number;
  readonly restBytes: number;
}

/**
 * Bytes can jump between two adjacent qualities. Combines maps of both, already encoded, to the largest file within the
 * limit.
 */
function mixed(low: Trial, high: Trial, limit: number, finish: EncodeWithinOptions['finish']): Trial {
  const room = limit - low.glb.byteLength;
  // An image used for two maps changes in both.
  const gains: { readonly maps: SurfaceMap[]; readonly gain: number }[] = [];
  for (const map of Object.keys(low.textures) as SurfaceMap[]) {
    const { bytes } = low.textures[map]!;
    const same = gains.find(({ maps: [first] }) => low.textures[first!]!.bytes === bytes);
    if (same) same.maps.push(map);
    else gains.push({ maps: [map], gain: high.textures[map]!.bytes.byteLength - bytes.byteLength });
  }
  let best = { gain: 0, maps: [] as SurfaceMap[] };
  for (let chosen = 1; chosen < 2 ** gains.length; chosen++) {
    const some = gains.filter((_, i) => (chosen >> i) & 1);
    const gain = some.reduce((sum, one) => sum + one.gain, 0);
    if (gain <= room && gain > best.gain) best = { gain, maps: some.flatMap(({ maps }) => maps) };
  }
  if (best.maps.length === 0) return low;
  const raised = Object.fromEntries(best.maps.map((map) => [map, high.textures[map]]));
  const textures = { ...low.textures, ...raised };
  const glb = finish(textures);
  return glb.byteLength <= limit && glb.byteLength > low.glb.byteLength ? { ...low, glb, textures } : low;
}

/** The best quality at one size. */
export async function searchQuality(
  { maxFileBytes: limit, finish }: EncodeWithinOptions,
  tries: Trials,
  sizePx: number,
  first: number,
): Promise<Reached> {
  const curve = qualityCurve();
  let above = LEAST_PERCENT - 1;
  let below = MOST_PERCENT + 1;
  let best: Trial | undefined;
  let over: Trial | undefined;
  let rest = 0;
  let percent = first;
  while (tries.encodes < MAX_ENCODES) {
    const trial = await tries.run(sizePx, percent);
    const bytes = imagesBytes(trial.textures);
    rest = trial.glb.byteLength - bytes;
    if (isLossless(trial.textures)) return { isLossless: true, typicalBytes: bytes, restBytes: rest };
    curve.measure(percent, bytes);
    if (trial.glb.byteLength <= limit) {
      best = trial;
      above = percent;
    } else {
      over = trial;
      below = percent;
    }
    const full = tries.encodes < PATIENCE ? FULL : NEARLY_FULL;
    if (below - above <= 1 || (best && best.glb.byteLength >= full * limit)) break;
    // Even the lowest quality is predicted to be far too large.
    if (!best && curve.at(LEAST_PERCENT) > 1.2 * (limit - rest)) break;
    percent = curve.percentFor(AIM * limit - rest, above, below);
  }
  if (best && over && best.glb.byteLength < FULL * limit) best = mixed(best, over, limit, finish);
  return { isLossless: false, ...(best && { best }), typicalBytes: curve.at(SIZE_PERCENT), restBytes: rest };
}
