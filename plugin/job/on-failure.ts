import { ImageTo3DError } from '../core/errors.ts';
import type { FailureStreak, Job, JobEvent, StepResult } from './job.ts';
import { cancelled, enter, fail, go, reconcile, runError, stay } from './moves.ts';
import { RECONCILE_DELAYS_MS, retryDelayMs } from './poll-delay.ts';
import type { SubmitFinding } from './transport.ts';

/** Contact with an accepted run counts as lost after this long… */
const LOST_CONTACT_MS = 5 * 60_000;
/** …and after this many failures: one failure after the computer slept says little. */
const LOST_CONTACT_FAILURES = 5;
/** Longer gaps between two tries (sleep) count as this long: the longest wait plus the longest answer. */
const LONGEST_GAP_MS = 90_000;
/** A single 404 or 403 may be temporary; this many in a row are final. */
const CONFIRMED_REFUSALS = 3;
const RESULT_ATTEMPTS = 4;
const STRANGE_FILE_ATTEMPTS = 4;
/** A complete but unusable file will rarely be better the next time. */
const UNUSABLE_FILE_ATTEMPTS = 2;
const GONE_FILE_ATTEMPTS = 2;
const CANCEL_ATTEMPTS = 3;

type Failure = Extract<JobEvent, { type: 'failed' }>;
type FailingJob = Job & { readonly failureStreak: FailureStreak };

function countFailure(job: Job, { error: { code }, nowMs }: Failure): FailingJob {
  const { failureStreak } = job;
  const gapMs = failureStreak ? Math.min(LONGEST_GAP_MS, Math.max(0, nowMs - failureStreak.atMs)) : 0;
  return {
    ...job,
    failures: job.failures + 1,
    failureStreak: {
      code,
      count: failureStreak?.code === code ? failureStreak.count + 1 : 1,
      atMs: nowMs,
      lastedMs: (failureStreak?.lastedMs ?? 0) + gapMs,
    },
  };
}

/** Repeats the request, or ends as `unconfirmed` with the message `lost` when it has failed for too long. */
function retry(job: FailingJob, { effect, error }: Failure, lost: string): StepResult {
  if (job.failureStreak.lastedMs > LOST_CONTACT_MS && job.failures >= LOST_CONTACT_FAILURES)
    return fail(job, 'unconfirmed', runError(job, 'unconfirmed', lost, error));
  const type = effect === 'fetch' || effect === 'download' ? effect : 'poll';
  return go(job, { type, afterMs: retryDelayMs(job.failures, error.retryAfterMs) });
}

const runOf = ({ receipt }: Job) => `run ${receipt?.requestId}`;
const noAnswerMessage = (job: Job, { message }: ImageTo3DError) =>
  `No answer about ${runOf(job)} for 5 minutes (${message}). It may still finish and be charged. You can resume it.`;

function onGone(job: FailingJob, failure: Failure): StepResult {
  if (job.failureStreak.count < CONFIRMED_REFUSALS)
    return retry(job, failure, noAnswerMessage(job, failure.error));
  if (job.cancelRequested) return cancelled(job);
  const message = job.isFileUrlRenewed
    ? `The service no longer has the file of ${runOf(job)}.`
    : `The service does not know ${runOf(job)}: ${failure.error.message}`;
  return fail(job, 'expired', runError(job, 'expired', message, failure.error));
}

/** We are refused (key, balance), but the run itself continues. */
function onRefused(job: FailingJob, failure: Failure): StepResult {
  const { error } = failure;
  if (job.failureStreak.count < CONFIRMED_REFUSALS) return retry(job, failure, noAnswerMessage(job, error));
  const message = `The service gives no answer about ${runOf(job)}. ${error.message} The run may still finish and be charged. You can resume it once that is fixed.`;
  return fail(job, 'unconfirmed', runError(job, 'unconfirmed', message, error));
}

function onPollFailure(job: Job, failure: Failure): StepResult {
  const next = countFailure(job, failure);
  const { error } = failure;
  switch (error.code) {
    case 'cancelled':
      return cancelled(next);
    case 'expired':
      return onGone(next, failure);
    case 'network':
    case 'busy':
    case 'service':
    case 'protocol':
      // A failed status request says nothing about the run.
      return retry(next, failure, noAnswerMessage(next, error));
    default:
      return onRefused(next, failure);
  }
}

function onFetchFailure(job: Job, failure: Failure): StepResult {
  const next = countFailure(job, failure);
  const { error } = failure;
  switch (error.code) {
    case 'cancelled':
      return cancelled(next);
    case 'expired':
      return onGone(next, failure);
    case 'network':
    case 'busy':
      return retry(next, failure, noAnswerMessage(next, error));
    case 'service':
    case 'protocol':
      // A failed result request means that the run failed, unless the fault is temporary.
      return next.failures < RESULT_ATTEMPTS
        ? retry(next, failure, noAnswerMessage(next, error))
        : fail(next, 'failed', error);
    case 'auth':
    case 'refused':
    case 'balance':
      return onRefused(next, failure);
    default:
      return fail(next, 'failed', error);
  }
}

function onDownloadFailure(job: Job, failure: Failure): StepResult {
  const next = countFailure(job, failure);
  const { error } = failure;
  const why = `The run finished, but its file could not be downloaded: ${error.message}`;
  const where = `It may stay available at ${job.result?.url}`;
  const lost = `${why} ${where}`;
  const tryUpTo = (attempts: number) =>
    next.failureStreak.count < attempts
      ? retry(next, failure, lost)
      : fail(next, 'failed', runError(next, error.code, lost, error));
  switch (error.code) {
    case 'expired':
    case 'refused':
    case 'auth':
      if (!job.isFileUrlRenewed)
        return go(enter(job, 'fetching', { isFileUrlRenewed: true }), {
          type: 'fetch',
          afterMs: retryDelayMs(1),
        });
      return next.failureStreak.count < GONE_FILE_ATTEMPTS
        ? retry(next, failure, lost)
        : fail(
            next,
            'expired',
            runError(
              next,
              'expired',
              `The run finished, but its file is gone: ${error.message} A new URL was requested, and the file is gone there too.`,
              error,
            ),
          );
    case 'network':
    case 'busy':
    case 'service':
      return retry(next, failure, lost);
    case 'protocol':
      return tryUpTo(STRANGE_FILE_ATTEMPTS);
    case 'invalid-glb':
      return tryUpTo(UNUSABLE_FILE_ATTEMPTS);
    default:
      return tryUpTo(0);
  }
}

function onSubmitFailure(job: Job, { error }: Failure): StepResult {
  if (error.code === 'unconfirmed') return reconcile(job);
  if (!job.isSentAgain) return fail(job, 'failed', error);
  const message = `The run was submitted again and refused: ${error.message} The outcome of the first submit is still unknown.`;
  return fail(job, 'unconfirmed', new ImageTo3DError('unconfirmed', message, { cause: error }));
}

const LOST_ANSWER = 'The answer to the submit was lost';

/** The lookup found nothing: look again later, and after the last try say what is known. */
export function onNotFound(
  job: Job,
  finding: Exclude<SubmitFinding['kind'], 'found'>,
  error?: ImageTo3DError,
) {
  const asked = job.failures + 1;
  const afterMs = RECONCILE_DELAYS_MS[asked];
  if (afterMs !== undefined)
    return go(
      { ...job, failures: asked },
      { type: 'reconcile' as const, imageUrl: job.imageUrl ?? '', afterMs: retryAfter(afterMs, error) },
    );
  const known =
    finding === 'absent'
      ? `${LOST_ANSWER}. The service was asked ${asked} times and does not have the run: most likely it was never accepted.`
      : error
        ? `${LOST_ANSWER}, and the service could not be asked (${error.message}).`
        : `${LOST_ANSWER}, and this server cannot look up whether the service accepted the run.`;
  return fail(job, 'unconfirmed', new ImageTo3DError('unconfirmed', known, error ? { cause: error } : {}));
}

const retryAfter = (afterMs: number, error: ImageTo3DError | undefined) =>
  error?.retryAfterMs === undefined ? afterMs : Math.max(afterMs, retryDelayMs(1, error.retryAfterMs));

/** The next step after a failed request. */
export function onFailure(job: Job, event: Failure): StepResult {
  switch (event.effect) {
    case 'upload':
      return job.cancelRequested ? cancelled(job) : fail(job, 'failed', event.error);
    case 'submit':
      return onSubmitFailure(job, event);
    case 'reconcile':
      return onNotFound(job, 'unknown', event.error);
    case 'cancel': {
      const cancelFailures = (job.cancelFailures ?? 0) + 1;
      const next = { ...job, cancelFailures };
      return cancelFailures < CANCEL_ATTEMPTS
        ? go(next, { type: 'cancel', afterMs: retryDelayMs(cancelFailures, event.error.retryAfterMs) })
        : stay(next);
    }
    case 'poll':
      return onPollFailure(job, event);
    case 'fetch':
      return onFetchFailure(job, event);
    case 'download':
      return onDownloadFailure(job, event);
    default:
      return stay(job);
  }
}
