import type { FitPlan } from '../../budget/fit-plan.ts';
import { DEFAULT_TEXTURE_QUALITY, formatRemark, type TextureCodec } from '../texture/codec.ts';
import { encodeSet, longestEdge } from '../write/encode-set.ts';
import { encodeWithin, type FittedFile } from '../write/fit-bytes.ts';
import { distinctImages } from '../write/material-json.ts';
import { type GlbContent, prepareGlb } from '../write/write-glb.ts';
import type { SurfaceImages } from './reduce-surface.ts';

export interface WriteSurfaceOptions {
  readonly codec: TextureCodec;
  readonly opaque: boolean;
  /** Bytes of the master, which the file must not exceed. */
  readonly masterBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** Formats that are asked for although they take more bytes: for other tools, or to be transcoded on the GPU. */
const isForOthers = ({ geometry, textures }: FitPlan['output']) =>
  geometry === 'float' || textures === 'png' || textures === 'ktx2';

/**
 * Encodes the textures and writes the file; repeatedly when there is a byte limit, or when the file would be larger than
 * the master.
 *
 * @throws ImageTo3DError `over-budget`, `aborted`.
 */
export async function writeSurface(
  content: GlbContent,
  { rasters, originals }: SurfaceImages,
  { output, maxFileBytes, allowUpscale }: FitPlan,
  { codec, opaque, masterBytes, signal }: WriteSurfaceOptions,
): Promise<Omit<FittedFile, 'encodes'>> {
  const textureSize = longestEdge(rasters);
  const prepared = await prepareGlb(content, textureSize);
  const options = { codec, format: output.textures, opaque, signal };
  if (originals) {
    const glb = prepared.finish(originals);
    if (glb.byteLength <= (maxFileBytes ?? Number.POSITIVE_INFINITY))
      return { glb, textures: originals, textureSize, reducedForBytes: false, remarks: [] };
  }
  const within = (limit: number) =>
    encodeWithin({ ...options, rasters, finish: prepared.finish, maxFileBytes: limit });
  if (maxFileBytes !== undefined) return within(maxFileBytes);
  const quality = DEFAULT_TEXTURE_QUALITY;
  const textures = await encodeSet(rasters, { ...options, quality });
  const glb = prepared.finish(textures);
  if (glb.byteLength > masterBytes && !allowUpscale && !isForOthers(output)) return within(masterBytes);
  const remarks = distinctImages(textures).map((texture) => formatRemark(output.textures, texture));
  const isLossy = distinctImages(textures).some(({ mimeType }) => /webp|jpeg/.test(mimeType));
  return {
    glb,
    textures,
    textureSize,
    ...(isLossy ? { quality } : {}),
    reducedForBytes: false,
    remarks: [...new Set(remarks.filter((remark) => remark !== undefined))],
  };
}
