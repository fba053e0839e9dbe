import type { PreparedImage } from '../recipe/image.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';

/** The service's answer to a submit: enough to find the run later. */
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

/** Status of a run. `completed` may still mean an error: only {@link JobTransport.result} shows that. */
export type RemoteStatus =
  | { readonly state: 'queued'; readonly queuePosition?: number; readonly logs: readonly LogLine[] }
  | { readonly state: 'running'; readonly logs: readonly LogLine[]; readonly fraction?: number }
  | { readonly state: 'completed'; readonly logs: readonly LogLine[] };

export interface RemoteResult {
  readonly url: string;
  readonly fileBytes?: number;
  /** Billed units reported by the service (`x-fal-billable-units`). */
  readonly billableUnits?: number;
  /** Made by a local engine: an approximation, not the provider's model. */
  readonly isLocal: boolean;
  /** Remarks to show with the result, such as parameters that the local engine ignores. */
  readonly notes: readonly string[];
}

export type CancelAnswer = 'removed' | 'requested' | 'already-completed' | 'unknown';

/** Identifies a submit, to look it up later. */
export interface SubmitMarks {
  /** The client's own id, sent as `x-submit-id`. */
  readonly submitId: string;
  readonly imageUrl: string;
  readonly seed: number;
  /** Earliest time at which the submit was sent, ms since the epoch. */
  readonly sinceMs: number;
}

/** `absent`: the service has no such run. `unknown`: it cannot say. */
export type SubmitFinding =
  | { readonly kind: 'found'; readonly receipt: SubmitReceipt }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/**
 * The requests that a job makes. Every method throws {@link ImageTo3DError}; `submit` throws `unconfirmed` when it is
 * unknown whether the service accepted the run, and is never called twice for one press.
 */
export interface JobTransport {
  /** Delays before the first, second, … status request; the last one repeats. */
  readonly pollDelaysMs: readonly number[];
  upload(image: PreparedImage, signal: AbortSignal): Promise<string>;
  submit(
    imageUrl: string,
    parameters: RunParameters,
    signal: AbortSignal,
    submitId?: string,
  ): Promise<SubmitReceipt>;
  /** Looks up a submit whose answer was lost; read-only. Absent where there is no way to look it up. */
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
