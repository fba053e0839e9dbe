import type { GeneratedAsset, GenerateOptions } from '../asset/contract.ts';
import type { ImageTo3DError } from '../core/errors.ts';
import type { Subscribable } from '../core/subscribable.ts';
import type { RunPhase } from '../generation/run-snapshot.ts';
import type { LibraryUsage, MasterRecord } from '../storage/contract.ts';

/** A run that has no end yet and is not under way in this page. */
export interface OpenRun {
  readonly id: string;
  readonly assetName: string;
  readonly startedAtMs: number;
  readonly requestId?: string;
  /**
   * `elsewhere`: another tab works on it. `stalled`: so it did, but has said nothing for 15 seconds. `unconfirmed`: nobody
   * knows whether the service has taken it. `waiting`: it was interrupted and has not been resumed. `ended`: it was
   * resumed and came to an end without an asset; `error` says why.
   */
  readonly state: 'elsewhere' | 'stalled' | 'unconfirmed' | 'waiting' | 'ended';
  /** As the other tab told it last. */
  readonly phase?: RunPhase;
  readonly fraction?: number;
  readonly error?: ImageTo3DError;
}

export interface AssetLibrarySnapshot {
  /** `unavailable`: this browser keeps nothing for this page; paid runs then need `allowUnrecorded`. */
  readonly state: 'closed' | 'opening' | 'open' | 'unavailable';
  /** Why it is `unavailable`: one sentence to show to a person. */
  readonly error?: ImageTo3DError;
  /** What is kept outlives the page. */
  readonly isDurable: boolean;
  /** Newest use first. */
  readonly masters: readonly MasterRecord[];
  readonly usage?: LibraryUsage;
  readonly openRuns: readonly OpenRun[];
  /** Records that could not be read; they are left as they are. */
  readonly unreadableRuns: number;
}

/** What outlives the page: finished masters, and runs that were interrupted. */
export interface AssetLibrary extends Subscribable<AssetLibrarySnapshot> {
  /** Reads what is stored; safe to call often. Never rejects: `state` says how it went. */
  openAsync(): Promise<void>;
  /** Puts a kept master in the scene: free. Throws `expired` when it is gone or damaged. */
  placeAsync(
    hash: string,
    options?: Pick<GenerateOptions, 'name' | 'parent' | 'position' | 'size' | 'frameCamera'>,
  ): Promise<GeneratedAsset>;
  /** The bytes, verified. Throws `expired`. */
  read(hash: string): Promise<Uint8Array<ArrayBuffer>>;
  /** PNG of a picture, where it is kept. */
  picture(imageHash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  remove(hash: string): Promise<void>;
  /** Asks the browser not to clear this site's storage by itself. Call it on a user gesture. */
  persist(): Promise<boolean>;
  /** Asks the service again what became of an unconfirmed run, and goes on with it when it is found. Never charges. */
  checkRunAsync(runId: string): Promise<void>;
  /** After the user confirms: sends an unconfirmed run again. May be charged a second time. Throws `validation` for other runs. */
  resubmitAsync(runId: string): Promise<GeneratedAsset>;
  /** Takes a stalled run over from the tab that holds it. */
  takeOverRunAsync(runId: string): Promise<GeneratedAsset>;
  /** Takes a run off the list. What the service does with it is not changed. */
  discardRunAsync(runId: string): Promise<void>;
}
