import { withSignals } from '../../plugin/core/abort.ts';
import { REAL_CLOCK } from '../../plugin/core/clock.ts';
import {
  createLocalService,
  type LocalService,
  type LocalServiceOptions,
} from '../../plugin/fal-service/app.ts';
import { withCors } from '../../plugin/fal-service/cors.ts';
import { platformError } from '../../plugin/fal-service/queue/outcome.ts';
import { WorkerLost } from '../../plugin/fal-service/queue/queue.ts';
import { createRandomSource } from '../../plugin/fal-service/random.ts';
import { readVirtualTarget } from '../../plugin/fal-service/vhost.ts';
import { addControlRoutes } from './control-routes.ts';
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

/** The product's local service with faults on request, signed webhooks, a trace of what was asked, and controls. */
export function createFalEmulator(options: FalEmulatorOptions): FalEmulator {
  const { clock = REAL_CLOCK, cors = 'any', seed } = options;
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
    addRoutes(app) {
      app.get('/rest.fal.ai/.well-known/jwks.json', async () => Response.json(await webhooks.jwks()));
    },
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
  const control = options.control
    ? addControlRoutes({ clock, ledger: service.ledger, faults, trace, reset })
    : undefined;

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
    async fetch(request, context = {}) {
      const url = new URL(request.url);
      const [, controlPath] = /(\/__emu(?:\/.*)?)$/.exec(url.pathname) ?? [];
      if (control && controlPath) return control(request, controlPath, context);
      const path = readVirtualTarget(url)?.path;
      if (path === undefined) return service.fetch(request, context);
      trace.add(request, path);
      const route = request.method === 'OPTIONS' ? undefined : routeOf(path, request.method);
      const fault = route && faults.take(route, request.method);
      const action = fault?.action;
      if (typeof action !== 'function') return service.fetch(request, context);
      const handle = () => service.fetch(request, context);
      const answer = await withSignals([request.signal, closing.signal], (signal) =>
        action({ request, handle, clock, ms: fault?.ms ?? 0, signal }),
      );
      if (!answer.headers.has('x-fal-request-id')) answer.headers.set('x-fal-request-id', random.uuid());
      const isWithoutCors = answer.headers.has(NO_CORS_HEADER);
      answer.headers.delete(NO_CORS_HEADER);
      if (!isWithoutCors) return withCors(request, answer, context.cors ?? cors);
      for (const name of [...answer.headers.keys()])
        if (name.startsWith('access-control-')) answer.headers.delete(name);
      return answer;
    },
  };
}
