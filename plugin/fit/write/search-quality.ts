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

/** A file this full is not made fuller; after some attempts a little less will do. */
export const FULL = 0.97;
const NEARLY_FULL = 0.95;
const PATIENCE = 3;
/** Aimed at a little below the limit, since what is aimed at is missed by some percent. */
export const AIM = 0.985;
/** Quality for which a smaller size is chosen: better a sharp small texture than a blocky large one. */
export const SIZE_PERCENT = 60;

export interface Reached {
  /** The codec wrote PNG instead: there is no quality to search. */
  readonly isLossless: boolean;
  /** The fullest file within the limit. */
  readonly best?: Trial;
  /** Bytes of the textures expected at the quality for which sizes are chosen, and of all else. */
  readonly typicalBytes: number;
  readonly restBytes: number;
}

/**
 * Between two neighbouring qualities bytes can leap: some maps may take the higher one. The fullest mixture within the
 * limit; every map is at hand in both.
 */
function mixed(low: Trial, high: Trial, limit: number, finish: EncodeWithinOptions['finish']): Trial {
  const room = limit - low.glb.byteLength;
  // An image that stands for two maps is raised in both.
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
    // Not worth a try: even the least quality is expected to be far too large.
    if (!best && curve.at(LEAST_PERCENT) > 1.2 * (limit - rest)) break;
    percent = curve.percentFor(AIM * limit - rest, above, below);
  }
  if (best && over && best.glb.byteLength < FULL * limit) best = mixed(best, over, limit, finish);
  return { isLossless: false, ...(best && { best }), typicalBytes: curve.at(SIZE_PERCENT), restBytes: rest };
}
