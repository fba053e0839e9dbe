import { DEFAULT_TEXTURE_QUALITY } from '../texture/codec.ts';
import type { EncodedSet, EncodeSettings } from './document-textures.ts';

/** Below this quality a smaller texture looks better than WebP or JPEG artefacts. */
const LEAST_QUALITY = 0.4;
const MIN_TEXTURE_PX = 64;
const MAX_ENCODES = 10;
/** Stop searching when this share of the limit is used. */
const FULL = 0.96;

export interface EncodedWithin {
  readonly set: EncodedSet;
  readonly settings: EncodeSettings;
  /** False when even the smallest set is too large. */
  readonly isWithin: boolean;
}

/**
 * Encodes within a byte limit: as requested if that fits, else at the best quality that fits, and if even low quality is
 * too large, at a smaller size.
 */
export async function encodeWithin(
  encode: (settings: EncodeSettings) => Promise<EncodedSet>,
  wish: Omit<EncodeSettings, 'quality'>,
  maxBytes: number,
): Promise<EncodedWithin> {
  const isLossy = wish.format === 'webp' || wish.format === 'jpeg';
  let settings: EncodeSettings = { ...wish, quality: DEFAULT_TEXTURE_QUALITY };
  let set = await encode(settings);
  let encodes = 1;
  if (set.bytes <= maxBytes) return { set, settings, isWithin: true };

  if (isLossy) {
    settings = { ...settings, quality: LEAST_QUALITY };
    set = await encode(settings);
    encodes++;
  }
  while (set.bytes > maxBytes && settings.longSidePx > MIN_TEXTURE_PX && encodes < MAX_ENCODES) {
    const share = Math.sqrt(Math.max(0.04, maxBytes / set.bytes)) * 0.98;
    const longSidePx = Math.max(MIN_TEXTURE_PX, 4 * Math.floor((settings.longSidePx * share) / 4));
    settings = { ...settings, longSidePx };
    set = await encode(settings);
    encodes++;
  }
  if (set.bytes > maxBytes) return { set, settings, isWithin: false };
  if (!isLossy) return { set, settings, isWithin: true };

  let best = { set, settings };
  let [good, bad] = [LEAST_QUALITY, DEFAULT_TEXTURE_QUALITY];
  for (let i = 0; i < 4 && best.set.bytes < FULL * maxBytes; i++) {
    const tried = { ...settings, quality: Math.round(50 * (good + bad)) / 100 };
    if (tried.quality <= good || tried.quality >= bad) break;
    const found = await encode(tried);
    if (found.bytes <= maxBytes) {
      best = { set: found, settings: tried };
      good = tried.quality;
    } else bad = tried.quality;
  }
  return { ...best, isWithin: true };
}
