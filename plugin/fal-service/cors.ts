import { isLoopbackHost } from '../core/http.ts';

/** Which pages of other origins may read answers: any (as on fal's hosts), those of this machine, or none. */
export type CorsPolicy = 'any' | 'loopback' | 'off';

const EXPOSED =
  'x-fal-request-id, x-fal-billable-units, x-fal-error-type, x-fal-request-timeout-type, etag, content-range, retry-after';

function allowedOrigin(origin: string | null, policy: CorsPolicy): string | undefined {
  if (policy === 'any') return '*';
  if (policy === 'off' || origin === null || !URL.canParse(origin)) return undefined;
  return isLoopbackHost(new URL(origin).hostname) ? origin : undefined;
}

/** The answer with the CORS headers that the policy grants this request. */
export function withCors(request: Request, response: Response, policy: CorsPolicy): Response {
  const origin = allowedOrigin(request.headers.get('origin'), policy);
  if (origin === undefined) return response;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.set('access-control-expose-headers', EXPOSED);
  if (origin !== '*') response.headers.append('vary', 'origin');
  return response;
}

/** The answer to a preflight. */
export function preflight(request: Request, policy: CorsPolicy): Response {
  const response = withCors(request, new Response(null, { status: 204 }), policy);
  if (!response.headers.has('access-control-allow-origin')) return response;
  // A wildcard does not cover Authorization, so the asked-for names are repeated.
  const asked = request.headers.get('access-control-request-headers') ?? '*';
  response.headers.set('access-control-allow-headers', asked);
  response.headers.set('access-control-allow-methods', 'GET, HEAD, POST, PUT, OPTIONS');
  response.headers.set('access-control-max-age', '600');
  return response;
}
