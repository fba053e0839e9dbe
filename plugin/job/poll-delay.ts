/** fal's queue: quick at first, then every 2 s, well below its limit of requests per second. */
export const FAL_POLL_DELAYS_MS: readonly number[] = [500, 1000, 1000, 1000, 1000, 2000];

/** The wait before status request number `polls` (0 is the first): the table's row, or its last one. */
export function pollDelayMs(table: readonly number[], polls: number): number {
  return table[Math.min(polls, table.length - 1)] ?? 2000;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;

/** The wait after `failures` failures in a row: doubling from 1 s to 15 s. */
export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
}
