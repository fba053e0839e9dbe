import type { RecipeKey } from '../recipe/recipe.ts';
import type { MasterRecord } from './contract.ts';

export type FileKind = 'masters' | 'images';

export interface StoredFile {
  /** The file's name: a hash, or something that a write which never ended has left. */
  readonly name: string;
  readonly bytes: number;
  readonly writtenAtMs: number;
}

/** Files by kind and hash. Nothing is verified here but that a write is whole. */
export interface FileStore {
  /** Undefined when there is no such file; throws when it cannot be told or read. */
  read(kind: FileKind, hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Whole or not at all: throws `QuotaExceededError` and others, and leaves nothing behind. */
  write(kind: FileKind, hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Tries whether there is room for so many bytes more. */
  fits(bytes: number): Promise<boolean>;
  remove(kind: FileKind, name: string): Promise<void>;
  list(kind: FileKind): Promise<readonly StoredFile[]>;
}

/** A row under its master's hash; without a record it cannot be read. */
export interface MasterRow {
  readonly hash: string;
  readonly record: MasterRecord | undefined;
}

/** Facts of masters. One master has a row for each recipe that it was the answer to. */
export interface MasterRows {
  list(): Promise<readonly MasterRow[]>;
  find(keyOrFamily: RecipeKey): Promise<readonly MasterRecord[]>;
  put(record: MasterRecord): Promise<void>;
  touch(hash: string, atMs: number): Promise<void>;
  remove(hash: string): Promise<void>;
}

/** Who holds what. */
export interface InUseMarks {
  retain(hash: string): () => void;
  /** What is retained now, here or in another tab. */
  retained(): Promise<ReadonlySet<string>>;
  /** Does `work` unless the master is retained, here or in another tab; nobody can retain it elsewhere meanwhile. */
  unlessRetained(hash: string, work: () => Promise<void>): Promise<boolean>;
  close(): void;
}

/** What the browser says of this origin's storage, where it says anything. */
export interface StorageFacts {
  estimate(): Promise<{ readonly usageBytes?: number; readonly quotaBytes?: number }>;
  isPersisted(): Promise<boolean>;
  persist(): Promise<boolean>;
}

/** One master in the order of {@link MasterRows.list}: its rows joined. */
export interface StoredMaster {
  readonly hash: string;
  /** The newest row that can be read. */
  readonly record: MasterRecord | undefined;
  readonly bytes: number;
  readonly lastUsedAtMs: number;
  readonly imageHashes: readonly string[];
}

/** Least recently used first; what cannot be read counts as never used. */
export function joinRows(rows: readonly MasterRow[]): StoredMaster[] {
  const byHash = new Map<string, MasterRow[]>();
  for (const row of rows) {
    const group = byHash.get(row.hash);
    if (group) group.push(row);
    else byHash.set(row.hash, [row]);
  }
  return [...byHash]
    .map(([hash, group]) => {
      const records = group
        .map(({ record }) => record)
        .filter((record) => record !== undefined)
        .sort((a, b) => b.endedAtMs - a.endedAtMs);
      return {
        hash,
        record: records[0],
        bytes: records[0]?.bytes ?? 0,
        lastUsedAtMs: Math.max(0, ...records.map(({ lastUsedAtMs }) => lastUsedAtMs)),
        imageHashes: records.map(({ imageHash }) => imageHash),
      };
    })
    .sort((a, b) => a.lastUsedAtMs - b.lastUsedAtMs || (a.hash < b.hash ? -1 : 1));
}
