import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { ServerEnv } from '../env.ts';
import { refusal, toResponse } from './answer.ts';
import type { StoredAnswer } from './limits/submit-ledger.ts';
import type { FalProxyOptions } from './options.ts';
import { type OriginPolicy, refuseOrigin } from './origin.ts';

type Guard = MiddlewareHandler<ServerEnv>;

/** Refuses pages of other origins: see {@link refuseOrigin}. */
export const guardOrigin =
  (origins: OriginPolicy, mayBeOpenedByHand = false): Guard =>
  async (c, next) => {
    const refused = refuseOrigin(c.req.raw, origins, c.env.remoteAddress, mayBeOpenedByHand);
    return refused === undefined ? next() : toResponse(refusal(403, refused, 'origin_refused'));
  };

/** Answers preflights, and lets pages of listed origins read the answers. Runs after {@link guardOrigin}. */
export function allowListedOrigins({ allowedOrigins }: OriginPolicy): Guard {
  const allow = cors({
    origin: [...allowedOrigins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT'],
    allowHeaders: [
      'content-type',
      'accept',
      'x-fal-target-url',
      'x-fal-queue-priority',
      'x-fal-object-lifecycle',
      'x-fal-object-lifecycle-preference',
      'x-fal-request-timeout',
      'x-submit-id',
      'range',
      'if-range',
    ],
    exposeHeaders: [
      'x-fal-request-id',
      'x-fal-billable-units',
      'x-fal-error-type',
      'etag',
      'content-range',
      'retry-after',
    ],
  });
  return async (c, next) => {
    if (allowedOrigins.includes(c.req.header('origin') ?? '')) return allow(c, next);
    // The server's own pages need no permission.
    return c.req.method === 'OPTIONS' ? c.body(null, 204) : next();
  };
}

/** The application's own check, such as a login. `broken` is the answer when the check itself throws. */
export const requireUser =
  (authorize: FalProxyOptions['authorize'], broken?: StoredAnswer): Guard =>
  async (c, next) => {
    let isKnown: boolean;
    try {
      isKnown = !authorize || (await authorize(c.req.raw));
    } catch (thrown) {
      if (broken) return toResponse(broken);
      throw thrown;
    }
    return isKnown ? next() : toResponse(refusal(401, 'Sign in first.', 'unauthorized'));
  };

/** Hono's `onError` gets only Errors, but code of the application may throw anything. */
export const throwErrors: Guard = async (_c, next) => {
  try {
    await next();
  } catch (thrown) {
    throw thrown instanceof Error ? thrown : new Error('Unknown error.', { cause: thrown });
  }
};
