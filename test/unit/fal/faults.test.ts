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
    const rule = service.faults.active.find(({ fault }) => fault === 'F6');
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
  [{ fault: 'F1', variant: '429' }, DONE],
  [{ fault: 'F1', variant: '429-retry-after' }, DONE],
  [{ fault: 'F2', route: 'submit', variant: '500-json' }, 'unconfirmed'],
  [{ fault: 'F2', route: 'submit', variant: '502-html' }, 'unconfirmed'],
  [{ fault: 'F2', route: 'submit', variant: '503' }, 'unconfirmed'],
  [{ fault: 'F2', route: 'submit', variant: '504' }, 'unconfirmed'],
  [{ fault: 'F2', route: 'submit', variant: '504-user' }, 'failed'],
  [{ fault: 'F2', route: 'status', variant: '500-json', times: 2 }, DONE],
  [{ fault: 'F2', route: 'status', variant: '502-html', times: 2 }, DONE],
  [{ fault: 'F2', route: 'status', variant: '503' }, DONE],
  [{ fault: 'F2', route: 'result', variant: '502-html' }, DONE],
  [{ fault: 'F2', route: 'result', variant: '500-json', times: 9 }, 'failed'],
  [{ fault: 'F3' }, 'unconfirmed'],
  [{ fault: 'F4' }, DONE],
  [{ fault: 'F5', variant: '502-after' }, DONE],
  [{ fault: 'F5', variant: '504-after' }, DONE],
  [{ fault: 'F6', route: 'submit' }, 'unconfirmed'],
  [{ fault: 'F6', route: 'submit', variant: 'hang-after' }, DONE],
  [{ fault: 'F6', route: 'status' }, DONE],
  [{ fault: 'F6', route: 'result' }, DONE],
  [{ fault: 'F7', route: 'submit', variant: 'slow-headers', ms: 300 }, DONE],
  [{ fault: 'F7', route: 'status', variant: 'slow-headers', ms: 300 }, DONE],
  [{ fault: 'F7', route: 'status', variant: 'drip', ms: 20 }, DONE],
  [{ fault: 'F8', route: 'submit', variant: 'truncated-json' }, DONE],
  [{ fault: 'F8', route: 'submit', variant: 'html-200' }, 'unconfirmed'],
  [{ fault: 'F8', route: 'submit', variant: 'empty-200' }, 'unconfirmed'],
  [{ fault: 'F8', route: 'status', variant: 'truncated-json' }, DONE],
  [{ fault: 'F8', route: 'status', variant: 'wrong-type' }, DONE],
  [{ fault: 'F8', route: 'status', variant: 'html-200' }, DONE],
  [{ fault: 'F8', route: 'status', variant: 'empty-200' }, DONE],
  [{ fault: 'F8', route: 'status', variant: 'no-type' }, DONE],
  [{ fault: 'F8', route: 'status', variant: 'null-body' }, DONE],
  [{ fault: 'F8', route: 'result', variant: 'html-200' }, DONE],
  [{ fault: 'F8', route: 'result', variant: 'html-200', times: 9 }, 'failed'],
  [{ fault: 'F8', route: 'result', variant: '202-result' }, DONE],
  [{ fault: 'F8', route: 'result', variant: '202-result', times: 9 }, 'failed'],
  [{ fault: 'F9', variant: 'failed-status' }, DONE],
  [{ fault: 'F9', route: 'submit', variant: 'missing-request-id' }, DONE],
  [{ fault: 'F9', route: 'result', variant: 'missing-model' }, DONE],
  [{ fault: 'F9', route: 'result', variant: 'missing-model', times: 9 }, 'failed'],
  [{ fault: 'F9', variant: 'null-logs' }, DONE],
  [{ fault: 'F9', variant: 'back-in-queue' }, DONE],
  [{ fault: 'F10', variant: '401' }, DONE],
  [{ fault: 'F10', variant: '401', times: 99 }, 'unconfirmed'],
  [{ fault: 'F10', route: 'submit', variant: '403-balance' }, 'failed'],
  [{ fault: 'F10', variant: '404-flap' }, DONE],
  [{ fault: 'F10', variant: '404-flap', times: 99 }, 'expired'],
  [{ fault: 'F12', route: 'initiate', variant: '422' }, 'failed'],
  [{ fault: 'F12', route: 'initiate', variant: '500' }, DONE],
  [{ fault: 'F12', variant: '403-expired' }, 'failed'],
  [{ fault: 'F12', variant: '503' }, DONE],
  [{ fault: 'F12', variant: 'drop-half' }, DONE],
  [{ fault: 'F12', variant: '413' }, 'failed'],
  [{ fault: 'F12', variant: 'no-etag' }, DONE],
  [{ fault: 'F13', variant: '404', times: 9 }, 'expired'],
  [{ fault: 'F13', variant: '403', times: 9 }, 'expired'],
  [{ fault: 'F13', variant: '403' }, DONE],
  [{ fault: 'F13', variant: '404' }, DONE],
  [{ fault: 'F13', variant: 'truncated-declared-whole' }, DONE],
  [{ fault: 'F13', variant: 'truncated-clean' }, DONE],
  [{ fault: 'F13', variant: 'wrong-magic' }, DONE],
  [{ fault: 'F13', variant: 'html' }, DONE],
  [{ fault: 'F13', variant: 'octet-stream' }, DONE],
  [{ fault: 'F13', variant: 'gzip' }, DONE],
  [{ fault: 'F13', variant: 'slow', ms: 20 }, DONE],
  [{ fault: 'F13', variant: 'no-range' }, DONE],
  [{ fault: 'F13', variant: 'huge-200mb' }, DONE],
  [{ fault: 'F14', variant: 'crash' }, DONE],
  [{ fault: 'F14', variant: 'crash', times: 99 }, 'failed'],
  [{ fault: 'F14', variant: 'incomplete' }, ['done', 'failed']],
  [{ fault: 'F15', times: 9 }, 'expired'],
  // Offline for so many requests: a time would be over before the first on a machine that is slow enough.
  [{ fault: 'F16', route: 'status', times: 3 }, DONE],
  [{ fault: 'F17', times: 99 }, DONE],
  [{ fault: 'F18', times: 99 }, DONE],
];

/** What cannot strike this client, and why. */
const OUT_OF_REACH: Partial<Record<FaultId, string>> = {
  F11: 'it polls, and opens no status stream',
  F19: 'CORS is a rule of browsers',
  F20: 'it asks for no webhook',
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
    [{ fault: 'F1' }, DONE],
    [{ fault: 'F3' }, 'unconfirmed'],
    [{ fault: 'F4' }, DONE],
    [{ fault: 'F5', variant: '502-after' }, DONE],
    [{ fault: 'F5', variant: '504-after' }, DONE],
    [{ fault: 'F2', route: 'status', variant: '503' }, DONE],
    [{ fault: 'F10', variant: '404-flap' }, DONE],
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
    { fault: 'F4' },
    { fault: 'F5', variant: '502-after' },
    { fault: 'F5', variant: '504-after' },
  ])('submits again after %j', async (rule, { onTestFinished }) => {
    const standIn = await start(onTestFinished, { ...rule, times: 2 });
    const client = createFalClient({ credentials: KEY, fetch: standIn.fetch, retry: { maxRetries: 0 } });
    await client.queue.submit('fal-ai/trellis-2', { input: { image_url: 'data:image/png;base64,AAAA' } });
    expect(standIn.service.ledger.rows.length).toBeGreaterThan(1);
  });
});
