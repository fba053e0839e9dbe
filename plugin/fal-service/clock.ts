/** Where the service takes its time from: nothing here reads the machine's clock or sets a timer by itself. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after the delay; the returned function takes the timer away. */
  setTimeout(callback: () => void, delayMs: number): () => void;
}

/** A clock that moves only when it is told to. */
export interface ManualClock extends Clock {
  /** Moves time on, running due timers in order; work that they start is given a turn after each of them. */
  advance(ms: number): Promise<void>;
}

/** The machine's own clock. */
export function createRealClock(): Clock {
  return {
    now: () => Date.now(),
    setTimeout(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

// A turn of the event loop, so that promises chained on a timer have settled before the next timer is due.
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A clock for tests: starts at `startMs` and stands still until {@link ManualClock.advance}. */
export function createManualClock(startMs = 1_750_000_000_000): ManualClock {
  const timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  let nowMs = startMs;
  return {
    now: () => nowMs,
    setTimeout(callback, delayMs) {
      const timer = { dueMs: nowMs + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
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
        next.callback();
        await turn();
      }
      nowMs = untilMs;
      await turn();
    },
  };
}

/** Resolves after `ms` on that clock; rejects with the signal's reason when it fires first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clear();
      reject(signal?.reason);
    };
    const clear = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
