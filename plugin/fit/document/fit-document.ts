import type { FitPlan } from '../../budget/fit-plan.ts';
import { DEFAULT_REPAIRS } from '../../budget/repairs.ts';
import { ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import type { FitOptions, FitReport } from '../contract.ts';
import { heavierFile, KEPT_REMARK, mayGrow } from '../measure-result.ts';
import { DEFAULT_TEXTURE_QUALITY, type TextureCodec } from '../texture/codec.ts';
import { makeDocumentLods } from './document-lods.ts';
import {
  createTextureEncoder,
  type EncodeSettings,
  listTextures,
  replaceImages,
} from './document-textures.ts';
import { encodeWithin } from './encode-within.ts';
import { geometryRefusal, loadGltfIo, readDocument } from './read-document.ts';
import { drawnTriangles, simplifyDocument } from './simplify-document.ts';
import { prepareGeometry, writeDocument } from './write-document.ts';

export interface FitDocumentOptions extends FitOptions {
  readonly codec: TextureCodec;
}

export interface FittedDocument
  extends Pick<FitReport, 'remarks' | 'textureSize' | 'textureQuality' | 'reducedForBytes'> {
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly path: 'textures' | 'keep-uvs';
}

const count = (value: number) => value.toLocaleString('en-US');

/** Parts of the plan that are ignored for a document of several parts. */
function ignoredOptions(
  { path, lodShares, output, collider, repairs }: FitPlan,
  isMorphed: boolean,
): string[] {
  return [
    path === 'rebake' &&
      'A file with several parts, a skeleton or animations keeps its UV layout: it is simplified, not baked again.',
    lodShares.length > 0 && isMorphed && 'LODs cannot be made for a file with morph targets.',
    lodShares.length > 0 &&
      !output.withLods &&
      'LODs of a file with several parts, a skeleton or animations can only be written into the file: export it with LODs.',
    collider && 'A collider can only be made for a file with one surface.',
    repairs.some((id) => !DEFAULT_REPAIRS.includes(id)) &&
      'Repairs can only be made for a file with one surface.',
  ].filter((sentence) => typeof sentence === 'string');
}

/**
 * Fits a GLB of several nodes, primitives and materials within a plan. Hierarchy, node transforms, names, materials,
 * cameras, lights and extras are kept; each primitive is simplified separately with its UVs, textures are resized and
 * encoded by their use. Skeletons, skin weights and animations are kept as they are; morphed geometry is not changed.
 *
 * @throws ImageTo3DError `unfittable` with the reason, `over-budget` when `maxFileBytes` cannot be met, `invalid-glb`,
 *   `undecodable-image`, `aborted`.
 */
export async function fitDocument(
  master: Uint8Array,
  plan: FitPlan,
  { codec, signal, onProgress, extras }: FitDocumentOptions,
): Promise<FittedDocument> {
  const { io, known } = await loadGltfIo();
  throwIfAborted(signal);
  const { document, remarks } = await readDocument(io, known, master);
  onProgress?.('read', 0.05);
  const refusal = geometryRefusal(document);
  remarks.push(...ignoredOptions(plan, refusal !== undefined));
  const before = drawnTriangles(document);
  const isSimplified = plan.path !== 'textures' && plan.triangles < before;
  if (isSimplified && refusal)
    throw new ImageTo3DError(
      'unfittable',
      `The ${count(before)} triangles cannot be reduced to ${count(plan.triangles)}: ${refusal}. Its textures can still be made smaller.`,
    );
  if (refusal) remarks.push(`Geometry is unchanged: ${refusal}.`);
  if (isSimplified)
    remarks.push(
      ...(await simplifyDocument(document, plan.triangles, {
        signal,
        onProgress: (share) => onProgress?.('simplify', 0.05 + 0.35 * share),
      })),
    );
  const links =
    plan.output.withLods && plan.lodShares.length > 0 && refusal === undefined
      ? await makeDocumentLods(document, plan.lodShares, { signal })
      : [];
  throwIfAborted(signal);

  const textures = await listTextures(document);
  await prepareGeometry(document, plan.output.geometry, {
    isMorphed: refusal !== undefined,
    textureSize: plan.textureSize,
  });
  throwIfAborted(signal);

  let reached = 0.4;
  const encode = createTextureEncoder(textures, codec, {
    signal,
    onProgress: (share) => {
      reached = Math.max(reached, 0.4 + 0.5 * share);
      onProgress?.('encode', reached);
    },
  });
  const largestPx = textures.reduce(
    (most, { original }) => Math.max(most, original.widthPx, original.heightPx),
    0,
  );
  const wish = { format: plan.output.textures, longSidePx: Math.min(plan.textureSize, largestPx) };
  const write = async (maxTextureBytes: number) => {
    const encoded = await encodeWithin(encode, wish, maxTextureBytes);
    replaceImages(textures, encoded.set);
    const glb = await writeDocument(io, document, extras, links);
    return { ...encoded, glb, rest: glb.length - encoded.set.bytes };
  };

  const maxFileBytes = plan.maxFileBytes ?? Infinity;
  let written = await write(Infinity);
  if (written.glb.length > maxFileBytes) {
    const { rest } = written;
    // When images change, the JSON grows by a few bytes: leave space for that.
    if (rest < maxFileBytes) written = await write(maxFileBytes - rest - 64);
    if (written.glb.length > maxFileBytes)
      throw new ImageTo3DError(
        'over-budget',
        `The file takes ${count(written.glb.length)} bytes at best, ${count(rest)} of them geometry and structure; the limit is ${count(maxFileBytes)}.`,
      );
  }
  const isHeavier = () => written.glb.length > master.length && !mayGrow(plan);
  const mayBeKept = !isSimplified && largestPx <= plan.textureSize;
  if (isHeavier() && !mayBeKept && written.rest < master.length)
    written = await write(master.length - written.rest - 64);
  if (isHeavier() && !mayBeKept) throw heavierFile(master.length, written.glb.length);
  const isKept = isHeavier();
  if (isKept) remarks.push(KEPT_REMARK);
  onProgress?.('write', 1);
  const { set, settings } = written;
  return {
    glb: isKept ? new Uint8Array(master) : written.glb,
    path: isSimplified ? 'keep-uvs' : 'textures',
    remarks: [...remarks, ...set.remarks],
    textureSize: set.textures.reduce((most, { widthPx, heightPx }) => Math.max(most, widthPx, heightPx), 0),
    ...(isLossy(settings) ? { textureQuality: settings.quality } : {}),
    reducedForBytes: settings.quality < DEFAULT_TEXTURE_QUALITY || settings.longSidePx < wish.longSidePx,
  };
}

const isLossy = ({ format }: EncodeSettings) => format === 'webp' || format === 'jpeg';
