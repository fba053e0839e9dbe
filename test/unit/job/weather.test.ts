import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../plugin/core/clock.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { runJob } from '../../../plugin/generation/run-job.ts';
import type { Job } from '../../../plugin/job/job.ts';
import { FAL_POLL_DELAYS_MS } from '../../../plugin/job/poll-delay.ts';
import type { JobTransport, RemoteStatus } from '../../../plugin/job/transport.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Sleeper {
  readonly dueMs: number;
  wake(): void;
}

/** A machine whose timers and whose clock on the wall go apart: it sleeps, and its clock is set. */
function createMachine() {
  let upMs = 0;
  let wallMs = Date.UTC(2026, 10, 22);
  let longestNapMs = 0;
  const sleepers = new Set<Sleeper>();
  const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const clock: Clock = {
    now: () => wallMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal?.reason);
        const leave = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', onAbort);
        };
        const onAbort = () => {
          leave();
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          dueMs: upMs + Math.max(ms, longestNapMs),
          wake: () => {
            leave();
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort);
      }),
  };
  return {
    clock,
    get upMs() {
      return upMs;
    },
    /** Both clocks go on. */
    async run(ms: number) {
      const endMs = upMs + ms;
      await turn();
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.dueMs - b.dueMs)[0];
        if (!next || next.dueMs > endMs) break;
        wallMs += next.dueMs - upMs;
        upMs = next.dueMs;
        next.wake();
        await turn();
      }
      wallMs += endMs - upMs;
      upMs = endMs;
      await turn();
    },
    /** The wall clock alone jumps: after a sleep, or because it was set. */
    jump(ms: number) {
      wallMs += ms;
    },
    /** Timers of a tab in the background. */
    throttle(ms: number) {
      longestNapMs = ms;
    },
  };
}

type Machine = ReturnType<typeof createMachine>;

const RUNNING: RemoteStatus = { state: 'running', logs: [] };
const offline = () => new ImageTo3DError('network', 'Failed to fetch');

/** A run that the service has taken, and what its polls are answered with. */
function follow(
  machine: Machine,
  poll: () => RemoteStatus | ImageTo3DError,
  others: Partial<JobTransport> = {},
) {
  const polledAtMs: number[] = [];
  const states: Job['state'][] = [];
  let inFlight = 0;
  let job: Job | undefined;
  const transport: JobTransport = {
    pollDelaysMs: FAL_POLL_DELAYS_MS,
    upload: async () => 'https://x.test/i.png',
    submit: async () => ({ requestId: 'r1' }),
    async status() {
      inFlight += 1;
      expect(inFlight).toBe(1);
      polledAtMs.push(machine.upMs);
      await Promise.resolve();
      inFlight -= 1;
      const answer = poll();
      if (answer instanceof ImageTo3DError) throw answer;
      return answer;
    },
    result: async () => ({ url: 'https://x.test/a.glb', isLocal: false, notes: [] }),
    download: async () => new Uint8Array(4),
    cancel: async () => 'requested',
    ...others,
  };
  const run = runJob({
    transport,
    getImage: () => Promise.reject(new Error('no image is needed')),
    parameters: trellis2.complete({}, 1),
    check: () => {},
    onChange: (next) => {
      job = next;
      if (states.at(-1) !== next.state) states.push(next.state);
    },
    clock: machine.clock,
    from: {
      job: {
        state: 'queued',
        cancelRequested: false,
        receipt: { requestId: 'r1' },
        logs: [],
        polls: 0,
        failures: 0,
      },
      event: 'resume',
    },
  });
  return {
    run,
    polledAtMs,
    states,
    get job(): Job {
      if (!job) throw new Error('Nothing has happened yet.');
      return job;
    },
    /** Waits between polls, ms of the machine's own time. */
    gaps: () => polledAtMs.slice(1).map((ms, n) => ms - (polledAtMs[n] ?? 0)),
  };
}

describe('clocks', () => {
  test('eight hours of sleep in the middle of a run: one poll, and it goes on', async () => {
    const machine = createMachine();
    const run = follow(machine, () => RUNNING);
    await machine.run(MINUTE_MS);
    const before = run.polledAtMs.length;
    machine.jump(8 * HOUR_MS);
    await machine.run(10_000);
    expect(run.polledAtMs.length - before).toBeLessThanOrEqual(5);
    expect(Math.min(...run.gaps().slice(5))).toBe(2000);
    expect(run.job.state).toBe('running');
  });

  test('eight hours of sleep between two failed polls are no five minutes without contact', async () => {
    const machine = createMachine();
    let isOnline = true;
    const run = follow(machine, () => (isOnline ? RUNNING : offline()));
    await machine.run(10_000);
    isOnline = false;
    await machine.run(5000);
    machine.jump(8 * HOUR_MS);
    // The network comes back two minutes after the lid was opened.
    await machine.run(2 * MINUTE_MS);
    expect(run.job.state).toBe('running');
    isOnline = true;
    await machine.run(20_000);
    expect(run.job).toMatchObject({ state: 'running', failures: 0 });
  });

  test('naps of an hour, each with a failed poll, are no lost contact at once either', async () => {
    const machine = createMachine();
    const run = follow(machine, offline);
    for (let nap = 0; nap < 3; nap++) {
      await machine.run(1000);
      machine.jump(HOUR_MS);
    }
    expect(run.job.state).toBe('queued');
  });

  test.each([
    ['back by a day', -24 * HOUR_MS],
    ['forward by a day', 24 * HOUR_MS],
  ])('a clock that is set %s changes nothing', async (_name, jumpMs) => {
    const machine = createMachine();
    let fails = 0;
    const run = follow(machine, () => (fails-- > 0 ? offline() : RUNNING));
    await machine.run(MINUTE_MS);
    fails = 3;
    await machine.run(3000);
    machine.jump(jumpMs);
    await machine.run(MINUTE_MS);
    expect(run.job.state).toBe('running');
    expect(Math.min(...run.gaps().slice(5))).toBeGreaterThanOrEqual(1000);
  });

  test('a clock set back a day while nothing answers still ends', async () => {
    const machine = createMachine();
    const run = follow(machine, offline);
    await machine.run(2 * MINUTE_MS);
    machine.jump(-24 * HOUR_MS);
    await machine.run(5 * MINUTE_MS);
    expect(run.job).toMatchObject({ state: 'unconfirmed', receipt: { requestId: 'r1' } });
  });

  test('a tab in the background polls once a minute, and catches nothing up', async () => {
    const machine = createMachine();
    machine.throttle(MINUTE_MS);
    const run = follow(machine, () => RUNNING);
    await machine.run(HOUR_MS);
    expect(run.polledAtMs).toHaveLength(61);
    expect(new Set(run.gaps())).toEqual(new Set([MINUTE_MS]));
    machine.throttle(0);
    await machine.run(MINUTE_MS + 10_000);
    expect(
      run
        .gaps()
        .slice(61)
        .every((gap) => gap === 2000),
    ).toBe(true);
    expect(run.job.state).toBe('running');
  });

  test('a tab in the background is not lost by a few failures', async () => {
    const machine = createMachine();
    machine.throttle(MINUTE_MS);
    let fails = 5;
    const run = follow(machine, () => (fails-- > 0 ? offline() : RUNNING));
    await machine.run(10 * MINUTE_MS);
    expect(run.job.state).toBe('running');
  });
});

describe('what the service answers', () => {
  test('offline, it is asked at growing waits, and lost after five minutes', async () => {
    const machine = createMachine();
    const run = follow(machine, offline);
    await machine.run(4.9 * MINUTE_MS);
    expect(run.gaps().slice(0, 6)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(run.job.state).toBe('queued');
    await machine.run(MINUTE_MS);
    expect(run.job).toMatchObject({ state: 'unconfirmed', error: { requestId: 'r1' } });
    const polls = run.polledAtMs.length;
    await machine.run(HOUR_MS);
    expect(run.polledAtMs).toHaveLength(polls);
  });

  test.each<[string, number | undefined, number]>([
    ['without Retry-After', undefined, 1000],
    ['Retry-After: 0', 0, 1000],
    ['Retry-After: 7', 7000, 7000],
    ['Retry-After: 3600', 3_600_000, 60_000],
  ])('429 %s', async (_name, retryAfterMs, waitMs) => {
    const machine = createMachine();
    let polls = 0;
    const busy = new ImageTo3DError('busy', 'Too many', retryAfterMs === undefined ? {} : { retryAfterMs });
    const run = follow(machine, () => {
      polls += 1;
      return polls === 3 ? busy : RUNNING;
    });
    await machine.run(2 * MINUTE_MS);
    expect(run.gaps()[2]).toBe(waitMs);
    expect(run.job.state).toBe('running');
  });

  test('5xx and gateways’ pages in between change nothing but the waits', async () => {
    const machine = createMachine();
    let polls = 0;
    const run = follow(machine, () => {
      polls += 1;
      if (polls % 3 === 0) return new ImageTo3DError('service', '503');
      if (polls % 3 === 1) return new ImageTo3DError('protocol', '<html>');
      return RUNNING;
    });
    await machine.run(20 * MINUTE_MS);
    expect(run.job.state).toBe('running');
    expect(Math.min(...run.gaps())).toBeGreaterThanOrEqual(1000);
  });

  test('a crashed worker: running, queued, running; what is shown follows', async () => {
    const machine = createMachine();
    const script: RemoteStatus[] = [
      { state: 'running', logs: [], fraction: 0.9 },
      { state: 'queued', logs: [], queuePosition: 2 },
      RUNNING,
      { state: 'completed', logs: [] },
    ];
    const shown: (Pick<Job, 'queuePosition' | 'fraction'> & { readonly state: string })[] = [];
    const run = follow(machine, () => {
      const { state, queuePosition, fraction } = run.job;
      shown.push({
        state,
        ...(queuePosition === undefined ? {} : { queuePosition }),
        ...(fraction === undefined ? {} : { fraction }),
      });
      return script.shift() ?? RUNNING;
    });
    await machine.run(MINUTE_MS);
    expect(shown).toEqual([
      { state: 'queued' },
      { state: 'running', fraction: 0.9 },
      { state: 'queued', queuePosition: 2 },
      { state: 'running' },
    ]);
    expect((await run.run.ended).job.state).toBe('done');
  });

  test('an ignored cancel is asked once, and the run that finishes is kept', async () => {
    const machine = createMachine();
    let isDone = false;
    let cancels = 0;
    const run = follow(machine, () => (isDone ? { state: 'completed', logs: [] } : RUNNING), {
      cancel: async () => {
        cancels += 1;
        return 'requested';
      },
    });
    await machine.run(10_000);
    run.run.cancel();
    run.run.cancel();
    await machine.run(MINUTE_MS);
    expect(run.job).toMatchObject({ state: 'running', cancelRequested: true });
    isDone = true;
    await machine.run(10_000);
    expect((await run.run.ended).job).toMatchObject({ state: 'done', cancelRequested: true });
    expect(cancels).toBe(1);
  });

  test('a cancel that fails is tried three times beside the polls, whose rhythm it leaves alone', async () => {
    const machine = createMachine();
    let cancels = 0;
    const run = follow(machine, () => RUNNING, {
      cancel: async () => {
        cancels += 1;
        throw new ImageTo3DError('service', '503');
      },
    });
    await machine.run(10_000);
    run.run.cancel();
    await machine.run(MINUTE_MS);
    expect(cancels).toBe(3);
    expect(new Set(run.gaps().slice(5))).toEqual(new Set([2000]));
  });

  test('a download that breaks again and again goes on for five minutes, and stays to be had', async () => {
    const machine = createMachine();
    let tries = 0;
    const run = follow(machine, () => ({ state: 'completed', logs: [] }), {
      download: async (_url, _signal, onProgress) => {
        tries += 1;
        onProgress(tries * 10, 1000);
        throw offline();
      },
    });
    await machine.run(2 * MINUTE_MS);
    expect(run.job).toMatchObject({ state: 'downloading', fraction: tries / 100 });
    await machine.run(5 * MINUTE_MS);
    expect(run.job).toMatchObject({ state: 'unconfirmed', receipt: { requestId: 'r1' } });
    expect(tries).toBeLessThan(30);
  });
});
