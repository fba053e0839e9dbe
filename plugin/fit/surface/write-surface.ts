import type { FitPlan } from '../../budget/fit-plan.ts';
import { asImageTo3DError } from '../../core/errors.ts';
import { heavierFile, KEPT_REMARK, mayGrow } from '../measure-result.ts';
import { DEFAULT_TEXTURE_QUALITY, formatRemark, type TextureCodec } from '../texture/codec.ts';
import { encodeSet, longestEdge } from '../write/encode-set.ts';
import { encodeWithin, type FittedFile } from '../write/fit-bytes.ts';
import { distinctImages, type SurfaceTextures } from '../write/material-json.ts';
import { type GlbContent, prepareGlb } from '../write/write-glb.ts';
import type { SurfaceImages } from './reduce-surface.ts';

export interface WriteSurfaceOptions {
  readonly codec: TextureCodec;
  readonly opaque: boolean;
  /** Bytes of the master, which the file must not exceed. */
  readonly masterBytes: number;
  /** The master, if it may be kept when nothing makes it smaller. */
  readonly kept?: { readonly glb: Uint8Array; readonly textures: SurfaceTextures };
  readonly signal: AbortSignal | undefined;
}

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
  { codec, opaque, masterBytes, kept, signal }: WriteSurfaceOptions,
): Promise<Omit<FittedFile, 'encodes'>> {
  const textureSize = longestEdge(rasters);
  const prepared = await prepareGlb(content, textureSize);
  const options = { codec, format: output.textures, opaque, signal };
  const mayBeLarger = mayGrow({ output, allowUpscale });
  const within = (limit: number) =>
    encodeWithin({ ...options, rasters, finish: prepared.finish, maxFileBytes: limit });
  const heavier = (glb: Uint8Array) => glb.byteLength > masterBytes && !mayBeLarger;
  const keep = ({ glb, textures }: NonNullable<typeof kept>) => ({
    ...{ glb: new Uint8Array(glb), textures, textureSize, reducedForBytes: false },
    remarks: [KEPT_REMARK],
  });
  if (originals) {
    const glb = prepared.finish(originals);
    if (kept && heavier(glb)) return keep(kept);
    if (glb.byteLength <= (maxFileBytes ?? Number.POSITIVE_INFINITY))
      return { glb, textures: originals, textureSize, reducedForBytes: false, remarks: [] };
  }
  if (maxFileBytes !== undefined) return within(maxFileBytes);
  const quality = DEFAULT_TEXTURE_QUALITY;
  const textures = await encodeSet(rasters, { ...options, quality });
  const glb = prepared.finish(textures);
  if (kept && heavier(glb)) return keep(kept);
  if (heavier(glb))
    return within(masterBytes).catch((thrown: unknown) => {
      throw asImageTo3DError(thrown).code === 'over-budget'
        ? heavierFile(masterBytes, glb.byteLength)
        : thrown;
    });
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
