import { isJsonObject, parseJson } from './http.ts';

/** Expiry in seconds from an `x-fal-object-lifecycle[-preference]` header; undefined without one. */
export function readExpiry(headers: Headers): number | undefined {
  const text = headers.get('x-fal-object-lifecycle') ?? headers.get('x-fal-object-lifecycle-preference');
  const parsed = text === null ? undefined : parseJson(new TextEncoder().encode(text));
  const seconds = isJsonObject(parsed) ? parsed.expiration_duration_seconds : undefined;
  return typeof seconds === 'number' && seconds > 0 ? seconds : undefined;
}
