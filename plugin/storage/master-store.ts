import { fileSizeText } from '../core/bytes-text.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import type { Serialize } from '../core/serialize.ts';
import { sha256 } from '../core/sha256.ts';
import { hashSchema } from '../job/job-record.ts';
import type { MasterFactsRecord, MasterRecord, MasterStore, StoreResult } from './contract.ts';
import { type RoomOptions, removeMaster, removeUnusedImages, storeWithRoom } from './make-room.ts';
import { type FileKind, joinRows } from './master-ports.ts';
import { masterRecordSchema } from './master-record.ts';
import { storageError } from './storage-error.ts';

export interface MasterStoreOptions extends RoomOptions {
  readonly isDurable: boolean;
  readonly now: () => number;
  /** One writer at a time: two that free space together would evict too much. */
  readonly serialize: Serialize;
  /** Notifies this page and the other tabs. */
  readonly changes: { notify(): void; listen(listener: () => void): () => void };
}

const ORPHAN_AFTER_MS = 3600 * 1000;

export interface ManagedMasterStore extends MasterStore {
  /** Removes orphaned files older than an hour, left by crashes. Returns how many. */
  removeOrphans(): Promise<number>;
}

/** The store of masters and images, over any file store and row store. */
export function createMasterStore(options: MasterStoreOptions): ManagedMasterStore {
  const { files, rows, inUse, facts, changes, now, serialize } = options;
  let lastStampMs = 0;
  /** Strictly increasing, so that the order of use is certain even when the clock is set back. */
  const stamp = () => {
    lastStampMs = Math.max(Math.floor(now()), lastStampMs + 1);
    return lastStampMs;
  };

  /** Verified bytes; undefined when the file is missing or does not match its hash. Throws when it cannot be read. */
  async function readVerified(kind: FileKind, hash: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await files.read(kind, hash);
    return bytes && (await sha256(bytes)) === hash ? bytes : undefined;
  }

  /** The same; an invalid file is deleted. Serialized, since another tab may be writing it right now. */
  async function readOrDiscard(kind: FileKind, hash: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (!hashSchema.safeParse(hash).success) return undefined;
    try {
      const bytes = await readVerified(kind, hash);
      if (bytes) return bytes;
      return await serialize(async () => {
        const again = await readVerified(kind, hash);
        if (again) return again;
        if (kind === 'masters') await rows.remove(hash);
        await files.remove(kind, hash);
        return undefined;
      });
    } catch {
      // It cannot be read now; that is no reason to delete it.
      return undefined;
    }
  }

  async function store(
    kind: FileKind,
    hash: string,
    bytes: Uint8Array<ArrayBuffer>,
    record?: MasterRecord,
  ): Promise<StoreResult> {
    const release = kind === 'masters' ? inUse.retain(hash) : () => {};
    try {
      const isThere = (await readVerified(kind, hash).catch(() => undefined)) !== undefined;
      let isWritten = isThere;
      const reason = await storeWithRoom(options, kind, hash, bytes.byteLength, async () => {
        if (!isWritten) await files.write(kind, hash, bytes);
        isWritten = true;
        if (record) await rows.put(record);
      });
      if (reason === undefined) return { hash, isKept: true };
      if (isWritten && !isThere) await files.remove(kind, hash).catch(() => {});
      return { hash, isKept: false, reason };
    } finally {
      release();
      changes.notify();
    }
  }

  return {
    isDurable: options.isDurable,
    put: (master, given: MasterFactsRecord) =>
      serialize(async () => {
        const hash = await sha256(master);
        const parsed = masterRecordSchema.safeParse({
          ...given,
          hash,
          bytes: master.byteLength,
          lastUsedAtMs: stamp(),
        });
        if (parsed.success) return store('masters', hash, master, parsed.data as MasterRecord);
        const reason = `This model (${fileSizeText(master.byteLength)}) is not kept: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}.`;
        return { hash, isKept: false, reason };
      }),
    async find(keyOrFamily, isLocal) {
      const found = await rows.find(keyOrFamily);
      return found
        .filter((record) => record.isLocal === isLocal)
        .sort((a, b) => b.endedAtMs - a.endedAtMs)[0];
    },
    async read(hash, { touch = true } = {}) {
      const bytes = await readOrDiscard('masters', hash);
      // Failing to save the time of use must not fail the read.
      if (bytes && touch) await rows.touch(hash, stamp()).catch(() => {});
      if (!bytes || touch) changes.notify();
      return bytes;
    },
    putImage: (hash, png) =>
      serialize(async () => {
        if ((await sha256(png)) === hash) return store('images', hash, png);
        return { hash, isKept: false, reason: 'This image is not kept: it does not match its hash.' };
      }),
    readImage: (hash) => readOrDiscard('images', hash),
    retain: (hash) => inUse.retain(hash),
    async list() {
      return joinRows(await rows.list())
        .map(({ record, lastUsedAtMs }) => record && { ...record, lastUsedAtMs })
        .filter((record) => record !== undefined)
        .reverse();
    },
    remove: (hash) =>
      serialize(async () => {
        const imageHashes =
          joinRows(await rows.list()).find((master) => master.hash === hash)?.imageHashes ?? [];
        try {
          await removeMaster(options, hash);
          await removeUnusedImages(options, imageHashes);
        } catch (thrown) {
          throw storageError(thrown, 'removing a model');
        } finally {
          changes.notify();
        }
      }),
    async usage() {
      const [stored, images, { quotaBytes }, isPersisted] = await Promise.all([
        rows.list(),
        files.list('images').catch(() => []),
        facts.estimate(),
        facts.isPersisted(),
      ]);
      const bytes = [...joinRows(stored), ...images].reduce((sum, file) => sum + file.bytes, 0);
      return { bytes, isPersisted, ...omitUndefined({ quotaBytes }) };
    },
    persist: () => facts.persist(),
    onChange: (listener) => changes.listen(listener),
    removeOrphans: () =>
      serialize(async () => {
        const isOld = ({ writtenAtMs }: { writtenAtMs: number }) => now() - writtenAtMs > ORPHAN_AFTER_MS;
        const known = new Set((await rows.list()).map(({ hash }) => hash));
        const orphans = (await files.list('masters')).filter((file) => !known.has(file.name) && isOld(file));
        for (const { name } of orphans) await files.remove('masters', name);
        const images = (await files.list('images')).filter(isOld).map(({ name }) => name);
        return orphans.length + (await removeUnusedImages(options, images));
      }),
  };
}
