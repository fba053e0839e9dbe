import { asImageTo3DError, type ErrorCode, ImageTo3DError } from '../../../../plugin/core/errors.ts';
import {
  FINAL_STATES,
  type Job,
  type JobEffect,
  type JobEvent,
  NEW_JOB,
} from '../../../../plugin/job/job.ts';
import { type JobRecord, jobRecordSchema, restoreJob, storeJob } from '../../../../plugin/job/job-record.ts';
import { FAL_POLL_DELAYS_MS } from '../../../../plugin/job/poll-delay.ts';
import { step } from '../../../../plugin/job/step.ts';
import { trellis2 } from '../../../../plugin/recipe/providers/trellis-2.ts';
import type { RecipeKey } from '../../../../plugin/recipe/recipe.ts';
import { createModelService } from './service.ts';

const SEED = 7;
const IMAGE_URL = 'https://x.test/i.png';

/** What happens to one request: it is answered truly, or one of these befalls it. */
export interface Fate {
  /** The connection breaks before the service sees it, or after it has acted. */
  readonly lost?: 'before' | 'after';
  /** Another answer than the true one. */
  readonly answer?: ErrorCode;
  /** Asks of the list until an accepted submit shows there. */
  readonly hiddenFor?: number;
  readonly move?: 'on' | 'rest' | 'crash';
  readonly isCancelIgnored?: boolean;
  /** The list cannot be used with this key. */
  readonly isBlind?: boolean;
}

/** Where the page dies in the course of one request. */
export type CrashPoint = 'before the act' | 'in flight' | 'before the write' | 'after the write';

const HONEST: Fate = { move: 'on' };

const BASE: Omit<JobRecord, 'job'> = {
  version: 1,
  id: 'press-0001',
  fencingToken: 0,
  createdAtMs: 1,
  updatedAtMs: 1,
  endpoint: 'fal',
  key: 'k' as RecipeKey,
  recipe: {
    provider: 'fal-ai/trellis-2',
    imageHash: 'a'.repeat(64),
    parameters: trellis2.complete({}, SEED),
  },
  image: { name: 'i' },
  target: { assetId: 'a', assetName: 'a' },
};

class Crash extends Error {}

/** One press: a page that can die at any point, a journal that outlives it, and a service that charges. */
export function createWorld() {
  const service = createModelService();
  /** The record as it is on disk: text. */
  let disk: string | undefined;
  let isDiskFull = false;
  /** The last change could not be written down. */
  let isBehind = false;
  let job: Job = NEW_JOB;
  let isAlive = false;
  let pending: JobEffect[] = [];
  let nowMs = 1_000_000;
  let fileOf: string | undefined;
  let submitsSent = 0;
  let submitsAllowed = 0;
  const violations: string[] = [];

  let read: { readonly text: string; readonly job: JobRecord['job'] } | undefined;
  const record = (): JobRecord['job'] | undefined => {
    if (disk !== undefined && read?.text !== disk)
      read = { text: disk, job: jobRecordSchema.parse(JSON.parse(disk)).job };
    return read?.job;
  };

  const die = () => {
    isAlive = false;
    pending = [];
  };

  /** As the runner does it: written down before anything follows from it. */
  const dispatch = (event: JobEvent, crash?: CrashPoint) => {
    const { job: next, effects } = step(job, event, FAL_POLL_DELAYS_MS);
    if (crash === 'before the write') throw new Crash();
    const text = JSON.stringify({ ...BASE, job: storeJob(next) });
    const isUnsent = next.state === 'uploading' || next.state === 'submitting';
    isBehind = isDiskFull && text !== disk;
    if (!isBehind) disk = text;
    else if (isUnsent) return die();
    if (crash === 'after the write') throw new Crash();
    job = next;
    pending.push(...effects.filter(({ type }) => type !== 'abort'));
    if (FINAL_STATES.has(job.state)) die();
  };

  /** No request may go out that the record does not know of; behind a full disk only what costs nothing goes on. */
  const check = (effect: JobEffect) => {
    const kept = record();
    const isKnown =
      effect.type === 'upload'
        ? kept?.state === 'uploading'
        : effect.type === 'submit'
          ? kept?.state === 'submitting' && kept.imageUrl === effect.imageUrl
          : effect.type === 'reconcile'
            ? kept?.imageUrl === effect.imageUrl
            : effect.type === 'download'
              ? kept?.result?.url === job.result?.url
              : kept?.receipt?.requestId === job.receipt?.requestId;
    const costs = effect.type === 'upload' || effect.type === 'submit';
    if (!isKnown && (costs || !isBehind)) violations.push(`${effect.type} before its record`);
  };

  const act = (effect: JobEffect, fate: Fate): JobEvent => {
    const requestId = job.receipt?.requestId ?? '';
    switch (effect.type) {
      case 'upload':
        return { type: 'uploaded', imageUrl: IMAGE_URL };
      case 'submit': {
        const row = service.enqueue(effect.imageUrl, SEED, fate.hiddenFor ?? 0);
        return { type: 'submitted', receipt: { requestId: row.requestId } };
      }
      case 'reconcile':
        return {
          type: 'reconciled',
          finding: fate.isBlind ? { kind: 'unknown' } : service.search(effect.imageUrl, SEED),
        };
      case 'poll':
        return { type: 'status', status: service.status(requestId, fate.move ?? 'rest') };
      case 'fetch':
        return { type: 'result', result: service.result(requestId) };
      case 'download':
        fileOf = requestId;
        return { type: 'downloaded' };
      case 'cancel':
        return { type: 'cancel-answered', answer: service.cancel(requestId, fate.isCancelIgnored ?? false) };
      default:
        throw new Error(`There is no request ${effect.type}.`);
    }
  };

  const answer = (effect: JobEffect, fate: Fate): JobEvent => {
    const lostCode: ErrorCode = effect.type === 'submit' ? 'unconfirmed' : 'network';
    try {
      // A lost upload is tried again by the transport itself.
      if (effect.type === 'upload' && fate.lost) return act(effect, fate);
      if (fate.lost === 'before') throw new ImageTo3DError(lostCode, 'lost');
      if (fate.answer !== undefined) throw new ImageTo3DError(fate.answer, fate.answer);
      const event = act(effect, fate);
      if (fate.lost === 'after') throw new ImageTo3DError(lostCode, 'lost');
      return event;
    } catch (thrown) {
      return { type: 'failed', effect: effect.type, error: asImageTo3DError(thrown), nowMs };
    }
  };

  const guarded = (work: () => void) => {
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof Crash)) throw thrown;
      die();
    }
  };

  const perform = (pick: number, fate: Fate, crash?: CrashPoint) =>
    guarded(() => {
      const effect = pending[pick % Math.max(1, pending.length)];
      if (!isAlive || !effect) return;
      if (crash === 'before the act') throw new Crash();
      pending.splice(pending.indexOf(effect), 1);
      if ('afterMs' in effect) nowMs += effect.afterMs;
      check(effect);
      if (effect.type === 'submit') submitsSent += 1;
      const event = answer(effect, fate);
      if (crash === 'in flight') throw new Crash();
      dispatch(event, crash);
    });

  const reopen = (event: 'resume' | 'submit-again', crash?: CrashPoint) =>
    guarded(() => {
      const kept = record();
      if (isAlive || !kept) return;
      job = restoreJob(kept);
      pending = [];
      isAlive = true;
      if (event === 'submit-again' && job.state === 'unconfirmed' && !job.receipt) submitsAllowed += 1;
      dispatch({ type: event }, crash);
      if (pending.length === 0) die();
    });

  return {
    service,
    violations,
    perform,
    reopen,
    record,
    press(crash?: CrashPoint) {
      if (isAlive || disk !== undefined || submitsAllowed > 0) return;
      submitsAllowed = 1;
      isAlive = true;
      job = NEW_JOB;
      guarded(() => dispatch({ type: 'start' }, crash));
    },
    cancel(crash?: CrashPoint) {
      if (isAlive) guarded(() => dispatch({ type: 'cancel' }, crash));
    },
    crash: die,
    fillDisk: (isFull: boolean) => {
      isDiskFull = isFull;
    },
    wait: (ms: number) => {
      nowMs += ms;
    },
    get submits() {
      return { sent: submitsSent, allowed: submitsAllowed };
    },
    get fileOf() {
      return fileOf;
    },
    /** Everything works from now on: the page is opened as often as a person would, and every request is answered. */
    heal() {
      isDiskFull = false;
      for (let visits = 0; visits < 4; visits++) {
        if (!isAlive) reopen('resume');
        for (let turn = 0; isAlive && turn < 200; turn++) perform(0, HONEST);
        if (isAlive) violations.push(`still ${job.state} after 200 answered requests`);
      }
    },
  };
}

export type World = ReturnType<typeof createWorld>;
