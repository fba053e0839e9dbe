import { ImageTo3DError } from '../core/errors.ts';
import { measureGlb } from '../glb/measure-glb.ts';
import { FINAL_STATES } from '../job/job.ts';
import type { JobRecord } from '../job/job-record.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { RecipeKey } from '../recipe/recipe.ts';
import type { Library, MasterRecord } from '../storage/contract.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import type { GenerationResult } from './run.ts';

/** A master of the library as the outcome of a run that costs nothing. Undefined when its bytes are gone or damaged. */
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
    // Bytes are trusted no more than when they came from outside.
    stats: measureGlb(master),
    ...(image ? { image } : {}),
    recipe: { provider, imageHash, parameters },
    key,
    endpoint: info,
    isLocal,
    notes,
    startedAtMs,
    endedAtMs,
    ...(record.requestId === undefined ? {} : { requestId: record.requestId }),
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

/** A run of the recipe that has no end yet. */
export const isUnfinished = ({ job, deliveredAtMs, masterHash }: JobRecord): boolean =>
  job.state === 'done'
    ? deliveredAtMs === undefined && masterHash !== undefined
    : !FINAL_STATES.has(job.state);

/**
 * Waits for a run of the same recipe that another page is at. Throws `unconfirmed` where the outcome is unknown of
 * one: paying for the same again is a person's decision.
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

/** A picture of the library as it was prepared; undefined when it is not kept. */
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
