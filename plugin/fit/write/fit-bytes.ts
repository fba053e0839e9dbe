import type { TextureFormat } from '../../budget/fit-plan.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import type { EncodedTexture } from '../mesh/surface.ts';
import { DEFAULT_TEXTURE_QUALITY, formatRemark } from '../texture/codec.ts';
import { longestEdge } from './encode-set.ts';
import type { SurfaceTextures } from './material-json.ts';
import { AIM, FULL, SIZE_PERCENT, searchQuality } from './search-quality.ts';
import {
  type EncodeWithinOptions,
  imagesBytes,
  isLossless,
  MAX_ENCODES,
  type Trial,
  type Trials,
  trials,
} from './trials.ts';

export interface FittedFile {
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly textures: SurfaceTextures;
  readonly textureSize: number;
  /** 0…1; undefined for formats without one. */
  readonly quality?: number;
  /** Below the default quality of 0.85, or below the requested size. */
  readonly reducedForBytes: boolean;
  /** Number of encodes of the texture set. */
  readonly encodes: number;
  readonly remarks: readonly string[];
}

const SIZE_STEP_PX = 64;
const FINE_SIZE_STEP_PX = 16;
const LEAST_SIZE_PX = 64;

function remarksOf(format: TextureFormat, textures: SurfaceTextures): string[] {
  const remarks = (Object.values(textures) as EncodedTexture[]).map((texture) =>
    formatRemark(format, texture),
  );
  return [...new Set(remarks.filter((remark) => remark !== undefined))];
}

function overBudget(limit: number, sizePx: number, restBytes: number, bytes: number): ImageTo3DError {
  const grouped = (value: number) => value.toLocaleString('en-US');
  return new ImageTo3DError(
    'over-budget',
    restBytes >= limit
      ? `The geometry alone takes ${grouped(restBytes)} bytes; the limit of the file is ${grouped(limit)}.`
      : `With textures of ${sizePx} px at their lowest quality the file has ${grouped(bytes)} bytes; the limit is ${grouped(limit)}.`,
  );
}

const sizeBelow = (sizePx: number, share: number, step: number) =>
  Math.max(
    LEAST_SIZE_PX,
    Math.min(Math.ceil(sizePx / step - 1) * step, Math.floor((sizePx * Math.sqrt(share)) / step) * step),
  );

async function fitLossy(options: EncodeWithinOptions, tries: Trials): Promise<Trial> {
  const { maxFileBytes: limit } = options;
  let sizePx = longestEdge(options.rasters);
  let first = Math.round(DEFAULT_TEXTURE_QUALITY * 100);
  for (;;) {
    const { best, typicalBytes, restBytes, ...found } = await searchQuality(options, tries, sizePx, first);
    if (best) return best;
    if (found.isLossless) return await fitSize(options, tries);
    const room = limit - restBytes;
    if (room <= 0 || sizePx <= LEAST_SIZE_PX || tries.encodes >= MAX_ENCODES)
      throw overBudget(limit, sizePx, restBytes, restBytes + typicalBytes);
    sizePx = sizeBelow(sizePx, room / typicalBytes, SIZE_STEP_PX);
    first = SIZE_PERCENT;
  }
}

/** The largest texture size within the limit, for formats without a quality setting. */
async function fitSize(options: EncodeWithinOptions, tries: Trials): Promise<Trial> {
  const { maxFileBytes: limit } = options;
  let sizePx = longestEdge(options.rasters);
  let best: Trial | undefined;
  let tooLarge = sizePx + 1;
  while (tries.encodes < MAX_ENCODES) {
    const trial = await tries.run(sizePx, Math.round(DEFAULT_TEXTURE_QUALITY * 100));
    const bytes = imagesBytes(trial.textures);
    const rest = trial.glb.byteLength - bytes;
    if (trial.glb.byteLength <= limit) best = trial;
    else tooLarge = sizePx;
    if (!best && (rest >= limit || sizePx <= LEAST_SIZE_PX))
      throw overBudget(limit, sizePx, rest, trial.glb.byteLength);
    const wanted = sizePx * Math.sqrt((AIM * limit - rest) / bytes);
    const lowest = best ? best.sizePx + FINE_SIZE_STEP_PX : LEAST_SIZE_PX;
    const highest = Math.ceil(tooLarge / FINE_SIZE_STEP_PX - 1) * FINE_SIZE_STEP_PX;
    if (
      best &&
      (best.glb.byteLength >= FULL * limit || lowest > highest || tooLarge > longestEdge(options.rasters))
    )
      return best;
    sizePx = Math.max(lowest, Math.min(highest, Math.floor(wanted / FINE_SIZE_STEP_PX) * FINE_SIZE_STEP_PX));
  }
  if (best) return best;
  throw new ImageTo3DError('internal', `No texture size was found in ${MAX_ENCODES} attempts.`);
}

/**
 * Encodes the textures so that the whole file uses its byte limit but never exceeds it: searches the quality between 30 and
 * 97 %; when 30 % is too large, reduces the texture size in steps of 64 px. PNG and KTX2 have no quality: only their size
 * is reduced, in steps of 16 px. A file at full quality may be smaller than the limit.
 *
 * @throws ImageTo3DError `over-budget` when even 64 px is too large; `aborted`.
 */
export async function encodeWithin(options: EncodeWithinOptions): Promise<FittedFile> {
  const { rasters, format } = options;
  const tries = trials(options);
  const isLossy = format === 'webp' || format === 'jpeg';
  const { glb, textures, sizePx, percent } = await (isLossy ? fitLossy : fitSize)(options, tries);
  const isAsLossy = isLossy && !isLossless(textures);
  const isReduced = sizePx < longestEdge(rasters) || (isAsLossy && percent < DEFAULT_TEXTURE_QUALITY * 100);
  return {
    glb,
    textures,
    textureSize: sizePx,
    ...(isAsLossy && { quality: percent / 100 }),
    reducedForBytes: isReduced,
    encodes: tries.encodes,
    remarks: remarksOf(format, textures),
  };
}
