import { describe, expect, test } from 'vitest';
import { createFalTransport } from '../../../plugin/fal/transport.ts';
import type { JobState } from '../../../plugin/job/job.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { type RunningServer, serve } from '../../../plugin/server/node.ts';
import { emulatorOf } from '../../fal-emulator/emulator-of.ts';
import type { FaultRule } from '../../fal-emulator/faults.ts';
import { createFalEmulator } from '../../fal-emulator/index.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { pressOnce } from './press.ts';

const PRESSES = 20;

/** What befalls the submit, whether the service has taken it by then, and how the press must end. */
const KINDS: readonly (readonly [string, FaultRule, number, JobState])[] = [
  ['504 after it was taken', { fault: 'gateway-error-after-submit', variant: '504-after' }, 1, 'done'],
  ['504 before it was taken', { fault: 'server-error', route: 'submit', variant: '504' }, 0, 'unconfirmed'],
  ['a connection reset after it was taken', { fault: 'submit-answer-lost' }, 1, 'done'],
  ['a connection reset before it was taken', { fault: 'submit-lost' }, 0, 'unconfirmed'],
];

const start = () =>
  serve({ engine: createScriptedEngine(), local: true, service: { startDelayMs: 1 } }, createFalEmulator);

const transportTo = ({ url }: RunningServer) =>
  createFalTransport({ provider: trellis2, proxyUrl: `${url}/proxy`, submitsUrl: `${url}/submits` });

describe.concurrent('a submit whose answer is lost, through the real proxy and client', () => {
  test.for(KINDS)(`%s, ${PRESSES} times`, async ([_name, rule, charges, state], { onTestFinished }) => {
    const running = await start();
    onTestFinished(() => running.close());
    const service = emulatorOf(running.server);
    for (let press = 0; press < PRESSES; press++) {
      service.reset();
      service.faults.add(rule);
      const states: JobState[] = [];
      const job = await pressOnce(transportTo(running), {
        speed: 500,
        seed: press,
        onChange: (next) => states.push(next.state),
      });
      expect(job.state, job.error?.message).toBe(state);
      expect(states).toContain('reconciling');
      expect(service.faults.active[0]?.hits).toBe(1);
      expect(service.ledger.rows.map(({ requestId }) => requestId)).toEqual(
        charges === 1 ? [job.receipt?.requestId] : [],
      );
      const submits = service.trace.filter(
        ({ method, path }) => method === 'POST' && path.startsWith('/queue.fal.run/'),
      );
      expect(submits).toHaveLength(1);
      if (charges === 0) expect(job.error?.message).toMatch(/asked 5 times and does not have the run/);
    }
  });

  test('while the list itself fails, the run is not given up', async ({ onTestFinished }) => {
    const running = await start();
    onTestFinished(() => running.close());
    const service = emulatorOf(running.server);
    service.faults.add({ fault: 'submit-answer-lost' });
    service.faults.add({ fault: 'server-error', variant: '503', route: 'list', times: 3 });
    expect((await pressOnce(transportTo(running), { speed: 500 })).state).toBe('done');
    expect(service.ledger.rows).toHaveLength(1);
  });

  test('where nobody can be asked, it says so', async ({ onTestFinished }) => {
    const running = await start();
    onTestFinished(() => running.close());
    emulatorOf(running.server).faults.add({ fault: 'submit-answer-lost' });
    const transport = createFalTransport({ provider: trellis2, proxyUrl: `${running.url}/proxy` });
    expect(transport.reconcile).toBeUndefined();
    const job = await pressOnce(transport, { speed: 500 });
    expect(job.error?.message).toMatch(/this server cannot look up/);
  });
});

test('every way in which a submit is sent carries the id that it was given', async ({ onTestFinished }) => {
  const running = await start();
  onTestFinished(() => running.close());
  const service = emulatorOf(running.server);
  const transport = transportTo(running);
  const { signal } = new AbortController();
  const png = new Uint8Array([1]);
  const image = { png, hash: 'b'.repeat(64) } as Parameters<typeof transport.upload>[0];
  const imageUrl = await transport.upload(image, signal);
  const parameters = trellis2.complete({}, 3);
  // 429 is the one outcome after which the same submit is sent once more: nothing was taken.
  service.faults.add({ fault: 'too-many-requests', variant: '429-retry-after' });
  const receipt = await transport.submit(imageUrl, parameters, signal, 'press-0042');
  expect(service.ledger.rows.map(({ submitId }) => submitId)).toEqual(['press-0042']);
  await transport.submit(imageUrl, parameters, signal);
  expect(service.ledger.rows[1]?.submitId).toMatch(/^[0-9a-f-]{36}$/);
  const marks = { submitId: 'press-0042', imageUrl, seed: 3, sinceMs: Date.now() };
  expect(await transport.reconcile?.(marks, signal)).toEqual({ kind: 'found', receipt });
});
