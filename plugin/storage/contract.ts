import type { AssetStats } from '../glb/asset-stats.ts';
import type { JobJournal } from '../job/journal.ts';
import type { Trellis2Parameters } from '../recipe/providers/trellis-2-parameters.ts';
import type { RecipeKey } from '../recipe/recipe.ts';

/** What is known of a master besides its bytes. */
export interface MasterFactsRecord {
  readonly key: RecipeKey;
  /** The recipe's key without its seed. */
  readonly family: RecipeKey;
  /** The provider's endpoint id. */
  readonly provider: string;
  /** Made by a local engine: never given for a run of the real model, nor the other way round. */
  readonly isLocal: boolean;
  readonly parameters: Trellis2Parameters;
  readonly imageName: string;
  /** SHA-256 of the prepared PNG, under which the picture is kept. */
  readonly imageHash: string;
  readonly stats: AssetStats;
  readonly requestId?: string;
  readonly billableUnits?: number;
  readonly notes: readonly string[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** One kept master. */
export interface MasterRecord extends MasterFactsRecord {
  /** SHA-256 of the GLB, lower-case hex: its name in the store. */
  readonly hash: string;
  readonly bytes: number;
  readonly lastUsedAtMs: number;
}

/** `reason` says why bytes are not kept, for a person. Being without room is no error: the asset is there, only not kept. */
export type StoreResult =
  | { readonly hash: string; readonly isKept: true }
  | { readonly hash: string; readonly isKept: false; readonly reason: string };

export interface LibraryUsage {
  /** Bytes of masters and pictures. */
  readonly bytes: number;
  /** What the browser grants to this origin, where it says so. */
  readonly quotaBytes?: number;
  /** The browser has promised not to clear this origin by itself. */
  readonly isPersisted: boolean;
}

/**
 * Masters and pictures by content. A master that is retained, by any tab, is never evicted; of the others the least
 * recently used go first when room is needed. Nothing here throws for want of room.
 */
export interface MasterStore {
  readonly isDurable: boolean;
  put(master: Uint8Array<ArrayBuffer>, facts: MasterFactsRecord): Promise<StoreResult>;
  /** The newest master of a recipe (its key) or of any seed of it (its family), of the real model or of a local engine. */
  find(keyOrFamily: RecipeKey, isLocal: boolean): Promise<MasterRecord | undefined>;
  /** The bytes, verified. Bytes that do not match their name are thrown away: undefined. Counts as a use. */
  read(hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putImage(hash: string, png: Uint8Array<ArrayBuffer>): Promise<StoreResult>;
  readImage(hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps a master from eviction until the returned function is called or the page ends. */
  retain(hash: string): () => void;
  /** Newest use first. */
  list(): Promise<readonly MasterRecord[]>;
  /** Also when it is retained: a person asked for it. A picture that no master and no job needs goes too. */
  remove(hash: string): Promise<void>;
  usage(): Promise<LibraryUsage>;
  /** Asks the browser not to clear this origin by itself. Call it on a user gesture. */
  persist(): Promise<boolean>;
  /** Something was added, removed or used, here or in another tab. */
  onChange(listener: () => void): () => void;
}

/** What a tab tells the others about a job that it works on. Sent at every change and every two seconds. */
export interface JobNews {
  readonly id: string;
  readonly fence: number;
  readonly phase: string;
  readonly fraction?: number;
  readonly atMs: number;
}

/** One actor for each job, across tabs. */
export interface JobLocks {
  /**
   * Works while holding the job's lock; `lost` fires when another tab has taken it by force. Undefined at once, without
   * working, when another holds it.
   */
  tryHold<T>(id: string, work: (lost: AbortSignal) => Promise<T>): Promise<T | undefined>;
  /** Waits until whoever holds the lock has ended, died or let go. Rejects with `aborted`. */
  hold<T>(id: string, work: (lost: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Takes the lock from whoever holds it: for a tab that is frozen. */
  steal<T>(id: string, work: (lost: AbortSignal) => Promise<T>): Promise<T>;
  publish(news: JobNews): void;
  /** News of other tabs. */
  onNews(listener: (news: JobNews) => void): () => void;
}

/** Everything that outlives a page. */
export interface Library {
  readonly journal: JobJournal;
  readonly masters: MasterStore;
  readonly locks: JobLocks;
  close(): void;
}
