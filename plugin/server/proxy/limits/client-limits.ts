import type { Clock } from '../../../core/clock.ts';
import { refusal } from '../answer.ts';
import { createRateLimit } from './rate.ts';
import type { StoredAnswer } from './submit-ledger.ts';

/** How often one client may submit, upload and search for submits, and how often one run may be polled. */
export interface ClientLimits {
  submit(client: string): StoredAnswer | undefined;
  upload(client: string): StoredAnswer | undefined;
  search(client: string): StoredAnswer | undefined;
  poll(requestId: string): StoredAnswer | undefined;
}

const slowDown = (what: string, perMinute: number): StoredAnswer => {
  const answer = refusal(429, `Too many ${what}: at most ${perMinute} a minute.`, 'rate_limit');
  return { ...answer, headers: { ...answer.headers, 'retry-after': '6' } };
};

export function createClientLimits(
  clock: Clock,
  submitsPerMinute: number,
  pollsPerMinute: number,
): ClientLimits {
  const submits = createRateLimit(clock, submitsPerMinute);
  // A run may need an upload that is retried.
  const uploads = createRateLimit(clock, submitsPerMinute * 3);
  // A lost submit is searched for five times.
  const searches = createRateLimit(clock, submitsPerMinute * 3);
  const polls = createRateLimit(clock, pollsPerMinute);
  return {
    submit: (client) => (submits.take(client) ? undefined : slowDown('runs', submitsPerMinute)),
    upload: (client) => (uploads.take(client) ? undefined : slowDown('uploads', submitsPerMinute * 3)),
    search: (client) => (searches.take(client) ? undefined : slowDown('searches', submitsPerMinute * 3)),
    poll: (requestId) => (polls.take(requestId) ? undefined : slowDown('polls of a run', pollsPerMinute)),
  };
}
