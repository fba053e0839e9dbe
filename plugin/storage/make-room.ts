import { fileSizeText } from '../core/bytes-text.ts';
import type { NeededFiles } from './journal-rules.ts';
import {
  type FileKind,
  type FileStore,
  type InUseMarks,
  joinRows,
  type MasterRows,
  type StorageFacts,
  type StoredMaster,
} from './master-ports.ts';
import { isOutOfRoom } from './storage-error.ts';

export interface RoomOptions {
  readonly files: FileStore;
  readonly rows: MasterRows;
  readonly inUse: InUseMarks;
  readonly facts: StorageFacts;
  /** What runs without an end need; it is not evicted. */
  readonly neededFiles: () => Promise<NeededFiles>;
}

const WHAT: Readonly<Record<FileKind, string>> = { masters: 'model', images: 'image' };

/** Removes a master, facts first: a crash in between leaves a file without facts, which is found later. */
export async function removeMaster({ rows, files }: RoomOptions, hash: string): Promise<void> {
  await rows.remove(hash);
  await files.remove('masters', hash);
}

/** Removes pictures of these names that neither a master nor a run without an end names. */
export async function removeUnusedImages(room: RoomOptions, hashes: Iterable<string>): Promise<number> {
  const [stored, needed] = [joinRows(await room.rows.list()), await room.neededFiles()];
  const named = new Set(stored.flatMap(({ imageHashes }) => imageHashes));
  let removed = 0;
  for (const hash of new Set(hashes)) {
    if (named.has(hash) || needed.images.has(hash)) continue;
    await room.files.remove('images', hash);
    removed++;
  }
  return removed;
}

/** Masters that may go, least recently used first: nobody retains them and no run without an end needs them. */
async function evictable(room: RoomOptions, except: string): Promise<readonly StoredMaster[]> {
  const [needed, retained] = [await room.neededFiles(), await room.inUse.retained()];
  return joinRows(await room.rows.list()).filter(
    ({ hash }) => hash !== except && !needed.masters.has(hash) && !retained.has(hash),
  );
}

/**
 * Masters to evict for `bytes`, in order. None when all of them together would not do: throwing them away for what then
 * cannot be kept either would be the worst of both. That is tried, since browsers do not tell how much room is left.
 */
async function candidatesFor(
  room: RoomOptions,
  bytes: number,
  except: string,
): Promise<readonly StoredMaster[]> {
  const candidates = await evictable(room, except);
  const missingBytes = bytes - candidates.reduce((sum, master) => sum + master.bytes, 0);
  return missingBytes <= 0 || (candidates.length > 0 && (await room.files.fits(missingBytes)))
    ? candidates
    : [];
}

async function evict(room: RoomOptions, { hash, imageHashes }: StoredMaster): Promise<boolean> {
  return room.inUse.unlessRetained(hash, async () => {
    await removeMaster(room, hash);
    await removeUnusedImages(room, imageHashes);
  });
}

/** Why something is not kept, for a person, with sizes where the browser tells them. */
async function noRoomMessage(room: RoomOptions, kind: FileKind, bytes: number): Promise<string> {
  const { usageBytes, quotaBytes } = await room.facts.estimate();
  const figures =
    usageBytes === undefined || quotaBytes === undefined || usageBytes + bytes <= quotaBytes
      ? ''
      : ` It grants this site ${fileSizeText(quotaBytes)}, of which ${fileSizeText(usageBytes)} are taken and cannot make way.`;
  return `This ${WHAT[kind]} (${fileSizeText(bytes)}) is not kept: the browser has no room for it.${figures}`;
}

/**
 * Does `store`, evicting for as long as it fails for want of room and there is something to evict. Returns why it could
 * not be done, or undefined when it is done. Never throws.
 */
export async function storeWithRoom(
  room: RoomOptions,
  kind: FileKind,
  hash: string,
  bytes: number,
  store: () => Promise<void>,
): Promise<string | undefined> {
  const isStored = async () => {
    try {
      await store();
      return true;
    } catch (thrown) {
      if (isOutOfRoom(thrown) || isOutOfRoom((thrown as Error).cause)) return false;
      throw thrown;
    }
  };
  try {
    if (await isStored()) return undefined;
    let freedBytes = 0;
    for (const master of await candidatesFor(room, bytes, hash)) {
      // Room for two of them was made: whatever is in the way, it is not what is kept here.
      if (freedBytes > 2 * bytes) break;
      if (!(await evict(room, master))) continue;
      freedBytes += master.bytes;
      if (await isStored()) return undefined;
    }
    return await noRoomMessage(room, kind, bytes);
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    return `This ${WHAT[kind]} (${fileSizeText(bytes)}) is not kept: ${said}`;
  }
}
