import { ImageTo3DError } from '../core/errors.ts';
import type { Job, JobEffect, JobState, StepResult } from './job.ts';
import { pollDelayMs, RECONCILE_DELAYS_MS } from './poll-delay.ts';
import type { SubmitReceipt } from './transport.ts';

export const stay = (job: Job): StepResult => ({ job, effects: [] });
export const go = (job: Job, ...effects: JobEffect[]): StepResult => ({ job, effects });

/** The job in a new state, with its failures reset. */
export function enter(job: Job, state: JobState, changes: Partial<Job> = {}): Job {
  const {
    fraction: _fraction,
    queuePosition: _position,
    failureStreak: _trouble,
    error: _error,
    ...rest
  } = job;
  return { ...rest, ...changes, state, failures: 0 };
}

export const fail = (job: Job, state: JobState, error: ImageTo3DError): StepResult =>
  go(enter(job, state, { error }));

/** An error with the request id of the job's run. */
export function runError(
  { receipt }: Job,
  code: ImageTo3DError['code'],
  message: string,
  cause?: ImageTo3DError,
): ImageTo3DError {
  return new ImageTo3DError(code, message, {
    ...(cause ? { cause } : {}),
    ...(receipt ? { requestId: receipt.requestId } : {}),
  });
}

export function cancelled(job: Job): StepResult {
  return fail(job, 'cancelled', runError(job, 'cancelled', 'The run was cancelled.'));
}

export const submit = (job: Job, imageUrl: string): StepResult =>
  go(enter(job, 'submitting', { imageUrl }), { type: 'submit', imageUrl });

/** Polls an accepted run. A requested cancel is sent again. */
export function follow(job: Job, state: 'queued' | 'running', afterMs: number): StepResult {
  const next = enter(job, state, { cancelFailures: 0 });
  const poll: JobEffect = { type: 'poll', afterMs };
  return job.cancelRequested ? go(next, { type: 'cancel', afterMs: 0 }, poll) : go(next, poll);
}

export const accepted = (job: Job, receipt: SubmitReceipt, table: readonly number[]): StepResult =>
  follow({ ...job, receipt }, 'queued', pollDelayMs(table, 0));

/** Looks up the outcome of a submit whose answer was lost. */
export function reconcile(job: Job): StepResult {
  return go(enter(job, 'reconciling'), {
    type: 'reconcile',
    imageUrl: job.imageUrl ?? '',
    afterMs: RECONCILE_DELAYS_MS[0] ?? 0,
  });
}
