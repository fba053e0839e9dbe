import { ImageTo3DError } from '../errors.ts';
import {
  FINAL_STATES,
  type Job,
  type JobEffect,
  type JobEvent,
  type JobState,
  type StepResult,
} from './job.ts';
import { pollDelayMs, retryDelayMs } from './poll-delay.ts';
import type { RemoteStatus } from './transport.ts';

/** How long a run that the service has taken may be out of reach before we say that we lost it. */
const LOST_CONTACT_MS = 5 * 60_000;
/** A single 404 may be a flap; this many in a row are believed. */
const CONFIRMED_NOT_FOUND = 3;
const RESULT_ATTEMPTS = 4;
const DOWNLOAD_ATTEMPTS = 4;
/** A whole file that is unusable will hardly be better the next time. */
const UNUSABLE_ATTEMPTS = 2;
const CANCEL_ATTEMPTS = 3;

type Failure = Extract<JobEvent, { type: 'failed' }>;

const stay = (job: Job): StepResult => ({ job, effects: [] });
const go = (job: Job, ...effects: JobEffect[]): StepResult => ({ job, effects });

function enter(job: Job, state: JobState, changes: Partial<Job> = {}): Job {
  const { fraction: _fraction, queuePosition: _position, failingSinceMs: _since, ...rest } = job;
  return { ...rest, ...changes, state, failures: 0 };
}

const fail = (job: Job, state: JobState, error: ImageTo3DError): StepResult =>
  go(enter(job, state, { error }));

function cancelled(job: Job): StepResult {
  return fail(job, 'cancelled', new ImageTo3DError('cancelled', 'The run was cancelled.'));
}

function onStatus(job: Job, status: RemoteStatus, table: readonly number[]): StepResult {
  const logs = status.logs.length >= job.logs.length ? status.logs : job.logs;
  const base = { logs, polls: job.polls + 1 };
  if (status.state === 'completed') return go(enter(job, 'fetching', base), { type: 'fetch', afterMs: 0 });
  const changes =
    status.state === 'queued'
      ? { ...base, ...(status.queuePosition === undefined ? {} : { queuePosition: status.queuePosition }) }
      : { ...base, ...(status.fraction === undefined ? {} : { fraction: status.fraction }) };
  // A worker crash puts a running job back in the queue: states may move backwards.
  const next = enter(job, status.state, changes);
  return go(next, { type: 'poll', afterMs: pollDelayMs(table, next.polls) });
}

function failing(job: Job, nowMs: number): Job {
  return { ...job, failures: job.failures + 1, failingSinceMs: job.failingSinceMs ?? nowMs };
}

function lostContact(job: Job, cause: ImageTo3DError): StepResult {
  const id = job.receipt?.requestId;
  const message = `No contact with the service for 5 minutes (${cause.message}) while run ${id} was under way; it may still finish and be charged.`;
  const options = id === undefined ? { cause } : { cause, requestId: id };
  return fail(job, 'unconfirmed', new ImageTo3DError('unconfirmed', message, options));
}

function onRemoteFailure(job: Job, { effect, error, nowMs }: Failure): StepResult {
  const next = failing(job, nowMs);
  const again = (): StepResult =>
    nowMs - (next.failingSinceMs ?? nowMs) > LOST_CONTACT_MS
      ? lostContact(next, error)
      : go(next, { type: effect === 'fetch' ? 'fetch' : 'poll', afterMs: retryDelayMs(next.failures) });
  switch (error.code) {
    case 'cancelled':
      return cancelled(next);
    case 'expired':
      if (next.failures < CONFIRMED_NOT_FOUND) return again();
      return next.cancelRequested ? cancelled(next) : fail(next, 'expired', error);
    case 'network':
      return again();
    case 'busy':
    case 'protocol':
    case 'service':
      // A status request that fails says nothing about the run.
      if (effect === 'poll') return again();
      if (error.code === 'busy') return go(enter(job, 'running'), { type: 'poll', afterMs: retryDelayMs(1) });
      // A result request that fails speaks for the run, unless it was a passing fault on the way.
      return error.code === 'service' && next.failures < RESULT_ATTEMPTS
        ? again()
        : fail(next, 'failed', error);
    case 'auth':
    case 'refused':
      return next.failures < CONFIRMED_NOT_FOUND ? again() : fail(next, 'failed', error);
    default:
      return fail(next, 'failed', error);
  }
}

function onDownloadFailure(job: Job, { error, nowMs }: Failure): StepResult {
  const next = failing(job, nowMs);
  const attempts = error.code === 'invalid-glb' ? UNUSABLE_ATTEMPTS : DOWNLOAD_ATTEMPTS;
  if (next.failures < attempts && error.code !== 'aborted') {
    return go(next, { type: 'download', afterMs: retryDelayMs(next.failures) });
  }
  const message = `The run finished, but its file could not be had: ${error.message} It may stay available at ${job.result?.url}`;
  return fail(next, 'failed', new ImageTo3DError(error.code, message, { cause: error }));
}

function onFailure(job: Job, event: Failure): StepResult {
  switch (event.effect) {
    case 'upload':
      return job.cancelRequested ? cancelled(job) : fail(job, 'failed', event.error);
    case 'submit':
      return fail(job, event.error.code === 'unconfirmed' ? 'unconfirmed' : 'failed', event.error);
    case 'cancel': {
      const next = failing(job, event.nowMs);
      return next.failures < CANCEL_ATTEMPTS
        ? go(next, { type: 'cancel', afterMs: retryDelayMs(next.failures) })
        : stay(next);
    }
    case 'download':
      return onDownloadFailure(job, event);
    default:
      return onRemoteFailure(job, event);
  }
}

function onCancel(job: Job): StepResult {
  const next = { ...job, cancelRequested: true };
  switch (job.state) {
    case 'prepared':
    case 'uploading': {
      const { job: ended } = cancelled(next);
      return go(ended, { type: 'abort' });
    }
    case 'queued':
    case 'running':
      return job.cancelRequested ? stay(job) : go(next, { type: 'cancel', afterMs: 0 });
    default:
      // While the submit is in flight stopping it would leave its outcome unknown: the cancel follows the receipt.
      // Once the result is there it is paid for, and is kept.
      return stay(next);
  }
}

/**
 * Moves a job by one event. Pure: the same job and event always give the same answer. `pollDelaysMs` is the
 * transport's table. Events that come after the end change nothing.
 */
export function step(job: Job, event: JobEvent, pollDelaysMs: readonly number[]): StepResult {
  if (FINAL_STATES.has(job.state)) return stay(job);
  switch (event.type) {
    case 'start':
      return job.state === 'prepared' ? go(enter(job, 'uploading'), { type: 'upload' }) : stay(job);
    case 'uploaded':
      return go(enter(job, 'submitting'), { type: 'submit', imageUrl: event.imageUrl });
    case 'submitted': {
      const next = enter(job, 'queued', { receipt: event.receipt });
      const poll: JobEffect = { type: 'poll', afterMs: pollDelayMs(pollDelaysMs, 0) };
      return job.cancelRequested ? go(next, { type: 'cancel', afterMs: 0 }, poll) : go(next, poll);
    }
    case 'status':
      return onStatus(job, event.status, pollDelaysMs);
    case 'result':
      return go(enter(job, 'downloading', { result: event.result }), { type: 'download', afterMs: 0 });
    case 'download-progress': {
      const total = event.totalBytes ?? job.result?.fileBytes;
      return stay(total ? { ...job, fraction: Math.min(1, event.loadedBytes / total) } : job);
    }
    case 'downloaded':
      return go(enter(job, 'done'));
    case 'cancel':
      return onCancel(job);
    case 'cancel-answered':
      return event.answer === 'removed' ? cancelled(job) : stay(job);
    case 'failed':
      return onFailure(job, event);
    default:
      return stay(job);
  }
}
