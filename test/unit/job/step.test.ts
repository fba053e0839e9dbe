import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ErrorCode, ImageTo3DError } from '../../../plugin/core/errors.ts';
import { FINAL_STATES, type Job, type JobEffect, type JobEvent, NEW_JOB } from '../../../plugin/job/job.ts';
import { restoreJob, storeJob } from '../../../plugin/job/job-record.ts';
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
const RESULT: JobEvent = {
  type: 'result',
  result: { url: 'https://x.test/a.glb', isLocal: false, notes: [] },
};
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
  test('after an unknown outcome of the submit it is looked for, and not sent again', () => {
    const { job, effects } = play(...START, failed('submit', 'unconfirmed'));
    expect(job.state).toBe('reconciling');
    expect(effects.map((effect) => effect.type)).toEqual(['upload', 'submit', 'reconcile']);
  });

  test.each(['auth', 'balance', 'validation', 'policy', 'refused'] as const)(
    'submit: %s ends as failed',
    (code) => {
      const { job } = play(...START, failed('submit', code));
      expect(job).toMatchObject({ state: 'failed', error: { code } });
    },
  );

  test('polls go on through network faults, and lose contact after five minutes', () => {
    const every = (ms: number, count: number) =>
      Array.from({ length: count }, (_, n) => failed('poll', 'network', n * ms));
    expect(play(...QUEUED, ...every(50_000, 7)).job.state).toBe('queued');
    const { job } = play(...QUEUED, ...every(50_000, 8));
    expect(job).toMatchObject({ state: 'unconfirmed', error: { code: 'unconfirmed', requestId: 'r1' } });
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

  test.each([
    ['protocol', 4],
    ['invalid-glb', 2],
  ] as const)('a download that is %s is tried %i times, and the address is told', (code, times) => {
    const tries = Array.from({ length: times }, () => failed('download', code));
    const { job, effects } = play(...QUEUED, status('completed'), RESULT, ...tries);
    expect(effects.filter((effect) => effect.type === 'download')).toHaveLength(times);
    expect(job).toMatchObject({ state: 'failed', error: { code, requestId: 'r1' } });
    expect(job.error?.message).toContain('https://x.test/a.glb');
  });

  test('a download out of reach is no lost run: it can be resumed', () => {
    const tries = Array.from({ length: 9 }, (_, n) => failed('download', 'network', n * 45_000));
    const { job } = play(...QUEUED, status('completed'), RESULT, ...tries);
    expect(job).toMatchObject({ state: 'unconfirmed', receipt, error: { requestId: 'r1' } });
    expect(job.error?.message).toContain('https://x.test/a.glb');
  });

  test.each(['expired', 'refused', 'auth'] as const)(
    'a file that is gone (%s) is looked for at a new address, once',
    (code) => {
      const gone = failed('download', code);
      const { job, effects } = play(...QUEUED, status('completed'), RESULT, gone, RESULT, gone, gone);
      expect(effects.map(({ type }) => type).slice(3)).toEqual([
        'fetch',
        'download',
        'fetch',
        'download',
        'download',
      ]);
      expect(job).toMatchObject({ state: 'expired', error: { code: 'expired', requestId: 'r1' } });
    },
  );

  test('gone as well is its address: the file is expired', () => {
    const gone = Array.from({ length: 3 }, () => failed('fetch', 'expired'));
    const { job } = play(...QUEUED, status('completed'), RESULT, failed('download', 'expired'), ...gone);
    expect(job.state).toBe('expired');
    expect(job.error?.message).toMatch(/file/);
  });

  test('the new address may be good', () => {
    const { job } = play(
      ...QUEUED,
      status('completed'),
      RESULT,
      failed('download', 'expired'),
      { type: 'result', result: { url: 'https://x.test/b.glb', isLocal: false, notes: [] } },
      { type: 'downloaded' },
    );
    expect(job).toMatchObject({ state: 'done', result: { url: 'https://x.test/b.glb' } });
  });

  test.each(['auth', 'refused', 'balance'] as const)(
    'who is turned away (%s) three times has not lost the run',
    (code) => {
      const away = Array.from({ length: 3 }, () => failed('poll', code));
      expect(play(...QUEUED, ...away).job).toMatchObject({ state: 'unconfirmed', receipt });
      expect(play(...QUEUED, away[0]!, away[0]!, status('running')).job.state).toBe('running');
    },
  );

  test('three 404 count in a row only', () => {
    const lost = failed('poll', 'network');
    const gone = failed('poll', 'expired');
    expect(play(...QUEUED, lost, lost, lost, gone, lost, gone, gone).job.state).toBe('queued');
    expect(play(...QUEUED, lost, gone, gone, gone).job.state).toBe('expired');
  });

  test('a refused cancel counts for nothing but itself', () => {
    const refused = failed('cancel', 'service');
    const { job, effects } = play(...QUEUED, { type: 'cancel' }, refused, refused, failed('poll', 'expired'));
    expect(job.state).toBe('queued');
    expect(effects.filter(({ type }) => type === 'cancel')).toHaveLength(3);
    expect(play(...QUEUED, { type: 'cancel' }, refused, refused, refused).effects.at(-1)?.type).toBe(
      'cancel',
    );
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
      { type: 'reconciled', finding: { kind: 'unknown' } },
      { type: 'reconciled', finding: { kind: 'absent' } },
      { type: 'reconciled', finding: { kind: 'found', receipt } },
      { type: 'resume' },
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
          const isIntent = wanted.type === 'cancel' || wanted.type === 'resume';
          if (!isIntent && !pending.includes(effectOf(wanted))) continue;
          // Whoever goes on with a job has lost all that was under way.
          if (wanted.type === 'resume') {
            pending = [];
            job = restoreJob(storeJob(job));
          }
          if (!isIntent) pending.splice(pending.indexOf(effectOf(wanted)), 1);
          const before = job;
          const next = step(job, wanted, TABLE);
          if (FINAL_STATES.has(before.state) && before.state !== 'unconfirmed')
            expect(next).toEqual({ job: before, effects: [] });
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
      case 'reconciled':
        return 'reconcile';
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
    const waits = [1, 2, 3, 4, 5, 50].map((failures) => retryDelayMs(failures));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15000, 15000]);
  });
});
