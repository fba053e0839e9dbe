import { createFalClient } from '@fal-ai/client';
import { describe, expect, type onTestFinished, test } from 'vitest';
import { type Clock, REAL_CLOCK } from '../../../plugin/core/clock.ts';
import { createFalTransport } from '../../../plugin/fal/transport.ts';
import type { JobState } from '../../../plugin/job/job.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { serve } from '../../../plugin/server/node.ts';
import { emulatorOf } from '../../fal-emulator/emulator-of.ts';
import { FAULTS, type FaultId } from '../../fal-emulator/fault-catalogue.ts';
import type { FaultRule } from '../../fal-emulator/faults.ts';
import { createFalEmulator } from '../../fal-emulator/index.ts';
import { type FalStandIn, startFalStandIn } from '../../fixtures/fal-stand-in.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { pressOnce } from './press.ts';

const KEY = 'test-id:test-secret';

type OnFinished = typeof onTestFinished;

async function start(onFinished: OnFinished, ...rules: FaultRule[]): Promise<FalStandIn> {
  const standIn = await startFalStandIn();
  onFinished(() => standIn.close());
  for (const rule of rules) standIn.service.faults.add(rule);
  return standIn;
}

/** The time is up for a request that the service leaves without an answer, as soon as it does: for no other, ever. */
function deadlineOfHanging({ service }: FalStandIn): Clock {
  let fired = 0;
  const isHanging = () => {
    const rule = service.faults.active.find(({ fault }) => fault === 'no-answer');
    const isTaken = rule?.variant !== 'hang-after' || service.ledger.rows.length > 0;
    return (rule?.hits ?? 0) > fired && isTaken;
  };
  return {
    now: () => Date.now(),
    async sleep(_ms, signal) {
      while (!isHanging()) await REAL_CLOCK.sleep(5, signal);
      fired += 1;
    },
  };
}

const press = (standIn: FalStandIn) =>
  pressOnce(
    createFalTransport({
      provider: trellis2,
      credentials: KEY,
      fetch: standIn.fetch,
      deadlineClock: deadlineOfHanging(standIn),
    }),
  );

type Expected = JobState | readonly JobState[];
const DONE = 'done';

// Every fault of the stand-in at the place where it hurts, and how a press must end.
const TABLE: readonly (readonly [FaultRule, Expected])[] = [
  [{ fault: 'too-many-requests', variant: '429' }, DONE],
  [{ fault: 'too-many-requests', variant: '429-retry-after' }, DONE],
  [{ fault: 'server-error', route: 'submit', variant: '500-json' }, 'unconfirmed'],
  [{ fault: 'server-error', route: 'submit', variant: '502-html' }, 'unconfirmed'],
  [{ fault: 'server-error', route: 'submit', variant: '503' }, 'unconfirmed'],
  [{ fault: 'server-error', route: 'submit', variant: '504' }, 'unconfirmed'],
  [{ fault: 'server-error', route: 'submit', variant: '504-user' }, 'failed'],
  [{ fault: 'server-error', route: 'status', variant: '500-json', times: 2 }, DONE],
  [{ fault: 'server-error', route: 'status', variant: '502-html', times: 2 }, DONE],
  [{ fault: 'server-error', route: 'status', variant: '503' }, DONE],
  [{ fault: 'server-error', route: 'result', variant: '502-html' }, DONE],
  [{ fault: 'server-error', route: 'result', variant: '500-json', times: 9 }, 'failed'],
  [{ fault: 'submit-lost' }, 'unconfirmed'],
  [{ fault: 'submit-answer-lost' }, DONE],
  [{ fault: 'gateway-error-after-submit', variant: '502-after' }, DONE],
  [{ fault: 'gateway-error-after-submit', variant: '504-after' }, DONE],
  [{ fault: 'no-answer', route: 'submit' }, 'unconfirmed'],
  [{ fault: 'no-answer', route: 'submit', variant: 'hang-after' }, DONE],
  [{ fault: 'no-answer', route: 'status' }, DONE],
  [{ fault: 'no-answer', route: 'result' }, DONE],
  [{ fault: 'slow-answer', route: 'submit', variant: 'slow-headers', ms: 300 }, DONE],
  [{ fault: 'slow-answer', route: 'status', variant: 'slow-headers', ms: 300 }, DONE],
  [{ fault: 'slow-answer', route: 'status', variant: 'drip', ms: 20 }, DONE],
  [{ fault: 'malformed-answer', route: 'submit', variant: 'truncated-json' }, DONE],
  [{ fault: 'malformed-answer', route: 'submit', variant: 'html-200' }, 'unconfirmed'],
  [{ fault: 'malformed-answer', route: 'submit', variant: 'empty-200' }, 'unconfirmed'],
  [{ fault: 'malformed-answer', route: 'status', variant: 'truncated-json' }, DONE],
  [{ fault: 'malformed-answer', route: 'status', variant: 'wrong-type' }, DONE],
  [{ fault: 'malformed-answer', route: 'status', variant: 'html-200' }, DONE],
  [{ fault: 'malformed-answer', route: 'status', variant: 'empty-200' }, DONE],
  [{ fault: 'malformed-answer', route: 'status', variant: 'no-type' }, DONE],
  [{ fault: 'malformed-answer', route: 'status', variant: 'null-body' }, DONE],
  [{ fault: 'malformed-answer', route: 'result', variant: 'html-200' }, DONE],
  [{ fault: 'malformed-answer', route: 'result', variant: 'html-200', times: 9 }, 'failed'],
  [{ fault: 'malformed-answer', route: 'result', variant: '202-result' }, DONE],
  [{ fault: 'malformed-answer', route: 'result', variant: '202-result', times: 9 }, 'failed'],
  [{ fault: 'wrong-fields', variant: 'failed-status' }, DONE],
  [{ fault: 'wrong-fields', route: 'submit', variant: 'missing-request-id' }, DONE],
  [{ fault: 'wrong-fields', route: 'result', variant: 'missing-model' }, DONE],
  [{ fault: 'wrong-fields', route: 'result', variant: 'missing-model', times: 9 }, 'failed'],
  [{ fault: 'wrong-fields', variant: 'null-logs' }, DONE],
  [{ fault: 'wrong-fields', variant: 'back-in-queue' }, DONE],
  [{ fault: 'refused', variant: '401' }, DONE],
  [{ fault: 'refused', variant: '401', times: 99 }, 'unconfirmed'],
  [{ fault: 'refused', route: 'submit', variant: '403-balance' }, 'failed'],
  [{ fault: 'refused', variant: '404-flap' }, DONE],
  [{ fault: 'refused', variant: '404-flap', times: 99 }, 'expired'],
  [{ fault: 'upload-failure', route: 'initiate', variant: '422' }, 'failed'],
  [{ fault: 'upload-failure', route: 'initiate', variant: '500' }, DONE],
  [{ fault: 'upload-failure', variant: '403-expired' }, 'failed'],
  [{ fault: 'upload-failure', variant: '503' }, DONE],
  [{ fault: 'upload-failure', variant: 'drop-half' }, DONE],
  [{ fault: 'upload-failure', variant: '413' }, 'failed'],
  [{ fault: 'upload-failure', variant: 'no-etag' }, DONE],
  [{ fault: 'bad-download', variant: '404', times: 9 }, 'expired'],
  [{ fault: 'bad-download', variant: '403', times: 9 }, 'expired'],
  [{ fault: 'bad-download', variant: '403' }, DONE],
  [{ fault: 'bad-download', variant: '404' }, DONE],
  [{ fault: 'bad-download', variant: 'truncated-declared-whole' }, DONE],
  [{ fault: 'bad-download', variant: 'truncated-clean' }, DONE],
  [{ fault: 'bad-download', variant: 'wrong-magic' }, DONE],
  [{ fault: 'bad-download', variant: 'html' }, DONE],
  [{ fault: 'bad-download', variant: 'octet-stream' }, DONE],
  [{ fault: 'bad-download', variant: 'gzip' }, DONE],
  [{ fault: 'bad-download', variant: 'slow', ms: 20 }, DONE],
  [{ fault: 'bad-download', variant: 'no-range' }, DONE],
  [{ fault: 'bad-download', variant: 'huge-200mb' }, DONE],
  [{ fault: 'worker-failure', variant: 'crash' }, DONE],
  [{ fault: 'worker-failure', variant: 'crash', times: 99 }, 'failed'],
  [{ fault: 'worker-failure', variant: 'incomplete' }, ['done', 'failed']],
  [{ fault: 'result-expired', times: 9 }, 'expired'],
  // Offline for so many requests: a time would be over before the first on a machine that is slow enough.
  [{ fault: 'offline', route: 'status', times: 3 }, DONE],
  [{ fault: 'gzip-answers', times: 99 }, DONE],
  [{ fault: 'no-reason-phrase', times: 99 }, DONE],
];

/** What cannot strike this client, and why. */
const OUT_OF_REACH: Partial<Record<FaultId, string>> = {
  'broken-stream': 'it polls, and opens no status stream',
  'no-cors': 'CORS is a rule of browsers',
  'bad-webhook': 'it asks for no webhook',
};

const nameOf = ({ fault, variant = 'default', route, times = 1 }: FaultRule) =>
  `${fault} ${variant} on ${route ?? 'its own route'} ×${times}`;

describe.concurrent('one press is at most one accepted submit', () => {
  test('without a fault it is exactly one, and it is billed', async ({ onTestFinished }) => {
    const standIn = await start(onTestFinished);
    const job = await press(standIn);
    expect(job.state).toBe('done');
    expect(standIn.service.ledger.rows).toEqual([
      expect.objectContaining({ outcome: 'ok', requestId: job.receipt?.requestId }),
    ]);
    expect(job.result?.billableUnits).toBe(standIn.service.ledger.rows[0]?.billableUnits);
  });

  test.for(TABLE.map(([rule, expected]) => [nameOf(rule), rule, expected] as const))(
    '%s',
    async ([_name, rule, expected], { onTestFinished }) => {
      const standIn = await start(onTestFinished, rule);
      const job = await press(standIn);
      expect(standIn.service.ledger.rows.length).toBeLessThanOrEqual(1);
      expect([expected].flat(), `${job.error?.code}: ${job.error?.message}`).toContain(job.state);
      expect(standIn.service.faults.active[0]?.hits).toBeGreaterThan(0);
      // A run that is said to have failed, and not merely to be unknown, has an error with a sentence.
      if (job.state !== 'done') expect(job.error?.message).toMatch(/\w/);
    },
  );
});

test('the table covers the whole fault list', () => {
  const covered = new Set(TABLE.map(([rule]) => rule.fault));
  const open = (Object.keys(FAULTS) as FaultId[]).filter((id) => !covered.has(id) && !OUT_OF_REACH[id]);
  expect(open).toEqual([]);
});

describe.concurrent('through our own proxy, as a page goes', () => {
  const cases: readonly (readonly [FaultRule | undefined, Expected])[] = [
    [undefined, DONE],
    [{ fault: 'too-many-requests' }, DONE],
    [{ fault: 'submit-lost' }, 'unconfirmed'],
    [{ fault: 'submit-answer-lost' }, DONE],
    [{ fault: 'gateway-error-after-submit', variant: '502-after' }, DONE],
    [{ fault: 'gateway-error-after-submit', variant: '504-after' }, DONE],
    [{ fault: 'server-error', route: 'status', variant: '503' }, DONE],
    [{ fault: 'refused', variant: '404-flap' }, DONE],
  ];
  test.for(cases)('%j → %s', async ([rule, expected], { onTestFinished }) => {
    const running = await serve({ engine: createScriptedEngine(), local: true }, createFalEmulator);
    onTestFinished(() => running.close());
    const service = emulatorOf(running.server);
    if (rule) service.faults.add(rule);
    const job = await pressOnce(
      createFalTransport({
        provider: trellis2,
        proxyUrl: `${running.url}/proxy`,
        submitsUrl: `${running.url}/submits`,
      }),
    );
    expect(service.ledger.rows.length).toBeLessThanOrEqual(1);
    expect([expected].flat(), `${job.error?.code}: ${job.error?.message}`).toContain(job.state);
  });
});

describe.concurrent('the bare client, for comparison', () => {
  test.for<FaultRule>([
    { fault: 'submit-answer-lost' },
    { fault: 'gateway-error-after-submit', variant: '502-after' },
    { fault: 'gateway-error-after-submit', variant: '504-after' },
  ])('submits again after %j', async (rule, { onTestFinished }) => {
    const standIn = await start(onTestFinished, { ...rule, times: 2 });
    const client = createFalClient({ credentials: KEY, fetch: standIn.fetch, retry: { maxRetries: 0 } });
    await client.queue.submit('fal-ai/trellis-2', { input: { image_url: 'data:image/png;base64,AAAA' } });
    expect(standIn.service.ledger.rows.length).toBeGreaterThan(1);
  });
});
