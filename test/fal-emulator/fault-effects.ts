import type { Clock } from '../../plugin/core/clock.ts';
import { json, requestError } from '../../plugin/core/http.ts';
import { connectionDropped } from './connection-dropped.ts';

/** One HTTP exchange that a fault takes over. An effect that never calls `handle` hits before anything is accepted. */
export interface FaultExchange {
  readonly request: Request;
  handle(): Promise<Response>;
  readonly clock: Clock;
  /** Fires when the client goes away or the service is reset. */
  readonly signal: AbortSignal;
  /** Delay, throttle interval or window of the rule, milliseconds. */
  readonly ms: number;
}

export type FaultEffect = (exchange: FaultExchange) => Promise<Response>;

/** Response header that makes the service send no CORS headers; removed before the answer leaves. */
export const NO_CORS_HEADER = 'x-emu-no-cors';
/** Response header that makes the Node listener send an empty reason phrase, as HTTP/2 does. */
export const NO_REASON_HEADER = 'x-emu-no-reason';

const html = (status: number) =>
  new Response(`<html><head><title>${status}</title></head><body>nginx</body></html>`, {
    status,
    headers: { 'content-type': 'text/html' },
  });

/** Answers without handling the request. */
export const answer =
  (make: () => Response): FaultEffect =>
  async () =>
    make();

export const answerJson = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  answer(() => json(status, body, headers));

export const answerError = (status: number, type: string, detail: string) =>
  answer(() => requestError(status, type, detail));

export const answerHtml = (status: number) => answer(() => html(status));

/** Handles the request, then answers something else: what was asked for has happened. */
export const afterwards =
  (effect: FaultEffect): FaultEffect =>
  async (exchange) => {
    const handled = await exchange.handle();
    await handled.body?.cancel();
    return effect(exchange);
  };

/** The connection closes without an answer. */
export const drop: FaultEffect = async () => {
  throw connectionDropped();
};

/** No answer until the client gives up. */
export const hang: FaultEffect = ({ signal }) =>
  new Promise((_resolve, reject) => {
    const end = () => reject(connectionDropped());
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });

/** The answer, after `ms`. */
export const delay: FaultEffect = async ({ handle, clock, ms, signal }) => {
  const response = await handle();
  await clock.sleep(ms, signal);
  return response;
};

/** Reads half of the request's body, then closes the connection. */
export const dropHalfway: FaultEffect = async ({ request }) => {
  const half = Number(request.headers.get('content-length') ?? 0) / 2;
  const reader = request.body?.getReader();
  for (let read = 0; read < half; ) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) break;
    read += chunk.value.byteLength;
  }
  throw connectionDropped();
};

/** The true answer with changed headers or status. */
export const withAnswer =
  (change: (response: Response, body: Uint8Array<ArrayBuffer>) => Response): FaultEffect =>
  async ({ handle }) => {
    const response = await handle();
    return change(response, new Uint8Array(await response.arrayBuffer()));
  };

/** The true JSON answer, edited. */
export const withJson = (edit: (body: Record<string, unknown>) => unknown): FaultEffect =>
  withAnswer((response, bytes) => {
    const body = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    return json(
      response.status,
      edit(body),
      copyHeaders(response.headers, ['content-length', 'content-type']),
    );
  });

/** Headers as a record, some left out. */
function copyHeaders(headers: Headers, without: readonly string[] = []): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !without.includes(name)));
}

/** The true answer with one header more, which the outer layers act on. */
export const marked =
  (header: string): FaultEffect =>
  async ({ handle }) => {
    const response = await handle();
    response.headers.set(header, '1');
    return response;
  };

/** The true answer, its body re-cut by `transform`. */
export const withStream =
  (transform: (exchange: FaultExchange) => TransformStream<Uint8Array, Uint8Array>): FaultEffect =>
  async (exchange) => {
    const response = await exchange.handle();
    const headers = copyHeaders(response.headers, ['content-length']);
    return new Response(response.body?.pipeThrough(transform(exchange)) ?? null, {
      status: response.status,
      headers,
    });
  };
