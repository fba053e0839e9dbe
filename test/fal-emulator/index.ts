import { type Context, Hono } from 'hono';
import { withSignals } from '../../plugin/core/abort.ts';
import { REAL_CLOCK } from '../../plugin/core/clock.ts';
import {
  createLocalService,
  type LocalService,
  type LocalServiceOptions,
  type ServiceContext,
} from '../../plugin/fal-service/app.ts';
import { type CorsPolicy, falCors } from '../../plugin/fal-service/cors.ts';
import { platformError } from '../../plugin/fal-service/queue/outcome.ts';
import { WorkerLost } from '../../plugin/fal-service/queue/queue.ts';
import { createRandomSource } from '../../plugin/fal-service/random.ts';
import { readVirtualTarget } from '../../plugin/fal-service/vhost.ts';
import { createControls } from './control-routes.ts';
import { NO_CORS_HEADER } from './fault-effects.ts';
import { createFaults, type Faults } from './faults.ts';
import { routeOf } from './routes.ts';
import { createTrace, type TraceEntry } from './trace.ts';
import { createWebhooks } from './webhooks.ts';

export interface FalEmulatorOptions extends LocalServiceOptions {
  /** Makes ids, missing seeds and fault chances repeatable. */
  readonly seed?: number;
  /** Serves `/__emu/…` (faults, ledger, trace, clock, reset) to this machine. Default false. */
  readonly control?: boolean;
}

/** `fetch` rejects with `TypeError: fetch failed` where a planned fault drops the connection. */
export interface FalEmulator extends LocalService {
  readonly faults: Faults;
  /** The last requests: method, path and headers, without credentials. */
  readonly trace: readonly TraceEntry[];
}

/** What each request brings along. */
export interface EmulatorEnv {
  Bindings: { readonly context: ServiceContext; readonly cors: CorsPolicy };
}

/** The product's local service with faults on request, signed webhooks, a trace of what was asked, and controls. */
export function createFalEmulator(options: FalEmulatorOptions): FalEmulator {
  const { clock = REAL_CLOCK, seed } = options;
  const random = createRandomSource(seed);
  const faults = createFaults(clock, random);
  const trace = createTrace(clock);
  const webhooks = createWebhooks({ clock, random, fetch: options.fetch ?? globalThis.fetch, faults });
  const service = createLocalService(options, {
    random,
    wrapRun: (run) => async (request, log) => {
      const action = faults.take('worker', 'RUN')?.action;
      if (action === 'crash') throw new WorkerLost('A planned crash.');
      if (action === 'incomplete')
        return platformError(502, 'runner_incomplete_response', 'Runner sent an incomplete response');
      return run(request, log);
    },
    onFinished: webhooks.deliver,
  });
  let closing = new AbortController();
  const reset = () => {
    closing.abort();
    closing = new AbortController();
    service.reset();
    webhooks.clear();
    faults.clear();
    trace.clear();
  };
  const app = new Hono<EmulatorEnv>({
    getPath: (request) => {
      const url = new URL(request.url);
      return /\/__emu(?:\/.*)?$/.exec(url.pathname)?.[0] ?? readVirtualTarget(url)?.path ?? '/';
    },
  });
  if (options.control)
    app.route('/__emu', createControls({ clock, ledger: service.ledger, faults, trace, reset }));
  app.get('/rest.fal.ai/.well-known/jwks.json', async (c) => c.json(await webhooks.jwks()));
  app.use(async (c, next) => {
    if (c.req.path !== '/') trace.add(c.req.raw, c.req.path);
    await next();
    if (!c.res.headers.has(NO_CORS_HEADER)) return;
    for (const name of [...c.res.headers.keys()])
      if (name === NO_CORS_HEADER || name.startsWith('access-control-')) c.res.headers.delete(name);
  });
  app.use(falCors());
  const handle = async (c: Context<EmulatorEnv>) => {
    const answer = await service.fetch(c.req.raw, { ...c.env.context, cors: 'off' });
    const [webhook, id] = [c.req.query('fal_webhook'), answer.headers.get('x-fal-request-id')];
    if (webhook && id && c.req.method === 'POST') webhooks.expect(id, webhook);
    return answer;
  };
  app.all('*', async (c) => {
    const { path, raw: request } = c.req;
    const route = routeOf(path, request.method);
    const fault = route && faults.take(route, request.method);
    const action = fault?.action;
    if (typeof action !== 'function') return handle(c);
    const answer = await withSignals([request.signal, closing.signal], (signal) =>
      action({ request, handle: () => handle(c), clock, ms: fault?.ms ?? 0, signal }),
    );
    if (!answer.headers.has('x-fal-request-id')) answer.headers.set('x-fal-request-id', random.uuid());
    return answer;
  });
  // A dropped connection is a rejection of `fetch`.
  app.onError((thrown) => {
    throw thrown;
  });

  return {
    ledger: service.ledger,
    faults,
    get trace() {
      return trace.entries;
    },
    reset,
    dispose() {
      reset();
      service.dispose();
    },
    fetch: async (request, context = {}) =>
      app.fetch(request, { context, cors: context.cors ?? options.cors ?? 'any' }),
  };
}
