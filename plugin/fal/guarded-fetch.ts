import { ImageTo3DError } from '../errors.ts';

/** Longest wait for the answer to a submit. */
const SUBMIT_TIMEOUT_MS = 60_000;

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
  return /\/\/queue\.fal\.run\/|\/queue\.fal\.run\//.test(path) && !path.includes('/requests/');
}

const unconfirmed = (why: string, cause?: unknown) =>
  new ImageTo3DError(
    'unconfirmed',
    `The service may have taken this run: ${why}.`,
    cause === undefined ? {} : { cause },
  );

/**
 * The `fetch` given to `@fal-ai/client`, for one reason: the client sends a paid submit again after 502, 503, 504 and
 * dropped connections (its own retry set cannot be configured away), and fal has no idempotency key. Here such an
 * outcome becomes an `unconfirmed` error, which the client does not retry. 429 passes: nothing was accepted.
 */
export function createGuardedFetch(realFetch: typeof fetch): GuardedFetch {
  const units = new Map<string, number>();

  const note = (response: Response): Response => {
    const requestId = response.headers.get('x-fal-request-id');
    const billed = response.headers.get('x-fal-billable-units');
    if (requestId && billed !== null && Number.isFinite(Number(billed))) units.set(requestId, Number(billed));
    return response;
  };

  const submit: typeof fetch = async (input, init) => {
    let response: Response;
    try {
      response = await realFetch(input, { ...init, signal: AbortSignal.timeout(SUBMIT_TIMEOUT_MS) });
    } catch (thrown) {
      const why =
        thrown instanceof Error && thrown.name === 'TimeoutError'
          ? 'it did not answer in time'
          : 'the connection broke before it answered';
      throw unconfirmed(why, thrown);
    }
    const neverStarted = response.headers.get('x-fal-request-timeout-type') === 'user';
    if (response.status >= 500 && !neverStarted)
      throw unconfirmed(`it answered with status ${response.status}`);
    return response;
  };

  return {
    fetch: async (input, init) => {
      const send = isSubmit(targetOf(input, init), init?.method) ? submit : realFetch;
      return note(await send(input, init));
    },
    billableUnits: (requestId) => units.get(requestId),
  };
}
