import { Hono } from 'hono';
import { type Clock, REAL_CLOCK } from '../core/clock.ts';
import { requestError } from '../core/http.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import { PROVIDERS, type Providers } from '../recipe/providers/index.ts';
import { isAuthorized, unauthorized } from './auth.ts';
import type { RouteParts, ServiceEnv } from './context.ts';
import { type CorsPolicy, falCors } from './cors.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createImageLoader } from './media/image-input.ts';
import { createMediaStore } from './media/media.ts';
import { addStorageRoutes } from './media/storage-routes.ts';
import { addPlatformRoutes } from './platform-routes.ts';
import { unitsOf } from './prices.ts';
import { createHistory } from './queue/history.ts';
import { addHistoryRoutes } from './queue/history-routes.ts';
import { createRequestQueue, type QueueOptions, type RunRequest } from './queue/queue.ts';
import { addQueueRoutes } from './queue/queue-routes.ts';
import type { QueueRequest } from './queue/request.ts';
import { createRandomSource, type RandomSource } from './random.ts';
import { readVirtualTarget } from './vhost.ts';
import { createWorker } from './worker.ts';

/** Options of {@link createLocalService}. */
export interface LocalServiceOptions {
  /** The engine that makes the models. */
  readonly engine: LocalEngine;
  /** Dispose of the engine with the service, default false. */
  readonly disposeEngine?: boolean;
  /** Endpoints that it serves. Default: all that this package knows. */
  readonly providers?: Providers;
  /** Time; tests pass their own. */
  readonly clock?: Clock;
  /** Requests processed at the same time. Default 2. */
  readonly concurrency?: number;
  /**
   * `modelled`: answers and ledger show what fal would charge. `free`: 0, which is what a local run costs. Default
   * `modelled`.
   */
  readonly billing?: 'modelled' | 'free';
  /** `required`: `Authorization: Key <id>:<secret>`, any value of that form. Default `required`. */
  readonly auth?: 'required' | 'open';
  /** Default `any`, as on fal's hosts. */
  readonly cors?: CorsPolicy;
  /** Where clients reach the service, without a final slash. Default: read from each request. */
  readonly publicBaseUrl?: string;
  /** How long a request stays queued although a worker is free, milliseconds. Default 100. */
  readonly startDelayMs?: number;
  /** How long a finished request is stored, milliseconds. Default 1 hour. */
  readonly retentionMs?: number;
  /** How long after its submit a request appears in the account's list, milliseconds. Default 0. */
  readonly listDelayMs?: number;
  /** How long files are stored, milliseconds, unless the upload asks for another time. Default 7 days. */
  readonly mediaTtlMs?: number;
  /** Bytes of memory for stored files; the oldest are deleted first. Default 512 MiB. */
  readonly maxMediaBytes?: number;
  /**
   * What happens to a cancelled request that is still queued: removed (404), or completed with `client_cancelled`.
   * Default `removed`.
   */
  readonly cancelQueued?: QueueOptions['cancelQueued'];
  /** Whether a cancel stops a running request, or lets it finish. Default `cooperative`. */
  readonly cancelRunning?: QueueOptions['cancelRunning'];
  /** Reads images on this machine. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** What your application knows about a request. */
export interface ServiceContext {
  /** Replaces {@link LocalServiceOptions.publicBaseUrl} for this request. */
  readonly publicBaseUrl?: string;
  /** Address of the client, if known. */
  readonly remoteAddress?: string | undefined;
  /** Replaces {@link LocalServiceOptions.cors} for this request. */
  readonly cors?: CorsPolicy;
  /** Overrides {@link LocalServiceOptions.auth} for this request. */
  readonly auth?: 'required' | 'open';
}

/**
 * A fal-compatible service in this process.
 *
 * @example
 * import { createNodeLocalEngine } from 'babylon-image-to-3d/local-engine/node';
 *
 * const service = createLocalService({ engine: createNodeLocalEngine(), auth: 'open' });
 * const answer = await service.fetch(new Request('https://queue.fal.run/any/model', { method: 'POST' }));
 * service.dispose();
 */
export interface LocalService {
  /** Answers a request to one of fal's hosts, named by the URL's host or by its first path segment. Never rejects. */
  fetch(request: Request, context?: ServiceContext): Promise<Response>;
  /** Every submit that was accepted. */
  readonly ledger: Ledger;
  /** Deletes everything: requests, files, ledger. */
  reset(): void;
  /** Ends all requests, and the engine with `disposeEngine`. */
  dispose(): void;
}

/** Parts that a service built on this one can replace. */
export interface ServiceParts {
  /** Where ids and missing seeds come from. Default: the system's generator, so that ids cannot be guessed. */
  readonly random?: RandomSource;
  /** Wraps every run. */
  readonly wrapRun?: (run: RunRequest) => RunRequest;
  readonly onFinished?: (request: QueueRequest) => void;
}

const HOUR_MS = 3_600_000;

/**
 * Creates a service that speaks fal's queue, storage and media protocol and runs every request on the local engine:
 * for offline use and your own tests.
 *
 * @example
 * import { createNodeLocalEngine } from 'babylon-image-to-3d/local-engine/node';
 *
 * const service = createLocalService({ engine: createNodeLocalEngine(), billing: 'free' });
 */
export function createLocalService(options: LocalServiceOptions, parts: ServiceParts = {}): LocalService {
  const { engine, clock = REAL_CLOCK, cors = 'any', auth = 'required' } = options;
  const { providers = PROVIDERS } = options;
  const fetchOut: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const { random = createRandomSource(), wrapRun = (run: RunRequest) => run } = parts;
  const ledger = createLedger();
  const history = createHistory(clock, options.listDelayMs ?? 0);
  const media = createMediaStore(clock, random, {
    ttlMs: options.mediaTtlMs ?? 7 * 24 * HOUR_MS,
    maxBytes: options.maxMediaBytes ?? 512 * 1024 * 1024,
  });
  const run = createWorker({
    engine,
    providers,
    media,
    random,
    loadImage: createImageLoader(media, fetchOut, clock),
    price: options.billing === 'free' ? () => ({ billableUnits: 0, usd: 0 }) : unitsOf,
  });
  const queue = createRequestQueue({
    clock,
    random,
    concurrency: options.concurrency ?? 2,
    startDelayMs: options.startDelayMs ?? 100,
    retentionMs: options.retentionMs ?? HOUR_MS,
    cancelQueued: options.cancelQueued ?? 'removed',
    cancelRunning: options.cancelRunning ?? 'cooperative',
    run: wrapRun(run),
    onFinished(request, { status, billableUnits, usd }) {
      history.settle(request, status);
      const failed = status === 499 ? 'cancelled' : 'error';
      ledger.settle(request.id, { outcome: status < 400 ? 'ok' : failed, billableUnits, usd });
      parts.onFinished?.(request);
    },
  });
  let closing = new AbortController();
  const routeParts: RouteParts = {
    providers,
    clock,
    random,
    queue,
    media,
    ledger,
    history,
    closing: () => closing.signal,
  };

  const app = new Hono<ServiceEnv>({
    getPath: (_request, init) => init?.env?.target.path ?? '/',
  });
  app.use(falCors());
  app.use(async (c, next) => {
    if (isAuthorized(c.req.raw.headers, c.env.target.path, c.env.auth)) await next();
    else c.res = unauthorized();
    if (!c.res.headers.has('x-fal-request-id')) c.res.headers.set('x-fal-request-id', random.uuid());
  });
  addQueueRoutes(app, routeParts);
  const forgetUploads = addStorageRoutes(app, routeParts);
  addPlatformRoutes(app, routeParts);
  addHistoryRoutes(app, routeParts);
  app.notFound(() => requestError(404, 'not_found', 'Not found'));
  app.onError(() => requestError(500, 'internal_error', 'Internal server error'));

  const reset = () => {
    closing.abort();
    closing = new AbortController();
    queue.clear();
    forgetUploads();
    media.clear();
    ledger.clear();
    history.clear();
  };

  return {
    async fetch(request, context = {}) {
      const target = readVirtualTarget(new URL(request.url), context.publicBaseUrl ?? options.publicBaseUrl);
      if (target === undefined) return requestError(404, 'not_found', 'This URL does not name a fal host');
      return app.fetch(request, { target, cors: context.cors ?? cors, auth: context.auth ?? auth });
    },
    ledger,
    reset,
    dispose() {
      reset();
      if (options.disposeEngine) engine.dispose();
    },
  };
}
