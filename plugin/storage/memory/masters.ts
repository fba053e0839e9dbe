import { omitUndefined } from '../../core/omit-undefined.ts';
import { createSerialize } from '../../core/serialize.ts';
import { createChanges } from '../changes.ts';
import type { MasterRecord } from '../contract.ts';
import { createPageInUseMarks } from '../in-use-marks.ts';
import type { NeededFiles } from '../journal-rules.ts';
import type { FileKind, FileStore, MasterRows } from '../master-ports.ts';
import { createMasterStore, type ManagedMasterStore } from '../master-store.ts';

interface MemoryFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly writtenAtMs: number;
}

/** Takes the place of the disk. */
export interface MemoryMasterData {
  readonly files: Map<`${FileKind}/${string}`, MemoryFile>;
  readonly rows: Map<string, MasterRecord>;
}

export function createMemoryMasterData(): MemoryMasterData {
  return { files: new Map(), rows: new Map() };
}

export interface MemoryMastersOptions {
  readonly masterData?: MemoryMasterData;
  /** Bytes of all files together; unlimited by default. */
  readonly quotaBytes?: number;
  readonly now?: () => number;
  readonly neededFiles?: () => Promise<NeededFiles>;
}

function createMemoryFiles({ files }: MemoryMasterData, quotaBytes: number, now: () => number): FileStore {
  return {
    read: async (kind, hash) => files.get(`${kind}/${hash}`)?.bytes.slice(),
    async write(kind, hash, bytes) {
      const name = `${kind}/${hash}` as const;
      const others = usedBytes(files) - (files.get(name)?.bytes.byteLength ?? 0);
      if (others + bytes.byteLength > quotaBytes)
        throw new DOMException('There is no space left.', 'QuotaExceededError');
      files.set(name, { bytes: bytes.slice(), writtenAtMs: now() });
    },
    fits: async (bytes) => usedBytes(files) + bytes <= quotaBytes,
    async remove(kind, name) {
      files.delete(`${kind}/${name}`);
    },
    list: async (kind) =>
      [...files]
        .filter(([name]) => name.startsWith(`${kind}/`))
        .map(([name, { bytes, writtenAtMs }]) => ({
          name: name.slice(kind.length + 1),
          bytes: bytes.byteLength,
          writtenAtMs,
        })),
  };
}

function usedBytes(files: MemoryMasterData['files']): number {
  return [...files.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
}

function createMemoryRows({ rows }: MemoryMasterData): MasterRows {
  const slot = ({ hash, isLocal, key }: MasterRecord) => `${hash}/${isLocal}/${key}`;
  return {
    list: async () => [...rows.values()].map((record) => ({ hash: record.hash, record })),
    find: async (wanted) =>
      [...rows.values()].filter(({ key, family }) => key === wanted || family === wanted),
    async put(record) {
      rows.set(slot(record), record);
    },
    async touch(hash, atMs) {
      for (const [at, record] of rows)
        if (record.hash === hash)
          rows.set(at, { ...record, lastUsedAtMs: Math.max(atMs, record.lastUsedAtMs) });
    },
    async remove(hash) {
      for (const [at, record] of rows) if (record.hash === hash) rows.delete(at);
    },
  };
}

const NOTHING: NeededFiles = { masters: new Set(), images: new Set() };

/** The master store in memory. */
export function createMemoryMasters(options: MemoryMastersOptions = {}): ManagedMasterStore {
  const { masterData = createMemoryMasterData(), quotaBytes, now = Date.now } = options;
  return createMasterStore({
    isDurable: false,
    now,
    serialize: createSerialize(),
    files: createMemoryFiles(masterData, quotaBytes ?? Number.POSITIVE_INFINITY, now),
    rows: createMemoryRows(masterData),
    inUse: createPageInUseMarks(),
    facts: {
      estimate: async () => ({
        usageBytes: usedBytes(masterData.files),
        ...omitUndefined({ quotaBytes }),
      }),
      isPersisted: async () => false,
      persist: async () => false,
    },
    changes: createChanges(),
    neededFiles: options.neededFiles ?? (async () => NOTHING),
  });
}
