import { readExpiry } from '../../core/object-lifecycle.ts';
import type { ProxyTarget } from './target.ts';

const MIN_LIFE_SECONDS = 60;
const MAX_LIFE_SECONDS = 30 * 24 * 3600;
const MAX_HEADER_CHARS = 4096;

/** Whether a header that the proxy reads is too long. */
export function hasOversizedHeader(headers: Headers): boolean {
  return [...headers].some(([name, value]) => name.startsWith('x-') && value.length > MAX_HEADER_CHARS);
}

// Only the lifetime of a file is forwarded, up to a month; the caller cannot set access rules.
function lifecycle(headers: Headers, name: string): Record<string, string> {
  const value = headers.get(name);
  const seconds = value === null ? undefined : readExpiry(new Headers({ [name]: value }));
  if (seconds === undefined) return {};
  const capped = Math.min(MAX_LIFE_SECONDS, Math.max(MIN_LIFE_SECONDS, Math.round(seconds)));
  return { [name]: JSON.stringify({ expiration_duration_seconds: capped }) };
}

/** The headers for fal: made here, with a few checked values of the caller. Without credentials. */
export function upstreamHeaders(target: ProxyTarget, headers: Headers): Record<string, string> {
  const made: Record<string, string> = {
    accept: target.kind === 'stream' ? 'text/event-stream' : 'application/json',
  };
  if (target.method === 'POST') made['content-type'] = 'application/json';
  if (target.kind === 'initiate') return { ...made, ...lifecycle(headers, 'x-fal-object-lifecycle') };
  if (target.kind !== 'submit') return made;
  const priority = headers.get('x-fal-queue-priority') === 'low' ? 'low' : 'normal';
  const timeout = Number(headers.get('x-fal-request-timeout') ?? Number.NaN);
  return {
    ...made,
    'x-fal-queue-priority': priority,
    ...(timeout > 1 && timeout <= 3600 ? { 'x-fal-request-timeout': String(timeout) } : {}),
    ...(headers.get('x-fal-no-retry') === '1' ? { 'x-fal-no-retry': '1' } : {}),
    ...lifecycle(headers, 'x-fal-object-lifecycle-preference'),
  };
}
