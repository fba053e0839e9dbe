import { describe, expect, test } from 'vitest';
import { type ErrorCode, ImageTo3DError } from '../../../plugin/core/errors.ts';
import {
  FINAL_STATES,
  JOB_STATES,
  type Job,
  type JobEffect,
  type JobEvent,
  NEW_JOB,
} from '../../../plugin/job/job.ts';
import { restoreJob, storeJob } from '../../../plugin/job/job-record.ts';
import { RECONCILE_DELAYS_MS } from '../../../plugin/job/poll-delay.ts';
import { step } from '../../../plugin/job/step.ts';
import type { SubmitFinding } from '../../../plugin/job/transport.ts';

const TABLE = [500];
const receipt = { requestId: 'r1', statusUrl: 's' };
const imageUrl = 'https://x.test/i.png';
const result = { url: 'https://x.test/a.glb', isLocal: false, notes: [] };
const RESUME: JobEvent = { type: 'resume' };
const AGAIN: JobEvent = { type: 'submit-again' };

const restored = (state: Job['state'], kept: Partial<Job> = {}): Job =>
  restoreJob(storeJob({ ...NEW_JOB, state, ...kept }));
const failed = (effect: JobEffect['type'], code: ErrorCode, message: string = code): JobEvent => ({
  type: 'failed',
  effect,
  error: new ImageTo3DError(code, message),
  nowMs: 0,
});
const reconciled = (finding: SubmitFinding): JobEvent => ({ type: 'reconciled', finding });

function play(from: Job, ...events: JobEvent[]): { job: Job; effects: readonly JobEffect[] } {
  let job = from;
  let effects: readonly JobEffect[] = [];
  for (const event of events) ({ job, effects } = step(job, event, TABLE));
  return { job, effects };
}

const ASK: JobEffect = { type: 'reconcile', imageUrl, afterMs: 0 };
const POLL: JobEffect = { type: 'poll', afterMs: 0 };

describe('going on from a record', () => {
  test.each<[string, Job, Job['state'], JobEffect[]]>([
    ['prepared: nothing was sent', restored('prepared'), 'uploading', [{ type: 'upload' }]],
    ['uploading: nothing was sent', restored('uploading'), 'uploading', [{ type: 'upload' }]],
    ['submitting: nobody knows', restored('submitting', { imageUrl }), 'reconciling', [ASK]],
    ['reconciling', restored('reconciling', { imageUrl }), 'reconciling', [ASK]],
    ['unconfirmed without a receipt', restored('unconfirmed', { imageUrl }), 'reconciling', [ASK]],
    ['unconfirmed with a receipt', restored('unconfirmed', { imageUrl, receipt }), 'queued', [POLL]],
    ['queued', restored('queued', { receipt }), 'queued', [POLL]],
    ['running', restored('running', { receipt }), 'running', [POLL]],
    ['fetching', restored('fetching', { receipt }), 'fetching', [{ type: 'fetch', afterMs: 0 }]],
    [
      'downloading',
      restored('downloading', { receipt, result }),
      'downloading',
      [{ type: 'download', afterMs: 0 }],
    ],
    ['queued, but its receipt is missing', restored('queued', { imageUrl }), 'reconciling', [ASK]],
    [
      'downloading, but its result is missing',
      restored('downloading', { receipt }),
      'fetching',
      [{ type: 'fetch', afterMs: 0 }],
    ],
  ])('%s', (_name, from, state, effects) => {
    const next = play(from, RESUME);
    expect(next.job.state).toBe(state);
    expect(next.effects).toEqual(effects);
  });

  test.each(['done', 'failed', 'cancelled', 'expired'] as const)('%s stays', (state) => {
    const from = restored(state, { receipt });
    expect(play(from, RESUME)).toEqual({ job: from, effects: [] });
    expect(play(from, AGAIN)).toEqual({ job: from, effects: [] });
  });

  test.each(['queued', 'running', 'unconfirmed'] as const)(
    'a cancel asked for in %s is sent again',
    (state) => {
      const { job, effects } = play(restored(state, { receipt, cancelRequested: true }), RESUME);
      expect(job.cancelRequested).toBe(true);
      expect(effects).toEqual([{ type: 'cancel', afterMs: 0 }, POLL]);
    },
  );

  test('a cancel asked for before anything was sent ends it', () => {
    expect(play(restored('uploading', { cancelRequested: true }), RESUME)).toMatchObject({
      job: { state: 'cancelled' },
      effects: [],
    });
  });

  test('no state loses what it knows of the run', () => {
    for (const state of JOB_STATES) {
      const { job } = play(restored(state, { imageUrl, receipt, result }), RESUME);
      expect(job).toMatchObject({ imageUrl, receipt });
    }
  });

  test('the end of the old life is not shown in the new one', () => {
    const error = new ImageTo3DError('unconfirmed', 'No word.');
    expect(play(restored('unconfirmed', { receipt, error }), RESUME).job.error).toBeUndefined();
  });
});

describe('a submit whose answer was lost', () => {
  const asking = play(restored('submitting', { imageUrl }), failed('submit', 'unconfirmed'));

  test('is asked for at once, then after 2, 5, 15 and 30 s, and never sent', () => {
    let { job, effects } = asking;
    const waits: number[] = [];
    const types = new Set<string>();
    while (!FINAL_STATES.has(job.state)) {
      for (const effect of effects) {
        types.add(effect.type);
        if ('afterMs' in effect) waits.push(effect.afterMs);
      }
      ({ job, effects } = play(job, reconciled({ kind: 'unknown' })));
    }
    expect(waits).toEqual([0, 2000, 5000, 15_000, 30_000]);
    expect([...types]).toEqual(['reconcile']);
    expect(job).toMatchObject({ state: 'unconfirmed', imageUrl, error: { code: 'unconfirmed' } });
  });

  test.each(RECONCILE_DELAYS_MS.map((_, asks) => asks))(
    'is found after %i vain asks, and followed',
    (asks) => {
      const vain = Array.from({ length: asks }, () => reconciled({ kind: 'absent' }));
      const { job, effects } = play(asking.job, ...vain, reconciled({ kind: 'found', receipt }));
      expect(job).toMatchObject({ state: 'queued', receipt });
      expect(effects).toEqual([{ type: 'poll', afterMs: 500 }]);
    },
  );

  test('a cancel in the meantime is sent once it is found', () => {
    const { effects } = play(asking.job, { type: 'cancel' }, reconciled({ kind: 'found', receipt }));
    expect(effects.map(({ type }) => type)).toEqual(['cancel', 'poll']);
  });

  const end = (...last: JobEvent[]) => {
    const vain = Array.from({ length: RECONCILE_DELAYS_MS.length - last.length }, () =>
      reconciled({ kind: 'unknown' }),
    );
    return play(asking.job, ...vain, ...last).job;
  };

  test.each([
    ['looked for and not found', [reconciled({ kind: 'absent' })], /asked 5 times and does not have the run/],
    ['not to be looked for', [reconciled({ kind: 'unknown' })], /this server cannot look up/],
    [
      'not to be asked about',
      [failed('reconcile', 'network', 'no route')],
      /could not be asked \(no route\)/,
    ],
  ] as const)('the end says that it was %s', (_name, last, sentence) => {
    const job = end(...last);
    expect(job).toMatchObject({ state: 'unconfirmed' });
    expect(job.error?.message).toMatch(sentence);
  });

  test('a busy server is left alone for as long as it asks', () => {
    const error = new ImageTo3DError('busy', 'busy', { retryAfterMs: 40_000 });
    const { effects } = play(asking.job, { type: 'failed', effect: 'reconcile', error, nowMs: 0 });
    expect(effects).toEqual([{ type: 'reconcile', imageUrl, afterMs: 40_000 }]);
  });
});

describe('sending again, after the user confirms', () => {
  test('goes with the image that is there', () => {
    const { job, effects } = play(restored('unconfirmed', { imageUrl }), AGAIN);
    expect(job.state).toBe('submitting');
    expect(effects).toEqual([{ type: 'submit', imageUrl }]);
  });

  test('uploads the image when its address is not known', () => {
    expect(play(restored('unconfirmed'), AGAIN)).toMatchObject({
      job: { state: 'uploading' },
      effects: [{ type: 'upload' }],
    });
  });

  test.each(JOB_STATES.filter((state) => state !== 'unconfirmed'))('does nothing in %s', (state) => {
    const from = restored(state, { imageUrl });
    expect(play(from, AGAIN)).toEqual({ job: from, effects: [] });
  });

  test('does nothing for a run that the service has taken', () => {
    expect(play(restored('unconfirmed', { imageUrl, receipt }), AGAIN).effects).toEqual([]);
  });

  test('refused, it is as unknown as before', () => {
    const { job } = play(
      restored('unconfirmed', { imageUrl }),
      AGAIN,
      failed('submit', 'balance', 'Top up.'),
    );
    expect(job.state).toBe('unconfirmed');
    expect(job.error?.message).toMatch(/Top up\..*first submit is still unknown/);
    expect(play(job, AGAIN).job.state).toBe('submitting');
  });
});

test('an answer that comes at the wrong time changes nothing', () => {
  const late: JobEvent[] = [
    { type: 'uploaded', imageUrl: 'other' },
    { type: 'submitted', receipt: { requestId: 'other' } },
    reconciled({ kind: 'found', receipt: { requestId: 'other' } }),
    { type: 'downloaded' },
    { type: 'result', result },
    failed('submit', 'unconfirmed'),
    failed('fetch', 'image'),
    failed('download', 'invalid-glb'),
  ];
  const running = restored('running', { receipt });
  for (const event of late) expect(play(running, event)).toEqual({ job: running, effects: [] });
});
