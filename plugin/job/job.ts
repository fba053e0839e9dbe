import type { ErrorCode, ImageTo3DError } from '../core/errors.ts';
import type {
  CancelAnswer,
  LogLine,
  RemoteResult,
  RemoteStatus,
  SubmitFinding,
  SubmitReceipt,
} from './transport.ts';

/**
 * `reconciling`: a submit was sent and its outcome is unknown; the service is being asked. `unconfirmed`: the outcome is
 * still unknown after asking, or contact was lost. Such a run is never submitted again unless the user confirms.
 */
export const JOB_STATES = [
  'prepared',
  'uploading',
  'submitting',
  'reconciling',
  'queued',
  'running',
  'fetching',
  'downloading',
  'done',
  'unconfirmed',
  'failed',
  'cancelled',
  'expired',
] as const;

export type JobState = (typeof JOB_STATES)[number];

export const FINAL_STATES: ReadonlySet<JobState> = new Set([
  'done',
  'unconfirmed',
  'failed',
  'cancelled',
  'expired',
]);

/** A paid run as a plain value; only {@link step} changes it. */
export interface Job {
  readonly state: JobState;
  readonly cancelRequested: boolean;
  /** URL of the uploaded image; with the seed it identifies the run. */
  readonly imageUrl?: string;
  readonly receipt?: SubmitReceipt;
  readonly queuePosition?: number;
  /** Progress of the current state, 0…1. */
  readonly fraction?: number;
  readonly logs: readonly LogLine[];
  /** Status requests answered so far. */
  readonly polls: number;
  /** Consecutive failures of the current kind of request; while reconciling: lookups that found nothing. */
  readonly failures: number;
  readonly failureStreak?: FailureStreak;
  /** Failures of the cancel request, counted separately. */
  readonly cancelFailures?: number;
  /** Submitted again after the user confirmed: the outcome of the first submit is still unknown. */
  readonly isSentAgain?: true;
  /** The file was gone, so a new URL was requested: done once only. */
  readonly isFileUrlRenewed?: true;
  readonly result?: RemoteResult;
  readonly error?: ImageTo3DError;
}

/** Consecutive failures of one request. */
export interface FailureStreak {
  /** Code of the last failure; `count` is how many with that code came in a row. */
  readonly code: ErrorCode;
  readonly count: number;
  /** Time of the last failure, ms since the epoch. */
  readonly atMs: number;
  /** How long requests have been failing. Long gaps (sleep, a changed clock) count only in part. */
  readonly lastedMs: number;
}

export type JobEvent =
  | { readonly type: 'start' }
  /** The page that worked on this job was closed: continue from the stored state. */
  | { readonly type: 'resume' }
  /** The user confirmed: submit the run again. */
  | { readonly type: 'submit-again' }
  /** What the service knows about the submit. */
  | { readonly type: 'reconciled'; readonly finding: SubmitFinding }
  | { readonly type: 'uploaded'; readonly imageUrl: string }
  | { readonly type: 'submitted'; readonly receipt: SubmitReceipt }
  | { readonly type: 'status'; readonly status: RemoteStatus }
  | { readonly type: 'result'; readonly result: RemoteResult }
  | { readonly type: 'download-progress'; readonly loadedBytes: number; readonly totalBytes?: number }
  | { readonly type: 'downloaded' }
  | { readonly type: 'cancel' }
  | { readonly type: 'cancel-answered'; readonly answer: CancelAnswer }
  /** The current effect failed. `nowMs` (ms since the epoch) is used to measure how long it has been failing. */
  | {
      readonly type: 'failed';
      readonly effect: JobEffect['type'];
      readonly error: ImageTo3DError;
      readonly nowMs: number;
    };

export type JobEffect =
  | { readonly type: 'upload' }
  | { readonly type: 'submit'; readonly imageUrl: string }
  | { readonly type: 'reconcile'; readonly imageUrl: string; readonly afterMs: number }
  | { readonly type: 'poll'; readonly afterMs: number }
  | { readonly type: 'fetch'; readonly afterMs: number }
  | { readonly type: 'download'; readonly afterMs: number }
  | { readonly type: 'cancel'; readonly afterMs: number }
  /** Aborts the current request; nothing is lost by that. */
  | { readonly type: 'abort' };

export interface StepResult {
  readonly job: Job;
  readonly effects: readonly JobEffect[];
}

export const NEW_JOB: Job = { state: 'prepared', cancelRequested: false, logs: [], polls: 0, failures: 0 };
