import { omitUndefined } from '../core/omit-undefined.ts';
import {
  FINAL_STATES,
  type Job,
  type JobEffect,
  type JobEvent,
  type JobState,
  type StepResult,
} from './job.ts';
import { accepted, cancelled, enter, follow, go, reconcile, stay, submit } from './moves.ts';
import { onFailure, onNotFound } from './on-failure.ts';
import { pollDelayMs } from './poll-delay.ts';
import type { RemoteStatus } from './transport.ts';

/** The states in which each answer is expected; in any other state it is too late and is ignored. */
const ANSWERED_IN: Partial<Record<JobEvent['type'], readonly JobState[]>> = {
  uploaded: ['uploading'],
  submitted: ['submitting'],
  reconciled: ['reconciling'],
  status: ['queued', 'running'],
  result: ['fetching'],
  'download-progress': ['downloading'],
  downloaded: ['downloading'],
  'cancel-answered': ['queued', 'running'],
};

const FAILS_IN: Readonly<Record<JobEffect['type'], readonly JobState[]>> = {
  upload: ['uploading'],
  submit: ['submitting'],
  reconcile: ['reconciling'],
  poll: ['queued', 'running'],
  fetch: ['fetching'],
  download: ['downloading'],
  cancel: ['queued', 'running'],
  abort: [],
};

function isExpected({ state }: Job, event: JobEvent): boolean {
  if (FINAL_STATES.has(state))
    return state === 'unconfirmed' && (event.type === 'resume' || event.type === 'submit-again');
  const states = event.type === 'failed' ? FAILS_IN[event.effect] : ANSWERED_IN[event.type];
  return states?.includes(state) ?? true;
}

function onStatus(job: Job, status: RemoteStatus, table: readonly number[]): StepResult {
  const logs = status.logs.length >= job.logs.length ? status.logs : job.logs;
  const base = { logs, polls: job.polls + 1 };
  if (status.state === 'completed') return go(enter(job, 'fetching', base), { type: 'fetch', afterMs: 0 });
  const changes =
    status.state === 'queued'
      ? { ...base, ...omitUndefined({ queuePosition: status.queuePosition }) }
      : { ...base, ...omitUndefined({ fraction: status.fraction }) };
  // A worker crash puts a running job back in the queue: states may move backwards.
  const next = enter(job, status.state, changes);
  return go(next, { type: 'poll', afterMs: pollDelayMs(table, next.polls) });
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
      // Aborting a submit in flight would leave its outcome unknown: the cancel is sent after the receipt.
      // A finished run is already paid for, so its result is kept.
      return stay(next);
  }
}

/** Continues from the stored state: the page that worked on the job is gone, so no answer will arrive. */
function onResume(job: Job): StepResult {
  const { state, receipt, result } = job;
  switch (state) {
    case 'prepared':
    case 'uploading':
      if (job.cancelRequested) return cancelled(job);
      return go(enter(job, 'uploading'), { type: 'upload' });
    case 'submitting':
    case 'reconciling':
      return reconcile(job);
    case 'unconfirmed':
      return receipt ? follow(job, 'queued', 0) : reconcile(job);
    case 'queued':
    case 'running':
      return receipt ? follow(job, state, 0) : reconcile(job);
    case 'fetching':
    case 'downloading':
      if (state === 'downloading' && result) return go(enter(job, state), { type: 'download', afterMs: 0 });
      return receipt ? go(enter(job, 'fetching'), { type: 'fetch', afterMs: 0 }) : reconcile(job);
    default:
      return stay(job);
  }
}

function onSubmitAgain(job: Job): StepResult {
  if (job.state !== 'unconfirmed' || job.receipt) return stay(job);
  const again = { ...job, isSentAgain: true as const };
  if (job.imageUrl !== undefined) return submit(again, job.imageUrl);
  return go(enter(again, 'uploading'), { type: 'upload' });
}

/**
 * Applies one event to a job. Pure: the same job and event always give the same result. `pollDelaysMs` is the
 * transport's table. After the end all events are ignored, except that the user may resume (`resume`) or submit again
 * (`submit-again`) an `unconfirmed` run.
 */
export function step(job: Job, event: JobEvent, pollDelaysMs: readonly number[]): StepResult {
  if (!isExpected(job, event)) return stay(job);
  switch (event.type) {
    case 'start':
      return job.state === 'prepared' ? go(enter(job, 'uploading'), { type: 'upload' }) : stay(job);
    case 'resume':
      return onResume(job);
    case 'submit-again':
      return onSubmitAgain(job);
    case 'uploaded':
      return submit(job, event.imageUrl);
    case 'submitted':
      return accepted(job, event.receipt, pollDelaysMs);
    case 'reconciled':
      return event.finding.kind === 'found'
        ? accepted(job, event.finding.receipt, pollDelaysMs)
        : onNotFound(job, event.finding.kind);
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
