import type { ImageTo3DError } from '../core/errors.ts';
import type { LogLine } from '../job/transport.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';

/**
 * Phases of a run, in their order. The last five are final. `reconciling`: the answer to the submit
 * was lost, and the service is asked whether it has the run.
 */
export type RunPhase =
  | 'preparing'
  | 'uploading'
  | 'submitting'
  | 'reconciling'
  | 'queued'
  | 'running'
  | 'downloading'
  | 'importing'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'unconfirmed'
  | 'expired';

/** State of a run, for a UI. */
export interface RunSnapshot {
  /** Where the run is. */
  readonly phase: RunPhase;
  /** The complete parameters, seed included. */
  readonly parameters: RunParameters;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Milliseconds since the epoch; absent while the run is under way. */
  readonly endedAtMs?: number;
  /** Runs ahead of this one in the service's queue, if the service reports it. */
  readonly queuePosition?: number;
  /** Share of the download or of the local engine's work, 0…1; absent when it is not measured. */
  readonly fraction?: number;
  /** Log lines of the service, oldest first. */
  readonly logs: readonly LogLine[];
  /** The service was asked to stop, and has not answered yet. */
  readonly cancelRequested: boolean;
  /** The service's id of the run, from the accepted submit on. */
  readonly requestId?: string;
  /** Why the run failed. */
  readonly error?: ImageTo3DError;
  /** Recorded so that it survives a reload. Free local runs are not. */
  readonly isRecorded?: boolean;
}

const FINAL_PHASES: ReadonlySet<RunPhase> = new Set([
  'done',
  'failed',
  'cancelled',
  'unconfirmed',
  'expired',
]);

/** Whether the run is still under way. */
export function isLive(run: Pick<RunSnapshot, 'phase'> | undefined): boolean {
  return run !== undefined && !FINAL_PHASES.has(run.phase);
}
