/** Polling of fal's queue: fast at first, then every 2 s, well below its rate limit. */
export const FAL_POLL_DELAYS_MS: readonly number[] = [500, 1000, 1000, 1000, 1000, 2000];

/** Delay before status request number `polls` (0 is the first); the last entry repeats. */
export function pollDelayMs(table: readonly number[], polls: number): number {
  return table[Math.min(polls, table.length - 1)] ?? 2000;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * Delay after `failures` consecutive failures: the service's `Retry-After` (1 s to 60 s), else exponential backoff from
 * 1 s to 15 s.
 */
export function retryDelayMs(failures: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined)
    return Math.min(LONGEST_RETRY_AFTER_MS, Math.max(FIRST_RETRY_MS, retryAfterMs));
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
}

/**
 * Delays before the first, second, … lookup of a submit whose answer was lost. A run may appear late in the list, and a
 * server may itself still wait (at most 50 s) for the answer to the submit.
 */
export const RECONCILE_DELAYS_MS: readonly number[] = [0, 2000, 5000, 15_000, 30_000];
