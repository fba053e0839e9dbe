import type { Clock } from '../../../core/clock.ts';

const MAX_KEYS = 10_000;

/** A bucket of `perMinute` tokens for each key, refilled evenly. `take` is false when the bucket is empty. */
export function createRateLimit(clock: Clock, perMinute: number): { take(key: string): boolean } {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(key) {
      if (perMinute === Number.POSITIVE_INFINITY) return true;
      const nowMs = clock.now();
      const bucket = buckets.get(key) ?? { tokens: perMinute, atMs: nowMs };
      const refilled = bucket.tokens + ((nowMs - bucket.atMs) / 60_000) * perMinute;
      const tokens = Math.min(perMinute, refilled);
      // Re-inserted at the end, so that the least recently used key is removed first.
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
      if (buckets.size > MAX_KEYS) buckets.delete(buckets.keys().next().value ?? key);
      return tokens >= 1;
    },
  };
}
