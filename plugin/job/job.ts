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
 * `reconciling`: a submit went out and its outcome is unknown; the service is being asked. `unconfirmed`: asked,
 * and still nobody knows, or contact was lost. Such a run is never submitted again unless the user confirms.
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

/** One paid run as a plain value; {@link step} is the only thing that moves it. */
export interface Job {
  readonly state: JobState;
  readonly cancelRequested: boolean;
  /** Where the service has the picture: with the seed, what a run is found again by. */
  readonly imageUrl?: string;
  readonly receipt?: SubmitReceipt;
  readonly queuePosition?: number;
  /** Measured share of the present state, 0…1. */
  readonly fraction?: number;
  readonly logs: readonly LogLine[];
  /** Status requests answered so far. */
  readonly polls: number;
  /** Failures in a row of the present kind of request; while reconciling, asks without a find. */
  readonly failures: number;
  readonly failureStreak?: FailureStreak;
  /** Failures of the cancel request, which goes its own way beside the others. */
  readonly cancelFailures?: number;
  /** Sent again after the user confirms: what became of the submit before is still unknown. */
  readonly isSentAgain?: true;
  /** The file was gone once, and its address is being asked for anew: that is done once. */
  readonly isFileUrlRenewed?: true;
  readonly result?: RemoteResult;
  readonly error?: ImageTo3DError;
}

/** What the failures in a row have been like. */
export interface FailureStreak {
  /** Of the last failure, and how many with the same code came in a row. */
  readonly code: ErrorCode;
  readonly count: number;
  /** When the last one came, ms since the epoch. */
  readonly atMs: number;
  /** How long it has gone on while someone was trying: of a longer gap (sleep, a clock put forward) little counts. */
  readonly lastedMs: number;
}

export type JobEvent =
  | { readonly type: 'start' }
  /** The page that worked on this job is gone: go on from what is known. */
  | { readonly type: 'resume' }
  /** After the user confirms: the run was looked for and is not there, send it. */
  | { readonly type: 'submit-again' }
  /** What the service knows of the submit. */
  | { readonly type: 'reconciled'; readonly finding: SubmitFinding }
  | { readonly type: 'uploaded'; readonly imageUrl: string }
  | { readonly type: 'submitted'; readonly receipt: SubmitReceipt }
  | { readonly type: 'status'; readonly status: RemoteStatus }
  | { readonly type: 'result'; readonly result: RemoteResult }
  | { readonly type: 'download-progress'; readonly loadedBytes: number; readonly totalBytes?: number }
  | { readonly type: 'downloaded' }
  | { readonly type: 'cancel' }
  | { readonly type: 'cancel-answered'; readonly answer: CancelAnswer }
  /** The effect under way failed. `nowMs` (ms since the epoch) tells how long it has been failing. */
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
  /** Ends the request under way: it is free to stop and nothing is lost by it. */
  | { readonly type: 'abort' };

export interface StepResult {
  readonly job: Job;
  readonly effects: readonly JobEffect[];
}

export const NEW_JOB: Job = { state: 'prepared', cancelRequested: false, logs: [], polls: 0, failures: 0 };
