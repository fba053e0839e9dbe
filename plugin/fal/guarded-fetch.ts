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
  /** `x-fal-billable-units` of a request id, once an answer has carried it: the client itself hides the header. */
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

/** About a run that the service has taken: status, result, cancel. */
const isAboutRun = (target: string) => /\/queue\.fal\.run\/.*\/requests\//.test(target);

// Without a cause: the client sends again when the cause carries a code such as ECONNRESET.
const unconfirmed = (why: string) =>
  new ImageTo3DError('unconfirmed', `The service may have accepted this run: ${why}.`);

/** Repeating is the job's business: its waits can be cancelled and are shown; those inside the client are neither. */
async function refuseRetry(response: Response, now: () => number): Promise<Response> {
  if (response.status < 500 && response.status !== 429) return response;
  throw await errorFromResponse(response, now);
}

/**
 * The `fetch` given to `@fal-ai/client`, for one reason: the client sends a paid submit again after 502, 503, 504 and
 * dropped connections (its own retry set cannot be configured away), and fal has no idempotency key. Here such an
 * outcome becomes an `unconfirmed` error, which the client does not retry. After 429 nothing was accepted: it
 * becomes `busy`, with the wait that the service asks for.
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
      // The whole answer within the limit: one whose body never ends is as unknown as one that never came.
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
