import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ErrorCode, ImageTo3DError } from '../../../plugin/errors.ts';
import { FINAL_STATES, type Job, type JobEffect, type JobEvent, NEW_JOB } from '../../../plugin/job/job.ts';
import { FAL_POLL_DELAYS_MS, pollDelayMs, retryDelayMs } from '../../../plugin/job/poll-delay.ts';
import { step } from '../../../plugin/job/step.ts';

const TABLE = FAL_POLL_DELAYS_MS;
const receipt = { requestId: 'r1' };
const failed = (effect: JobEffect['type'], code: ErrorCode, nowMs = 0): JobEvent => ({
  type: 'failed',
  effect,
  error: new ImageTo3DError(code, code),
  nowMs,
});
const status = (state: 'queued' | 'running' | 'completed'): JobEvent => ({
  type: 'status',
  status: { state, logs: [] },
});
const result: JobEvent = { type: 'result', result: { url: 'u', isLocal: false, notes: [] } };

function play(...events: JobEvent[]): { job: Job; effects: JobEffect[] } {
  let job = NEW_JOB;
  const effects: JobEffect[] = [];
  for (const event of events) {
    const next = step(job, event, TABLE);
    job = next.job;
    effects.push(...next.effects);
  }
  return { job, effects };
}

const START: JobEvent[] = [{ type: 'start' }, { type: 'uploaded', imageUrl: 'i' }];
const QUEUED: JobEvent[] = [...START, { type: 'submitted', receipt }];

describe('a run that goes well', () => {
  test('uploads, submits once, polls, fetches, downloads', () => {
    const { job, effects } = play(
      ...QUEUED,
      status('queued'),
      status('running'),
      status('completed'),
      result,
      { type: 'downloaded' },
    );
    expect(job.state).toBe('done');
    expect(effects.map((effect) => effect.type)).toEqual([
      'upload',
      'submit',
      'poll',
      'poll',
      'poll',
      'fetch',
      'download',
    ]);
  });

  test('a crash of the worker puts it back in the queue', () => {
    expect(play(...QUEUED, status('running'), status('queued')).job.state).toBe('queued');
  });

  test('logs never shrink', () => {
    const log = { message: 'a' };
    const { job } = play(
      ...QUEUED,
      { type: 'status', status: { state: 'running', logs: [log] } },
      status('completed'),
    );
    expect(job.logs).toEqual([log]);
  });
});

describe('what fails', () => {
  test('an unknown outcome of the submit ends as unconfirmed, without another effect', () => {
    const { job, effects } = play(...START, failed('submit', 'unconfirmed'));
    expect(job.state).toBe('unconfirmed');
    expect(effects.map((effect) => effect.type)).toEqual(['upload', 'submit']);
  });

  test.each(['auth', 'balance', 'validation', 'policy', 'refused'] as const)(
    'submit: %s ends as failed',
    (code) => {
      const { job } = play(...START, failed('submit', code));
      expect(job).toMatchObject({ state: 'failed', error: { code } });
    },
  );

  test('polls go on through network faults, and lose contact after five minutes', () => {
    const soon = play(...QUEUED, failed('poll', 'network', 0), failed('poll', 'service', 299_000));
    expect(soon.job.state).toBe('queued');
    const late = play(...QUEUED, failed('poll', 'network', 0), failed('poll', 'network', 301_000));
    expect(late.job).toMatchObject({ state: 'unconfirmed', error: { code: 'unconfirmed', requestId: 'r1' } });
  });

  test('one good answer starts the five minutes anew', () => {
    const { job } = play(
      ...QUEUED,
      failed('poll', 'network', 0),
      status('running'),
      failed('poll', 'network', 400_000),
    );
    expect(job.state).toBe('running');
  });

  test('a single 404 is a flap, three are believed', () => {
    expect(play(...QUEUED, failed('poll', 'expired'), status('running')).job.state).toBe('running');
    expect(
      play(...QUEUED, failed('poll', 'expired'), failed('poll', 'expired'), failed('poll', 'expired')).job
        .state,
    ).toBe('expired');
  });

  test('a result that is an error ends the run with the service’s words', () => {
    expect(play(...QUEUED, status('completed'), failed('fetch', 'image')).job).toMatchObject({
      state: 'failed',
      error: { code: 'image' },
    });
  });

  test('a download is tried four times, and the address is told', () => {
    const tries = Array.from({ length: 4 }, () => failed('download', 'network'));
    const { job, effects } = play(...QUEUED, status('completed'), result, ...tries);
    expect(effects.filter((effect) => effect.type === 'download')).toHaveLength(4);
    expect(job.state).toBe('failed');
    expect(job.error?.message).toContain('u');
  });
});

describe('cancel', () => {
  test('before the submit nothing was sent: it ends at once', () => {
    const { job, effects } = play({ type: 'start' }, { type: 'cancel' });
    expect(job.state).toBe('cancelled');
    expect(effects.map((effect) => effect.type)).toEqual(['upload', 'abort']);
  });

  test('during the submit it waits for the receipt, then cancels', () => {
    const { job, effects } = play(...START, { type: 'cancel' }, { type: 'submitted', receipt });
    expect(job).toMatchObject({ state: 'queued', cancelRequested: true });
    expect(effects.map((effect) => effect.type)).toEqual(['upload', 'submit', 'cancel', 'poll']);
  });

  test('asked twice it is sent once', () => {
    const { effects } = play(...QUEUED, { type: 'cancel' }, { type: 'cancel' });
    expect(effects.filter((effect) => effect.type === 'cancel')).toHaveLength(1);
  });

  test('a run removed from the queue, or gone afterwards, is cancelled', () => {
    expect(
      play(...QUEUED, { type: 'cancel' }, { type: 'cancel-answered', answer: 'removed' }).job.state,
    ).toBe('cancelled');
    const gone = [failed('poll', 'expired'), failed('poll', 'expired'), failed('poll', 'expired')];
    expect(
      play(...QUEUED, { type: 'cancel' }, { type: 'cancel-answered', answer: 'requested' }, ...gone).job
        .state,
    ).toBe('cancelled');
    expect(
      play(...QUEUED, { type: 'cancel' }, status('completed'), failed('fetch', 'cancelled')).job.state,
    ).toBe('cancelled');
  });

  test('a run that finished all the same is paid for, and kept', () => {
    const { job } = play(...QUEUED, { type: 'cancel' }, status('completed'), result, { type: 'downloaded' });
    expect(job).toMatchObject({ state: 'done', cancelRequested: true });
  });
});

describe('whatever happens', () => {
  const codes = fc.constantFrom<ErrorCode>(
    'network',
    'service',
    'expired',
    'busy',
    'auth',
    'protocol',
    'cancelled',
    'unconfirmed',
    'image',
    'aborted',
    'balance',
  );
  const effect = fc.constantFrom<JobEffect['type']>(
    'upload',
    'submit',
    'poll',
    'fetch',
    'download',
    'cancel',
  );
  const event: fc.Arbitrary<JobEvent> = fc.oneof(
    fc.constantFrom<JobEvent>(
      { type: 'start' },
      { type: 'cancel' },
      { type: 'uploaded', imageUrl: 'i' },
      { type: 'submitted', receipt },
      { type: 'downloaded' },
      result,
    ),
    fc.constantFrom(status('queued'), status('running'), status('completed')),
    fc.constantFrom<JobEvent>(
      { type: 'cancel-answered', answer: 'removed' },
      { type: 'cancel-answered', answer: 'requested' },
      { type: 'cancel-answered', answer: 'unknown' },
    ),
    fc
      .tuple(effect, codes, fc.integer({ min: 0, max: 1e6 }))
      .map(([e, code, nowMs]) => failed(e, code, nowMs)),
  );

  /** Answers each effect once, as the runner does; the faults are chosen by fast-check. */
  test('one start never submits twice, and the end is final (2,000 random histories)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), event), { maxLength: 60 }), (choices) => {
        let job = step(NEW_JOB, { type: 'start' }, TABLE).job;
        let pending: JobEffect['type'][] = ['upload'];
        let submits = 0;
        for (const [pick, wanted] of choices) {
          const answers = wanted.type === 'cancel' || pending.includes(effectOf(wanted));
          if (!answers) continue;
          if (wanted.type !== 'cancel') pending.splice(pending.indexOf(effectOf(wanted)), 1);
          const before = job;
          const next = step(job, wanted, TABLE);
          if (FINAL_STATES.has(before.state)) expect(next).toEqual({ job: before, effects: [] });
          job = next.job;
          submits += next.effects.filter((e) => e.type === 'submit').length;
          pending = [...pending, ...next.effects.map((e) => e.type)];
          if (pick % 17 === 0) pending = pending.filter((e) => e !== 'cancel');
        }
        expect(submits).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  function effectOf(answer: JobEvent): JobEffect['type'] {
    switch (answer.type) {
      case 'uploaded':
        return 'upload';
      case 'submitted':
        return 'submit';
      case 'status':
        return 'poll';
      case 'result':
        return 'fetch';
      case 'downloaded':
      case 'download-progress':
        return 'download';
      case 'cancel-answered':
        return 'cancel';
      case 'failed':
        return answer.effect;
      default:
        return 'abort';
    }
  }
});

describe('waits', () => {
  test('the table’s last row repeats, retries double up to 15 s', () => {
    expect([0, 1, 5, 500].map((polls) => pollDelayMs(TABLE, polls))).toEqual([500, 1000, 2000, 2000]);
    expect([1, 2, 3, 4, 5, 50].map(retryDelayMs)).toEqual([1000, 2000, 4000, 8000, 15000, 15000]);
  });
});
