const REQUEST_HEADERS =
  'content-type, accept, x-fal-target-url, x-fal-queue-priority, x-fal-object-lifecycle, x-fal-object-lifecycle-preference, x-fal-request-timeout, x-submit-id, range, if-range';

/** The answer with CORS headers, for a page of a listed origin; any other request gets none. */
export function withAllowedOrigin(
  request: Request,
  response: Response,
  allowedOrigins: readonly string[],
): Response {
  const origin = request.headers.get('origin');
  if (origin === null || !allowedOrigins.includes(origin)) return response;
  const headers = new Headers(response.headers);
  headers.set('access-control-allow-origin', origin);
  headers.append('vary', 'origin');
  headers.set(
    'access-control-expose-headers',
    'x-fal-request-id, x-fal-billable-units, x-fal-error-type, etag, content-range, retry-after',
  );
  if (request.method === 'OPTIONS') {
    headers.set('access-control-allow-headers', REQUEST_HEADERS);
    headers.set('access-control-allow-methods', 'GET, HEAD, POST, PUT');
  }
  return new Response(response.body, { status: response.status, headers });
}
