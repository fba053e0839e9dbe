import type { FitPlan } from '../../budget/fit-plan.ts';
import { DEFAULT_TEXTURE_QUALITY, formatRemark, type TextureCodec } from '../texture/codec.ts';
import { encodeSet, longestEdge } from '../write/encode-set.ts';
import { encodeWithin, type FittedFile } from '../write/fit-bytes.ts';
import { distinctImages } from '../write/material-json.ts';
import { type GlbContent, prepareGlb } from '../write/write-glb.ts';
import type { SurfaceImages } from './reduce-surface.ts';

/**
 * Encodes the textures and writes the file; repeatedly when there is a byte limit.
 *
 * @throws ImageTo3DError `over-budget`, `aborted`.
 */
export async function writeSurface(
  content: GlbContent,
  { rasters, originals }: SurfaceImages,
  { output, maxFileBytes }: FitPlan,
  codec: TextureCodec,
  opaque: boolean,
  signal: AbortSignal | undefined,
): Promise<Omit<FittedFile, 'encodes'>> {
  const textureSize = longestEdge(rasters);
  const prepared = await prepareGlb(content, textureSize);
  const options = { codec, format: output.textures, opaque, signal };
  if (originals) {
    const glb = prepared.finish(originals);
    if (glb.byteLength <= (maxFileBytes ?? Number.POSITIVE_INFINITY))
      return { glb, textures: originals, textureSize, reducedForBytes: false, remarks: [] };
  }
  if (maxFileBytes !== undefined)
    return encodeWithin({ ...options, rasters, finish: prepared.finish, maxFileBytes });
  const quality = DEFAULT_TEXTURE_QUALITY;
  const textures = await encodeSet(rasters, { ...options, quality });
  const remarks = distinctImages(textures).map((texture) => formatRemark(output.textures, texture));
  const isLossy = distinctImages(textures).some(({ mimeType }) => /webp|jpeg/.test(mimeType));
  return {
    glb: prepared.finish(textures),
    textures,
    textureSize,
    ...(isLossy ? { quality } : {}),
    reducedForBytes: false,
    remarks: [...new Set(remarks.filter((remark) => remark !== undefined))],
  };
}
