import { after, type Clock } from '../../core/clock.ts';
import type { RandomSource } from '../random.ts';
import { type Outcome, platformError } from './outcome.ts';
import type { LogEntry, QueueRequest, Submission } from './request.ts';

const MAX_LOST_WORKERS = 10;
/** An answer of this size or more is stored for a tenth of the time. */
const LARGE_RESULT_BYTES = 10_240;

/** Processes one request; `log` adds a line to its status. */
export type RunRequest = (
  request: QueueRequest,
  log: (message: string, level?: LogEntry['level']) => void,
) => Promise<Outcome>;

/** The worker ended without an answer. */
export class WorkerLost extends Error {}

export interface QueueOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Requests processed at the same time. */
  readonly concurrency: number;
  /** Time from submit (or crash) until a free worker may start the request. */
  readonly startDelayMs: number;
  /** How long a finished request is stored; a tenth of it when the answer is 10 KiB or more. */
  readonly retentionMs: number;
  readonly cancelQueued: 'removed' | 'completed';
  readonly cancelRunning: 'cooperative' | 'ignored';
  /** A rejection with {@link WorkerLost} puts the request back into the queue, up to ten times. */
  readonly run: RunRequest;
  onFinished(request: QueueRequest, outcome: Outcome): void;
}

export type CancelResult = 'removed' | 'requested' | 'already-completed' | 'not-found';

export interface RequestQueue {
  submit(submission: Submission): QueueRequest;
  get(app: string, id: string): QueueRequest | undefined;
  /** Requests that will start before this one. */
  position(request: QueueRequest): number;
  readonly waiting: number;
  cancel(app: string, id: string): CancelResult;
  /** Deletes a request immediately, as after its retention. */
  expire(id: string): void;
  clear(): void;
}

const clientCancelled = () => platformError(499, 'client_cancelled', 'Request was cancelled by the client');

/** The state machine IN_QUEUE → IN_PROGRESS → COMPLETED → deleted, with cancel, start deadlines and crashed workers. */
export function createRequestQueue(options: QueueOptions): RequestQueue {
  const { clock, random, concurrency, startDelayMs, retentionMs } = options;
  const requests = new Map<string, QueueRequest>();
  const ready = new Set<QueueRequest>();
  const timers = new Set<() => void>();
  let running = 0;
  let generation = 0;

  const schedule = (ms: number, callback: () => void) => {
    const clear = after(clock, ms, () => {
      timers.delete(clear);
      callback();
    });
    timers.add(clear);
  };
  const changed = (request: QueueRequest) => {
    for (const listener of [...request.listeners]) listener();
  };
  const queuedRequests = () => {
    const queued = [...requests.values()].filter((request) => request.state === 'IN_QUEUE');
    return queued.sort((a, b) => Number(a.priority === 'low') - Number(b.priority === 'low'));
  };
  const finish = (request: QueueRequest, outcome: Outcome) => {
    if (request.state === 'COMPLETED') return;
    request.state = 'COMPLETED';
    request.outcome = outcome;
    request.input = undefined;
    request.completedAtMs = clock.now();
    const isLarge = JSON.stringify(outcome.body ?? null).length >= LARGE_RESULT_BYTES;
    request.expiresAtMs = clock.now() + (isLarge ? retentionMs / 10 : retentionMs);
    ready.delete(request);
    options.onFinished(request, outcome);
    changed(request);
    for (const other of queuedRequests()) changed(other);
  };
  const sweep = () => {
    for (const [id, request] of requests) if (clock.now() >= request.expiresAtMs) requests.delete(id);
  };
  const enqueue = (request: QueueRequest) => {
    request.state = 'IN_QUEUE';
    schedule(startDelayMs, () => {
      if (request.state !== 'IN_QUEUE' || !requests.has(request.id)) return;
      ready.add(request);
      pump();
    });
  };

  const work = async (request: QueueRequest) => {
    const born = generation;
    const log = (message: string, level: LogEntry['level'] = 'INFO') => {
      request.logs.push({ message, level, source: 'USER', timestamp: new Date(clock.now()).toISOString() });
      changed(request);
    };
    let outcome: Outcome | undefined;
    try {
      outcome = await options.run(request, log);
    } catch (thrown) {
      if (!(thrown instanceof WorkerLost)) {
        outcome = platformError(500, 'internal_error', 'Internal server error');
      } else {
        request.lostWorkers += 1;
        if (request.lostWorkers >= MAX_LOST_WORKERS)
          outcome = platformError(503, 'runner_disconnected', 'Runner disconnected');
      }
    }
    if (born !== generation) return;
    running -= 1;
    if (outcome) finish(request, outcome);
    else {
      enqueue(request);
      changed(request);
    }
    pump();
  };
  function pump(): void {
    while (running < concurrency) {
      const next = queuedRequests().find((request) => ready.has(request));
      if (!next) return;
      ready.delete(next);
      running += 1;
      next.state = 'IN_PROGRESS';
      next.startedAtMs = clock.now();
      changed(next);
      for (const other of queuedRequests()) changed(other);
      void work(next);
    }
  }
  const get = (app: string, id: string) => {
    sweep();
    const request = requests.get(id);
    return request?.app === app ? request : undefined;
  };

  return {
    submit(submission) {
      sweep();
      const request: QueueRequest = {
        ...submission,
        id: random.uuid(),
        submittedAtMs: clock.now(),
        state: 'IN_QUEUE',
        lostWorkers: 0,
        logs: [],
        startedAtMs: undefined,
        completedAtMs: undefined,
        expiresAtMs: Number.POSITIVE_INFINITY,
        outcome: undefined,
        abort: new AbortController(),
        listeners: new Set(),
      };
      requests.set(request.id, request);
      if (request.startTimeoutMs !== undefined) {
        schedule(request.startTimeoutMs, () => {
          if (request.state !== 'IN_QUEUE' || request.startedAtMs !== undefined) return;
          finish(
            request,
            platformError(504, 'startup_timeout', 'Request timed out before processing started', {
              'x-fal-request-timeout-type': 'user',
            }),
          );
        });
      }
      enqueue(request);
      return request;
    },
    get,
    position: (request) => Math.max(0, queuedRequests().indexOf(request)),
    get waiting() {
      return queuedRequests().length;
    },
    cancel(app, id) {
      const request = get(app, id);
      if (!request) return 'not-found';
      if (request.state === 'COMPLETED') return 'already-completed';
      if (request.state === 'IN_QUEUE') {
        finish(request, clientCancelled());
        if (options.cancelQueued === 'removed') requests.delete(id);
        return 'removed';
      }
      if (options.cancelRunning === 'cooperative') request.abort.abort(new Error('cancelled'));
      return 'requested';
    },
    expire: (id) => void requests.delete(id),
    clear() {
      generation += 1;
      running = 0;
      for (const clear of timers) clear();
      timers.clear();
      const all = [...requests.values()];
      requests.clear();
      ready.clear();
      for (const request of all) {
        request.abort.abort(new Error('the service was reset'));
        changed(request);
      }
    },
  };
}
