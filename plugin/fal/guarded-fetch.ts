import { withDeadline } from '../core/abort.ts';
import type { Clock } from '../core/clock.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { errorFromResponse } from './to-error.ts';

export interface GuardedFetchOptions {
  readonly submitTimeoutMs: number;
  readonly deadlineClock: Clock;
  readonly now: () => number;
}

export interface GuardedFetch {
  readonly fetch: typeof fetch;
  /** `x-fal-billable-units` of a request id, once received; the fal client does not expose the header. */
  billableUnits(requestId: string): number | undefined;
}

function targetOf(input: RequestInfo | URL, init: RequestInit | undefined): string {
  const viaProxy = new Headers(init?.headers).get('x-fal-target-url');
  return viaProxy ?? (input instanceof Request ? input.url : String(input));
}

function isSubmit(target: string, method: string | undefined): boolean {
  if (method?.toUpperCase() !== 'POST') return false;
  const path = target.split('?')[0] ?? '';
  return path.includes('/queue.fal.run/') && !path.includes('/requests/');
}

/** A request about an accepted run: status, result or cancel. */
const isAboutRun = (target: string) => /\/queue\.fal\.run\/.*\/requests\//.test(target);

// Without a cause: the client retries when the cause has a code such as ECONNRESET.
const unconfirmed = (why: string) =>
  new ImageTo3DError('unconfirmed', `The service may have accepted this run: ${why}.`);

/** Prevents the client's own retries: the job retries instead, where waits are visible and can be cancelled. */
async function refuseRetry(response: Response, now: () => number): Promise<Response> {
  if (response.status < 500 && response.status !== 429) return response;
  throw await errorFromResponse(response, now);
}

/**
 * The `fetch` given to `@fal-ai/client`. The client would repeat a paid submit after 502, 503, 504 and dropped
 * connections (this cannot be configured), and fal has no idempotency key. Here such an outcome becomes an `unconfirmed`
 * error, which the client does not retry. 429 means nothing was accepted: it becomes `busy`, with the requested delay.
 */
export function createGuardedFetch(
  realFetch: typeof fetch,
  { submitTimeoutMs, deadlineClock, now }: GuardedFetchOptions,
): GuardedFetch {
  const units = new Map<string, number>();

  const note = (response: Response): Response => {
    const requestId = response.headers.get('x-fal-request-id');
    const billed = response.headers.get('x-fal-billable-units');
    if (requestId && billed !== null && Number(billed) >= 0 && Number(billed) < 1e9)
      units.set(requestId, Number(billed));
    return response;
  };

  const submit: typeof fetch = async (input, init) => {
    let response: Response;
    try {
      // The time limit covers the body too: an answer that never ends is as useless as none.
      const send = async (signal: AbortSignal) => {
        const answer = await realFetch(input, { ...init, signal });
        const body = await answer.arrayBuffer();
        return new Response(body, { status: answer.status, headers: answer.headers });
      };
      response = await withDeadline(submitTimeoutMs, [], send, deadlineClock);
    } catch (thrown) {
      const why =
        thrown instanceof Error && thrown.name === 'TimeoutError'
          ? 'it did not answer in time'
          : 'the connection broke before it answered';
      throw unconfirmed(why);
    }
    const neverStarted = response.headers.get('x-fal-request-timeout-type') === 'user';
    const isCutOff = response.status === 408 || response.status === 499;
    if ((response.status >= 500 || isCutOff) && !neverStarted)
      throw unconfirmed(`it answered with status ${response.status}`);
    if (response.status === 429) throw await errorFromResponse(response, now);
    return response;
  };

  return {
    fetch: async (input, init) => {
      const target = targetOf(input, init);
      if (isSubmit(target, init?.method)) return note(await submit(input, init));
      const response = note(await realFetch(input, init));
      return isAboutRun(target) ? refuseRetry(response, now) : response;
    },
    billableUnits: (requestId) => units.get(requestId),
  };
}
