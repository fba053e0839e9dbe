import { json, parseJson, readBody } from '../../core/http.ts';
import type { StoredAnswer } from './limits/submit-ledger.ts';

/** Largest answer that is forwarded. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const PASSED_HEADERS = [
  'x-fal-request-id',
  'x-fal-billable-units',
  'x-fal-error-type',
  'x-fal-request-timeout-type',
  'x-fal-retryable',
  'x-fal-needs-retry',
  'retry-after',
];

export const OWN_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Removes the key from a text. */
export type Scrub = (text: string) => string;

/** Replaces the key, and its secret half on its own. */
export function createScrub(key: string | undefined): Scrub {
  if (key === undefined) return (text) => text;
  const secret = key.slice(key.indexOf(':') + 1);
  return (text) => text.replaceAll(key, '[redacted]').replaceAll(secret, '[redacted]');
}

/** An answer of the proxy itself. `error_type` names the proxy, so that the message is not mistaken for fal's. */
export function refusal(status: number, detail: string, errorType = 'proxy_refused'): StoredAnswer {
  const headers = { 'content-type': 'application/json', 'x-fal-error-type': errorType, ...OWN_HEADERS };
  return { status, headers, body: JSON.stringify({ detail, error_type: errorType }) };
}

export const toResponse = ({ status, headers, body }: StoredAnswer) =>
  new Response(body, { status, headers });

function passedHeaders(headers: Headers, scrub: Scrub): Record<string, string> {
  const entries = PASSED_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, scrub(value)] as const];
  });
  return { ...Object.fromEntries(entries), ...OWN_HEADERS };
}

/** What fal answered: `answer` is undefined for redirects, HTML, broken JSON and answers that are too large. */
export interface PassedAnswer {
  readonly status: number;
  readonly answer: StoredAnswer | undefined;
}

/** A JSON answer of fal with an allow-list of headers. */
export async function readAnswer(upstream: Response, scrub: Scrub): Promise<PassedAnswer> {
  const { status } = upstream;
  // A browser-like fetch hides a redirect's status.
  const isRedirect = upstream.type === 'opaqueredirect' || (status >= 300 && status < 400);
  const bytes = isRedirect ? undefined : await readBody(upstream, MAX_ANSWER_BYTES);
  const isJson = /^application\/json\b/i.test(upstream.headers.get('content-type') ?? '');
  if (bytes === undefined || !isJson || parseJson(bytes) === undefined) return { status, answer: undefined };
  const headers = { 'content-type': 'application/json', ...passedHeaders(upstream.headers, scrub) };
  return { status, answer: { status, headers, body: scrub(new TextDecoder().decode(bytes)) } };
}

/** A status stream of fal, forwarded line by line; undefined if it is not one. */
export function readStream(upstream: Response, scrub: Scrub): Response | undefined {
  const isStream = /^text\/event-stream\b/i.test(upstream.headers.get('content-type') ?? '');
  if (!upstream.ok || !isStream || upstream.body === null) return undefined;
  let rest = '';
  const lines = new TransformStream<string, string>({
    transform(chunk, controller) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      if (parts.length > 0) controller.enqueue(scrub(`${parts.join('\n')}\n`));
    },
    flush: (controller) => controller.enqueue(scrub(rest)),
  });
  const body = upstream.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(lines)
    .pipeThrough(new TextEncoderStream());
  const headers = { 'content-type': 'text/event-stream', ...passedHeaders(upstream.headers, scrub) };
  return new Response(body, { status: 200, headers });
}

/** FastAPI's shape for refused fields. */
export const fieldRefusal = (detail: readonly unknown[]) => json(422, { detail }, OWN_HEADERS);
