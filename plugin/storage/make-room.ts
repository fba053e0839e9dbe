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
  /** Files that open runs need; they are not evicted. */
  readonly neededFiles: () => Promise<NeededFiles>;
}

const WHAT: Readonly<Record<FileKind, string>> = { masters: 'model', images: 'image' };

/** Removes a master, row first: a crash in between leaves an orphaned file, which is removed later. */
export async function removeMaster({ rows, files }: RoomOptions, hash: string): Promise<void> {
  await rows.remove(hash);
  await files.remove('masters', hash);
}

/** Removes those of these images that no master and no open run uses. */
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

/** Masters that may be evicted, least recently used first. */
async function evictable(room: RoomOptions, except: string): Promise<readonly StoredMaster[]> {
  const [needed, retained] = [await room.neededFiles(), await room.inUse.retained()];
  return joinRows(await room.rows.list()).filter(
    ({ hash }) => hash !== except && !needed.masters.has(hash) && !retained.has(hash),
  );
}

/**
 * Masters to evict for `bytes`, in order. None when evicting all of them would not be enough: they would be lost for
 * nothing. That is tested by writing, since browsers do not say how much space is free.
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

/** Tells the user why something is not stored, with sizes where the browser reports them. */
async function noRoomMessage(room: RoomOptions, kind: FileKind, bytes: number): Promise<string> {
  const { usageBytes, quotaBytes } = await room.facts.estimate();
  const figures =
    usageBytes === undefined || quotaBytes === undefined || usageBytes + bytes <= quotaBytes
      ? ''
      : ` It allows this site ${fileSizeText(quotaBytes)}, of which ${fileSizeText(usageBytes)} are in use and cannot be freed.`;
  return `This ${WHAT[kind]} (${fileSizeText(bytes)}) is not kept: the browser has no space for it.${figures}`;
}

/**
 * Runs `store`, evicting masters while it fails because the disk is full. Returns why it failed, undefined when it
 * succeeded. Never throws.
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
      // Twice the needed space was freed: something else takes the space, so stop evicting.
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
