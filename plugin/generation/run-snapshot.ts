import type { ImageTo3DError } from '../core/errors.ts';
import type { LogLine } from '../job/transport.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';

/**
 * Phases of a run, in the order in which they come. The last five are final. `reconciling`: the answer to the submit was
 * lost, and the service is asked whether it has taken the run.
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

/** A run as a UI shows it. */
export interface RunSnapshot {
  readonly phase: RunPhase;
  readonly parameters: RunParameters;
  /** `performance.timeOrigin`-independent: milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly queuePosition?: number;
  /** Only where it is measured: bytes of the download, stages of the local engine. 0…1. */
  readonly fraction?: number;
  readonly logs: readonly LogLine[];
  readonly cancelRequested: boolean;
  readonly requestId?: string;
  readonly error?: ImageTo3DError;
  /** Written down so that it outlives the page. Free local runs are not. */
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
