import type { GeneratedAsset, GenerateOptions } from '../asset/contract.ts';
import type { ImageTo3DError } from '../core/errors.ts';
import type { Subscribable } from '../core/subscribable.ts';
import type { RunPhase } from '../generation/run-snapshot.ts';
import type { LibraryUsage, MasterRecord } from '../storage/contract.ts';

/** An unfinished run that this page does not work on. */
export interface OpenRun {
  /** What `checkRunAsync`, `resubmitAsync`, `takeOverRunAsync` and `discardRunAsync` take. */
  readonly id: string;
  /** Name of the asset that the run is for. */
  readonly assetName: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The service's id of the run, if it is known. */
  readonly requestId?: string;
  /**
   * `elsewhere`: another tab works on it. `stalled`: another tab did, but has not reported for 15 seconds.
   * `unconfirmed`: it is unknown whether the service accepted it. `waiting`: it was interrupted and has not been
   * resumed. `ended`: it was resumed and ended without an asset; `error` says why.
   */
  readonly state: 'elsewhere' | 'stalled' | 'unconfirmed' | 'waiting' | 'ended';
  /** As the other tab reported it last. */
  readonly phase?: RunPhase;
  /** As the other tab reported it last, 0…1. */
  readonly fraction?: number;
  /** Why it ended. */
  readonly error?: ImageTo3DError;
}

/** State of the library, for a UI. */
export interface AssetLibrarySnapshot {
  /** `unavailable`: this browser stores nothing for this page; paid runs then need `allowUnrecorded`. */
  readonly state: 'closed' | 'opening' | 'open' | 'unavailable';
  /** Why it is `unavailable`: one sentence to show to a person. */
  readonly error?: ImageTo3DError;
  /** True when stored masters survive the page. */
  readonly isDurable: boolean;
  /** Stored masters, last used first. */
  readonly masters: readonly MasterRecord[];
  /** Used and available storage. */
  readonly usage?: LibraryUsage;
  /** Unfinished runs that this page does not work on. */
  readonly openRuns: readonly OpenRun[];
  /** Number of records that could not be read; they are not changed. */
  readonly unreadableRuns: number;
}

/**
 * What survives the page: finished masters, and runs that were interrupted.
 *
 * @example
 * await generator.library.openAsync();
 * const [latest] = generator.library.getSnapshot().masters;
 * if (latest) await generator.library.placeAsync(latest.hash, { size: 2 });
 */
export interface AssetLibrary extends Subscribable<AssetLibrarySnapshot> {
  /** Reads the storage; safe to call often. Never rejects: errors are in the snapshot. */
  openAsync(): Promise<void>;
  /** Adds a stored master to the scene: free. Throws `expired` when it is missing or damaged. */
  placeAsync(
    hash: string,
    options?: Pick<GenerateOptions, 'name' | 'parent' | 'position' | 'size' | 'frameCamera'>,
  ): Promise<GeneratedAsset>;
  /**
   * The bytes of a stored master, checked against its hash. Counts as a use, unless `touch` is false: what was used last
   * is kept longest. Throws `expired` when it is missing or damaged.
   */
  readAsync(hash: string, options?: { readonly touch?: boolean }): Promise<Uint8Array<ArrayBuffer>>;
  /** The PNG that a master was made from; undefined when it is no longer stored. */
  readImageAsync(imageHash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Deletes a master, and its image when nothing else needs it. Cannot be undone. Throws `storage`. */
  removeAsync(hash: string): Promise<void>;
  /** Asks the browser not to delete this site's storage; true when it agrees. Call it on a user gesture. */
  persistAsync(): Promise<boolean>;
  /** Asks the service for the state of an unconfirmed run, and resumes it if it is found. Never charges. */
  checkRunAsync(runId: string): Promise<void>;
  /**
   * Submits an unconfirmed run again, after the user confirmed: it may be charged a second time. Throws `validation`
   * for other runs.
   */
  resubmitAsync(runId: string): Promise<GeneratedAsset>;
  /** Takes over a stalled run from the tab that holds it. */
  takeOverRunAsync(runId: string): Promise<GeneratedAsset>;
  /** Removes a run from the list. It does not cancel it at the service. */
  discardRunAsync(runId: string): Promise<void>;
}
