import type { Clock } from '../../plugin/core/clock.ts';

/** A clock that moves only when it is told to. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs due timers in order; the work that each starts gets a turn before the next. */
  advance(ms: number): Promise<void>;
}

// A turn of the event loop, so that promises chained on a timer have settled before the next timer is due.
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A clock for tests: starts at `startMs` and stands still until {@link ManualClock.advance}. */
export function createManualClock(startMs = 1_750_000_000_000): ManualClock {
  const timers = new Set<{ readonly dueMs: number; readonly end: () => void }>();
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        const timer = {
          dueMs: nowMs + Math.max(0, ms),
          end() {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        timers.add(timer);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async advance(ms) {
      const untilMs = nowMs + ms;
      await turn();
      for (;;) {
        const due = [...timers].filter((timer) => timer.dueMs <= untilMs);
        const next = due.reduce<(typeof due)[number] | undefined>(
          (first, timer) => (first === undefined || timer.dueMs < first.dueMs ? timer : first),
          undefined,
        );
        if (next === undefined) break;
        timers.delete(next);
        nowMs = next.dueMs;
        next.end();
        await turn();
      }
      nowMs = untilMs;
      await turn();
    },
  };
}
