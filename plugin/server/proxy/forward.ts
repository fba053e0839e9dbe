import { withSignals } from '../../core/abort.ts';
import { after, type Clock } from '../../core/clock.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { upstreamHeaders } from './request-headers.ts';
import type { ProxyTarget } from './target.ts';
import type { Upstream } from './upstream.ts';

/** Shorter than the time that clients wait for the answer to a submit. */
const UPSTREAM_TIMEOUT_MS = 50_000;

export interface Outgoing {
  readonly target: ProxyTarget;
  readonly request: Request;
  readonly body?: string | undefined;
  readonly publicBaseUrl: string;
}

/** Forwards an allowed request, and gives up if the answer is not complete after 50 s. */
export function createForward(upstream: Upstream, clock: Clock) {
  return async <T>(
    { target, request, body, publicBaseUrl }: Outgoing,
    read: (answer: Response) => T | Promise<T>,
  ): Promise<T> => {
    const isSubmit = target.kind === 'submit';
    const stop = new AbortController();
    const clear = after(clock, UPSTREAM_TIMEOUT_MS, () => stop.abort(new Error('timed out')));
    const headers = upstreamHeaders(target, request.headers);
    const submitId = request.headers.get('x-submit-id');
    if (isSubmit && submitId !== null && upstream.mode === 'local-service') headers['x-submit-id'] = submitId;
    // A submit continues when the caller disconnects: its answer is stored for the caller's next try.
    const signals = isSubmit ? [stop.signal] : [stop.signal, request.signal];
    try {
      return await withSignals(signals, async (signal) => {
        const init = { method: target.method, headers, signal, ...omitUndefined({ body }) };
        return await read(await upstream.fetch(target.url, init, publicBaseUrl));
      });
    } finally {
      clear();
    }
  };
}
