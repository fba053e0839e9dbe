/**
 * Time for everything that waits or records when something happened; tests pass their own.
 *
 * @example
 * import { createGeneration, nodePlatform } from 'babylon-image-to-3d/node';
 *
 * const fast: Clock = { now: () => 0, sleep: async () => {} };
 * const generation = createGeneration({ platform: nodePlatform, clock: fast });
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason when it fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** `setTimeout` on a {@link Clock}. The returned function cancels it. */
export function after(clock: Clock, ms: number, callback: () => void): () => void {
  const cancel = new AbortController();
  clock.sleep(ms, cancel.signal).then(
    () => {
      if (!cancel.signal.aborted) callback();
    },
    () => {},
  );
  return () => cancel.abort();
}
