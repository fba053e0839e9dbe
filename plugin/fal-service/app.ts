import { Hono } from 'hono';
import { withSignals } from '../core/abort.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import { isConnectionDropped, json, requestError } from '../server/http.ts';
import { isAuthorized } from './auth.ts';
import { type Clock, createRealClock } from './clock.ts';
import type { ServiceEnv, ServiceParts } from './context.ts';
import { addControlRoutes } from './control-routes.ts';
import { type CorsPolicy, preflight, withCors } from './cors.ts';
import { createFaults, type Faults } from './faults.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createImageLoader } from './media/image-input.ts';
import { createMediaStore } from './media/media.ts';
import { addStorageRoutes } from './media/storage-routes.ts';
import { addPlatformRoutes } from './platform-routes.ts';
import { unitsOf } from './prices.ts';
import { createHistory } from './queue/history.ts';
import { addHistoryRoutes } from './queue/history-routes.ts';
import { createRequestQueue, type QueueOptions } from './queue/queue.ts';
import { addQueueRoutes } from './queue/queue-routes.ts';
import { createRandomSource } from './random.ts';
import { routeOf } from './routes.ts';
import { createTrace, type TraceEntry } from './trace.ts';
import { readVirtualTarget } from './vhost.ts';
import { createWebhooks } from './webhook.ts';
import { createWorker } from './worker.ts';

export interface LocalServiceOptions {
  /** What answers instead of the model. Disposed of with the service only if `disposeEngine` is true. */
  readonly engine: LocalEngine;
  readonly disposeEngine?: boolean;
  readonly clock?: Clock;
  /** Makes ids, missing seeds and fault chances repeatable. Leave out outside tests: ids are then unguessable. */
  readonly seed?: number;
  /** Requests worked on at once. Default 2. */
  readonly concurrency?: number;
  /** `modelled`: answers and ledger show what fal would ask. `free`: nothing, which is what a local run costs. Default `modelled`. */
  readonly billing?: 'modelled' | 'free';
  /** `required`: `Authorization: Key <id>:<secret>`, any value of that form. Default `required`. */
  readonly auth?: 'required' | 'open';
  /** Default `any`, as on fal's hosts. */
  readonly cors?: CorsPolicy;
  /** Where clients reach the service, without a final slash. Default: taken from each request. */
  readonly publicBaseUrl?: string;
  /** Time that a request stays queued although a worker is free. Default 100. */
  readonly startDelayMs?: number;
  /** Default 1 hour. */
  readonly retentionMs?: number;
  /** How long after its submit a request begins to show in the account's list. Default 0. */
  readonly listDelayMs?: number;
  /** Life of stored files without a wish of their own. Default 7 days. */
  readonly mediaTtlMs?: number;
  /** Memory for stored files; the oldest go first. Default 512 MiB. */
  readonly maxMediaBytes?: number;
  /** A cancelled queued request is gone (404), or completed with `client_cancelled`. Default `removed`. */
  readonly cancelQueued?: QueueOptions['cancelQueued'];
  /** A running one stops, or finishes all the same. Default `cooperative`. */
  readonly cancelRunning?: QueueOptions['cancelRunning'];
  /** Serves `/__emu/…` (faults, ledger, trace, clock, reset) to this machine. Default false. */
  readonly control?: boolean;
  /** Reads `image_url`s on this machine and delivers webhooks. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** What only the host of the service knows about a request. */
export interface ServiceContext {
  /** Overrides {@link LocalServiceOptions.publicBaseUrl} for this request. */
  readonly publicBaseUrl?: string;
  /** Address of the other side, where the host knows it. */
  readonly remoteAddress?: string;
  /** Overrides {@link LocalServiceOptions.cors} for this request. */
  readonly cors?: CorsPolicy;
}

/** The service. `fetch` rejects with `TypeError: fetch failed` only where a planned fault drops the connection. */
export interface LocalService {
  fetch(request: Request, context?: ServiceContext): Promise<Response>;
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** The last requests: method, path and headers, without credentials. */
  readonly trace: readonly TraceEntry[];
  /** Forgets everything: requests, files, ledger, faults, trace. */
  reset(): void;
  dispose(): void;
}

const HOUR_MS = 3_600_000;

/** A service that speaks fal's queue, storage and media protocol and runs every request on the embedded engine. */
export function createLocalService(options: LocalServiceOptions): LocalService {
  const { engine, clock = createRealClock(), cors = 'any', auth = 'required' } = options;
  const fetchOut: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const random = createRandomSource(options.seed);
  const ledger = createLedger();
  const history = createHistory(clock, options.listDelayMs ?? 0);
  const faults = createFaults(clock, random);
  const trace = createTrace(clock);
  const media = createMediaStore(clock, random, {
    ttlMs: options.mediaTtlMs ?? 7 * 24 * HOUR_MS,
    maxBytes: options.maxMediaBytes ?? 512 * 1024 * 1024,
  });
  const webhooks = createWebhooks({ clock, random, fetch: fetchOut, faults });
  const run = createWorker({
    engine,
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
    run,
    strike() {
      const action = faults.take('worker', 'RUN')?.action;
      return action === 'crash' || action === 'incomplete' ? action : undefined;
    },
    onFinished(request, { status, billableUnits, usd }) {
      history.settle(request, status);
      const failed = status === 499 ? 'cancelled' : 'error';
      ledger.settle(request.id, { outcome: status < 400 ? 'ok' : failed, billableUnits, usd });
      webhooks.deliver(request);
    },
  });
  let closing = new AbortController();
  const parts: ServiceParts = {
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
  app.use(async (c, next) => {
    if (isAuthorized(c.req.raw.headers, c.env.target.path, auth)) return next();
    return requestError(401, 'unauthorized', 'Authentication is required to access this application');
  });
  addQueueRoutes(app, parts);
  const forgetUploads = addStorageRoutes(app, parts);
  addPlatformRoutes(app, { random, webhooks });
  addHistoryRoutes(app, history, clock);
  app.notFound(() => requestError(404, 'not_found', 'Not found'));
  app.onError(() => requestError(500, 'internal_error', 'Internal server error'));

  const reset = () => {
    closing.abort();
    closing = new AbortController();
    queue.clear();
    webhooks.clear();
    forgetUploads();
    media.clear();
    ledger.clear();
    history.clear();
    faults.clear();
    trace.clear();
  };
  const control = options.control ? addControlRoutes({ clock, ledger, faults, trace, reset }) : undefined;

  const exchange = async (request: Request, context: ServiceContext): Promise<Response> => {
    const policy = context.cors ?? cors;
    const target = readVirtualTarget(new URL(request.url), context.publicBaseUrl ?? options.publicBaseUrl);
    if (target === undefined) return requestError(404, 'not_found', 'No fal host is named in this address');
    if (target.path.startsWith('/__emu')) {
      return control?.(request, target.path, context) ?? requestError(404, 'not_found', 'Not found');
    }
    trace.add(request, target.path);
    if (request.method === 'OPTIONS') return preflight(request, policy);
    const handle = async () => app.fetch(request, { target });
    const route = routeOf(target.path, request.method);
    const fault = route && faults.take(route, request.method);
    const action = fault?.action;
    const response =
      typeof action === 'function'
        ? await withSignals([request.signal, closing.signal], (signal) =>
            action({ request, handle, clock, ms: fault?.ms ?? 0, signal }),
          )
        : await handle();
    if (!response.headers.has('x-fal-request-id')) response.headers.set('x-fal-request-id', random.uuid());
    return withCors(request, response, policy);
  };

  return {
    async fetch(request, context = {}) {
      try {
        return await exchange(request, context);
      } catch (thrown) {
        if (isConnectionDropped(thrown)) throw thrown;
        return json(500, { detail: 'Internal server error', error_type: 'internal_error' });
      }
    },
    ledger,
    faults,
    get trace() {
      return trace.entries;
    },
    reset,
    dispose() {
      reset();
      if (options.disposeEngine) engine.dispose();
    },
  };
}
