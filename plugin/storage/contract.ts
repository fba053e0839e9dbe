import type { AssetStats } from '../glb/asset-stats.ts';
import type { JobJournal } from '../job/journal.ts';
import type { RecipeKey } from '../recipe/recipe.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';

/** What is stored about a master besides its bytes. */
export interface MasterFactsRecord {
  /** The recipe as text: equal recipes have equal keys. */
  readonly key: RecipeKey;
  /** The recipe's key without its seed. */
  readonly family: RecipeKey;
  /** The provider's endpoint id. */
  readonly provider: string;
  /** Made by a local engine: never reused for a run of the real model, nor the other way round. */
  readonly isLocal: boolean;
  /** The complete parameters of the run, seed included. */
  readonly parameters: RunParameters;
  readonly imageName: string;
  /** SHA-256 of the prepared PNG, under which the image is stored. */
  readonly imageHash: string;
  /** Measured in the master. */
  readonly stats: AssetStats;
  /** The service's id of the run. */
  readonly requestId?: string;
  /** Billed units as the service reported them. */
  readonly billableUnits?: number;
  /** Remarks to show with the master. */
  readonly notes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Milliseconds since the epoch. */
  readonly endedAtMs: number;
}

/** One stored master. */
export interface MasterRecord extends MasterFactsRecord {
  /** SHA-256 of the GLB, lower-case hex; its name in the store. */
  readonly hash: string;
  /** Bytes of the GLB. */
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly lastUsedAtMs: number;
}

/**
 * Whether bytes were stored; `reason` tells the user why not. A full disk is no error: the asset is usable, only not
 * stored.
 */
export type StoreResult =
  | { readonly hash: string; readonly isKept: true }
  | { readonly hash: string; readonly isKept: false; readonly reason: string };

/** Storage that masters and images take. */
export interface LibraryUsage {
  /** Bytes of masters and images. */
  readonly bytes: number;
  /** Bytes that the browser grants to this origin, where it says so. */
  readonly quotaBytes?: number;
  /** The browser has agreed not to delete this site's storage. */
  readonly isPersisted: boolean;
}

/**
 * Masters and images, stored under the hash of their content. A master that any tab retains is never evicted; of the
 * others the least recently used are evicted first. A full disk never throws.
 */
export interface MasterStore {
  readonly isDurable: boolean;
  put(master: Uint8Array<ArrayBuffer>, facts: MasterFactsRecord): Promise<StoreResult>;
  /** The newest master of a recipe (by key) or of the recipe with any seed (by family). */
  find(keyOrFamily: RecipeKey, isLocal: boolean): Promise<MasterRecord | undefined>;
  /**
   * The verified bytes. Bytes that do not match their hash are deleted: undefined. Counts as a use, unless `touch` is
   * false.
   */
  read(hash: string, options?: { readonly touch?: boolean }): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putImage(hash: string, png: Uint8Array<ArrayBuffer>): Promise<StoreResult>;
  readImage(hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Protects a master from eviction until the returned function is called or the page closes. */
  retain(hash: string): () => void;
  /** Most recently used first. */
  list(): Promise<readonly MasterRecord[]>;
  /** Removes a master, even a retained one, and its image when no other master or job needs it. */
  remove(hash: string): Promise<void>;
  usage(): Promise<LibraryUsage>;
  /** Asks the browser not to delete this site's storage. Call it on a user gesture. */
  persist(): Promise<boolean>;
  /** Called when something was added, removed or used, in this tab or another. */
  onChange(listener: () => void): () => void;
}

/** Progress of a job, sent to the other tabs at every change and every two seconds. */
export interface JobProgress {
  readonly id: string;
  readonly fencingToken: number;
  readonly phase: string;
  readonly fraction?: number;
  readonly atMs: number;
}

/** Locks that let only one tab at a time work on a job. */
export interface JobLocks {
  /**
   * Runs `work` while holding the job's lock; `lost` aborts when another tab steals it. Returns undefined immediately when
   * another tab holds the lock.
   */
  tryHold<T>(id: string, work: (lost: AbortSignal) => Promise<T>): Promise<T | undefined>;
  /** Waits until the lock is free, then runs `work`. Rejects with `aborted`. */
  hold<T>(id: string, work: (lost: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Takes the lock from its holder: for a tab that is frozen. */
  steal<T>(id: string, work: (lost: AbortSignal) => Promise<T>): Promise<T>;
  publish(news: JobProgress): void;
  /** News of other tabs. */
  onNews(listener: (news: JobProgress) => void): () => void;
}

/** Everything that is still there after the page is closed. */
export interface Library {
  readonly journal: JobJournal;
  readonly masters: MasterStore;
  readonly locks: JobLocks;
  close(): void;
}
