import type { PreparedImage } from '../recipe/image.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';

/** What the service answers to a submit: enough to find the run again. */
export interface SubmitReceipt {
  readonly requestId: string;
  readonly statusUrl?: string;
  readonly responseUrl?: string;
  readonly cancelUrl?: string;
}

/** One line of the service's log. */
export interface LogLine {
  /** The text. */
  readonly message: string;
  /** As the service names it, such as `INFO`. */
  readonly level?: string;
  /** As the service wrote it, ISO 8601. */
  readonly timestamp?: string;
}

/** One answer about a run under way. `completed` may still mean an error: only {@link JobTransport.result} tells. */
export type RemoteStatus =
  | { readonly state: 'queued'; readonly queuePosition?: number; readonly logs: readonly LogLine[] }
  | { readonly state: 'running'; readonly logs: readonly LogLine[]; readonly fraction?: number }
  | { readonly state: 'completed'; readonly logs: readonly LogLine[] };

export interface RemoteResult {
  readonly url: string;
  readonly fileBytes?: number;
  /** Units the service says it billed (`x-fal-billable-units`); undefined when it does not say. */
  readonly billableUnits?: number;
  /** Made by a local engine: an approximation, not the provider's model. */
  readonly isLocal: boolean;
  /** Remarks to show with the result, such as what a local engine does not apply. */
  readonly notes: readonly string[];
}

export type CancelAnswer = 'removed' | 'requested' | 'already-completed' | 'unknown';

/** The marks of one submit, by which it can be found again. */
export interface SubmitMarks {
  /** The client's own mark, sent along as `x-submit-id`. */
  readonly submitId: string;
  readonly imageUrl: string;
  readonly seed: number;
  /** When the submit went out at the earliest, ms since the epoch. */
  readonly sinceMs: number;
}

/** `absent`: the service has looked and has no such run. `unknown`: it cannot tell. */
export type SubmitFinding =
  | { readonly kind: 'found'; readonly receipt: SubmitReceipt }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/**
 * What a job needs from the outside. Every method throws {@link ImageTo3DError}; `submit` throws `unconfirmed` when
 * it is unknown whether the service accepted the run, and is never called twice for one press.
 */
export interface JobTransport {
  /** Waits before the first, second, … status request; the last one repeats. */
  readonly pollDelaysMs: readonly number[];
  upload(image: PreparedImage, signal: AbortSignal): Promise<string>;
  submit(
    imageUrl: string,
    parameters: RunParameters,
    signal: AbortSignal,
    submitId?: string,
  ): Promise<SubmitReceipt>;
  /** Looks for a submit whose answer was lost: reads only, never sends anything again. Absent where nobody could tell. */
  reconcile?(marks: SubmitMarks, signal: AbortSignal): Promise<SubmitFinding>;
  status(receipt: SubmitReceipt, signal: AbortSignal): Promise<RemoteStatus>;
  result(receipt: SubmitReceipt, signal: AbortSignal): Promise<RemoteResult>;
  download(
    url: string,
    signal: AbortSignal,
    onProgress: (loadedBytes: number, totalBytes?: number) => void,
  ): Promise<Uint8Array<ArrayBuffer>>;
  cancel(receipt: SubmitReceipt): Promise<CancelAnswer>;
}
