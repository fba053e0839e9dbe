import { ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { measureGlb } from '../glb/measure-glb.ts';
import { FINAL_STATES } from '../job/job.ts';
import type { JobRecord } from '../job/job-record.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { RecipeKey } from '../recipe/recipe.ts';
import type { Library, MasterRecord } from '../storage/contract.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import type { GenerationResult } from './run.ts';

/** A stored master as the result of a free run. Undefined when its bytes are missing or damaged. */
export async function outcomeOf(
  { masters }: Library,
  record: MasterRecord,
  { info }: Pick<ResolvedEndpoint, 'info'>,
  image?: PreparedImage,
): Promise<GenerationResult | undefined> {
  const master = await masters.read(record.hash);
  if (!master) return undefined;
  const { key, provider, isLocal, parameters, imageHash, notes, startedAtMs, endedAtMs } = record;
  return {
    master,
    // Stored bytes are checked like downloaded ones.
    stats: measureGlb(master),
    ...omitUndefined({ image }),
    recipe: { provider, imageHash, parameters },
    key,
    endpoint: info,
    isLocal,
    notes,
    startedAtMs,
    endedAtMs,
    ...omitUndefined({ requestId: record.requestId }),
    isFromLibrary: true,
    libraryHash: record.hash,
  };
}

/** The newest result of a recipe, if the library has it. */
export async function findInLibrary(
  library: Library,
  wanted: RecipeKey,
  endpoint: ResolvedEndpoint,
  image: PreparedImage,
): Promise<GenerationResult | undefined> {
  const record = await library.masters.find(wanted, endpoint.info.isLocal);
  return record && (await outcomeOf(library, record, endpoint, image).catch(() => undefined));
}

/** Whether a recorded run has not ended yet. */
export const isUnfinished = ({ job, deliveredAtMs, masterHash }: JobRecord): boolean =>
  job.state === 'done'
    ? deliveredAtMs === undefined && masterHash !== undefined
    : !FINAL_STATES.has(job.state);

/**
 * Waits for a run of the same recipe that another page works on. Throws `unconfirmed` when the outcome of such a run is
 * unknown: the user decides whether to pay again.
 */
export async function awaitSameRecipe(
  { journal, locks }: Library,
  key: RecipeKey,
  address: string,
  signal: AbortSignal,
): Promise<void> {
  const record = await journal.findByKey(key, address);
  if (!record) return;
  if (isUnfinished(record)) await locks.hold(record.id, async () => {}, signal);
  const now = await journal.read(record.id);
  if (now && (now.job.state === 'unconfirmed' || isUnfinished(now)) && now.job.state !== 'done')
    throw new ImageTo3DError(
      'unconfirmed',
      'A run with the same image and parameters was started before, and its outcome is unknown. Check it in the library, or set skipLibrary: true to run again.',
    );
}

const PNG_HEADER = { width: 16, height: 20, colorType: 25, bytes: 33 } as const;
const ALPHA_BIT = 4;

/** The prepared image from the library; undefined when it is not stored. */
export async function storedImage(
  { masters }: Library,
  { name, hash }: Pick<PreparedImage, 'name' | 'hash'>,
): Promise<PreparedImage | undefined> {
  const png = await masters.readImage(hash).catch(() => undefined);
  if (!png || png.byteLength < PNG_HEADER.bytes) return undefined;
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const size = { widthPx: header.getUint32(PNG_HEADER.width), heightPx: header.getUint32(PNG_HEADER.height) };
  return {
    name,
    png,
    hash,
    ...size,
    hasAlpha: (header.getUint8(PNG_HEADER.colorType) & ALPHA_BIT) !== 0,
    source: { format: 'png', mimeType: 'image/png', ...size, animated: false, fileBytes: png.byteLength },
    warnings: [],
  };
}
