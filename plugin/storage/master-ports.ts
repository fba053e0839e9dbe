import type { RecipeKey } from '../recipe/recipe.ts';
import type { MasterRecord } from './contract.ts';

export type FileKind = 'masters' | 'images';

export interface StoredFile {
  /** A hash, or the name of an unfinished write. */
  readonly name: string;
  readonly bytes: number;
  readonly writtenAtMs: number;
}

/** Files by kind and hash. Writes are atomic; contents are not verified here. */
export interface FileStore {
  /** Undefined when there is no such file; throws when it cannot be read. */
  read(kind: FileKind, hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Atomic: throws `QuotaExceededError` and others, and then leaves nothing behind. */
  write(kind: FileKind, hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Tests whether there is space for this many more bytes. */
  fits(bytes: number): Promise<boolean>;
  remove(kind: FileKind, name: string): Promise<void>;
  list(kind: FileKind): Promise<readonly StoredFile[]>;
}

/** A row of a master. `record` is undefined when the row cannot be read. */
export interface MasterRow {
  readonly hash: string;
  readonly record: MasterRecord | undefined;
}

/** Facts of masters. A master has one row per recipe that produced it. */
export interface MasterRows {
  list(): Promise<readonly MasterRow[]>;
  find(keyOrFamily: RecipeKey): Promise<readonly MasterRecord[]>;
  put(record: MasterRecord): Promise<void>;
  touch(hash: string, atMs: number): Promise<void>;
  remove(hash: string): Promise<void>;
}

/** Marks of masters in use by open pages. */
export interface InUseMarks {
  retain(hash: string): () => void;
  /** Masters in use now, in this tab or another. */
  retained(): Promise<ReadonlySet<string>>;
  /** Runs `work` unless any tab retains the master; no other tab can retain it meanwhile. */
  unlessRetained(hash: string, work: () => Promise<void>): Promise<boolean>;
  close(): void;
}

/** What the browser reports about this origin's storage. */
export interface StorageFacts {
  estimate(): Promise<{ readonly usageBytes?: number; readonly quotaBytes?: number }>;
  isPersisted(): Promise<boolean>;
  persist(): Promise<boolean>;
}

/** One master: its rows joined. */
export interface StoredMaster {
  readonly hash: string;
  /** The newest row that can be read. */
  readonly record: MasterRecord | undefined;
  readonly bytes: number;
  readonly lastUsedAtMs: number;
  readonly imageHashes: readonly string[];
}

/** Least recently used first; unreadable rows count as never used. */
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
