import type { NeededFiles } from './journal-rules.ts';
import {
  type FileKind,
  type FileStore,
  type Holds,
  joinRows,
  type MasterRows,
  type StorageFacts,
} from './master-ports.ts';
import { formatBytes, isOutOfRoom } from './storage-error.ts';

export interface RoomOptions {
  readonly files: FileStore;
  readonly rows: MasterRows;
  readonly holds: Holds;
  readonly facts: StorageFacts;
  /** What runs without an end need; it is not evicted. */
  readonly neededFiles: () => Promise<NeededFiles>;
}

const WHAT: Readonly<Record<FileKind, string>> = { masters: 'model', pictures: 'picture' };

/** Removes a master, facts first: a crash in between leaves a file without facts, which is found later. */
export async function removeMaster({ rows, files }: RoomOptions, hash: string): Promise<void> {
  await rows.remove(hash);
  await files.remove('masters', hash);
}

/** Removes pictures of these names that neither a master nor a run without an end names. */
export async function removeIdlePictures(room: RoomOptions, hashes: Iterable<string>): Promise<number> {
  const [stored, needed] = [joinRows(await room.rows.list()), await room.neededFiles()];
  const named = new Set(stored.flatMap(({ imageHashes }) => imageHashes));
  let removed = 0;
  for (const hash of new Set(hashes)) {
    if (named.has(hash) || needed.pictures.has(hash)) continue;
    await room.files.remove('pictures', hash);
    removed++;
  }
  return removed;
}

/** Bytes that are missing for `bytes` more, as far as the browser tells; below 0 there is room. */
async function missing(room: RoomOptions, bytes: number): Promise<number> {
  const { usageBytes, quotaBytes } = await room.facts.estimate();
  return usageBytes === undefined || quotaBytes === undefined ? 0 : usageBytes + bytes - quotaBytes;
}

/** Evicts masters, least recently used first, until `bytes` are freed. Returns how many went. */
async function evict(room: RoomOptions, bytes: number, except: string): Promise<number> {
  const [needed, retained] = [await room.neededFiles(), await room.holds.retained()];
  const candidates = joinRows(await room.rows.list()).filter(
    ({ hash }) => hash !== except && !needed.masters.has(hash) && !retained.has(hash),
  );
  // Throwing things away for what cannot fit even then would be the worst of both.
  const isHopeless = candidates.reduce((sum, master) => sum + master.bytes, 0) < bytes;
  if (isHopeless) return 0;
  let evicted = 0;
  let freedBytes = 0;
  for (const master of candidates) {
    if (evicted > 0 && freedBytes >= bytes) break;
    const isGone = await room.holds.unlessRetained(master.hash, async () => {
      await removeMaster(room, master.hash);
      await removeIdlePictures(room, master.imageHashes);
    });
    if (!isGone) continue;
    evicted++;
    freedBytes += master.bytes;
  }
  return evicted;
}

/** Why something is not kept, for a person, with sizes where the browser tells them. */
async function sayFull(room: RoomOptions, kind: FileKind, bytes: number): Promise<string> {
  const { usageBytes, quotaBytes } = await room.facts.estimate();
  const figures =
    usageBytes === undefined || quotaBytes === undefined || usageBytes + bytes <= quotaBytes
      ? ''
      : ` It grants this site ${formatBytes(quotaBytes)}, of which ${formatBytes(usageBytes)} are taken and cannot make way.`;
  return `This ${WHAT[kind]} (${formatBytes(bytes)}) is not kept: the browser has no room for it.${figures}`;
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
  try {
    for (;;) {
      try {
        await store();
        return undefined;
      } catch (thrown) {
        if (!isOutOfRoom(thrown) && !isOutOfRoom((thrown as Error).cause)) throw thrown;
      }
      const short = Math.min(bytes, Math.max(0, await missing(room, bytes)));
      if ((await evict(room, short, hash)) === 0) return await sayFull(room, kind, bytes);
    }
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    return `This ${WHAT[kind]} (${formatBytes(bytes)}) is not kept: ${said}`;
  }
}
