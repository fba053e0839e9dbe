import { type Clock, REAL_CLOCK } from './clock.ts';
import { stopped } from './errors.ts';

/**
 * Runs `work` with a signal that aborts when any of `signals` does. Not `AbortSignal.any`: Node 20 may garbage-collect
 * its signal while only a pending request uses it, and then it never fires.
 */
export async function withSignals<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const given = signals.filter((signal) => signal !== undefined);
  const stops = given.map((signal) => {
    const stop = () => controller.abort(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    return () => signal.removeEventListener('abort', stop);
  });
  try {
    return await work(controller.signal);
  } finally {
    for (const stop of stops) stop();
  }
}

/** As {@link withSignals}; after `ms` the signal also aborts, with a `TimeoutError`. */
export async function withDeadline<T>(
  ms: number,
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
  clock: Clock = REAL_CLOCK,
): Promise<T> {
  const late = new AbortController();
  const ended = new AbortController();
  clock.sleep(ms, ended.signal).then(
    () => late.abort(new DOMException('The time limit was reached.', 'TimeoutError')),
    () => {},
  );
  try {
    return await withSignals([...signals, late.signal], work);
  } finally {
    ended.abort();
  }
}

/** Settles like `work`, but rejects with `aborted` as soon as the signal fires; later results are ignored. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped(signal.reason));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
