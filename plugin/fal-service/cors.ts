import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { isLoopbackHost } from '../core/http.ts';

/** Which pages of other origins may read answers: all (as on fal's hosts), those of this machine, or none. */
export type CorsPolicy = 'any' | 'loopback' | 'off';

function allowedOrigin(origin: string, policy: CorsPolicy): string | undefined {
  if (policy === 'any') return '*';
  if (policy === 'off' || !URL.canParse(origin)) return undefined;
  return isLoopbackHost(new URL(origin).hostname) ? origin : undefined;
}

/** Answers preflights, and lets pages that the policy allows read every answer. */
export const falCors = (): MiddlewareHandler<{ Bindings: { readonly cors: CorsPolicy } }> =>
  cors({
    origin: (origin, c) => allowedOrigin(origin, c.env.cors),
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'],
    exposeHeaders: [
      'x-fal-request-id',
      'x-fal-billable-units',
      'x-fal-error-type',
      'x-fal-request-timeout-type',
      'etag',
      'content-range',
      'retry-after',
    ],
    maxAge: 600,
  });
