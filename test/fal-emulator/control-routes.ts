import type { Clock } from '../../plugin/core/clock.ts';
import { isJsonObject, isLoopbackHost, json, parseJson, readBody } from '../../plugin/core/http.ts';
import type { ServiceContext } from '../../plugin/fal-service/app.ts';
import type { Ledger } from '../../plugin/fal-service/ledger.ts';
import { isRelayed } from '../../plugin/server/proxy/origin.ts';
import { hasBrokenHost, publicUrl } from '../../plugin/server/public-url.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { ManualClock } from './manual-clock.ts';
import type { createTrace } from './trace.ts';

interface Controlled {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly trace: ReturnType<typeof createTrace>;
  reset(): void;
}

const MAX_BODY_BYTES = 64 * 1024;

const isManual = (clock: Clock): clock is ManualClock => 'advance' in clock;

// A page of another site can reach this machine through a browser, so its mark is refused too.
function isFromThisMachine(request: Request, { remoteAddress }: ServiceContext): boolean {
  if (hasBrokenHost(request) || isRelayed(request)) return false;
  const url = publicUrl(request);
  if (!isLoopbackHost(url.hostname)) return false;
  if (remoteAddress !== undefined && !isLoopbackHost(remoteAddress)) return false;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return false;
  const origin = request.headers.get('origin');
  return origin === null || origin === url.origin;
}

/** `/__emu/…`: look at the service and steer it from the same machine. */
export function addControlRoutes({ clock, ledger, faults, trace, reset }: Controlled) {
  const actions: Readonly<Record<string, (body: unknown) => unknown>> = {
    'GET /ledger': () => ({ rows: ledger.rows }),
    'GET /requests': () => ({ requests: trace.entries }),
    'GET /faults': () => ({ faults: faults.active }),
    'GET /clock': () => ({ now_ms: clock.now() }),
    'POST /reset': () => {
      reset();
      return { status: 'ok' };
    },
    'POST /faults': (body) => {
      faults.add(body as FaultRule);
      return { faults: faults.active };
    },
    'POST /scenario': (body) => {
      const rules = isJsonObject(body) && Array.isArray(body.faults) ? body.faults : [];
      faults.clear();
      for (const rule of rules) faults.add(rule as FaultRule);
      return { faults: faults.active };
    },
    'DELETE /faults': () => {
      faults.clear();
      return { faults: [] };
    },
    'POST /clock': async (body) => {
      const ms = isJsonObject(body) ? Number(body.advance_ms) : Number.NaN;
      if (!(ms >= 0)) throw new RangeError('advance_ms must be 0 or more.');
      if (!isManual(clock)) throw new RangeError('This service runs on the real clock.');
      await clock.advance(ms);
      return { now_ms: clock.now() };
    },
  };
  return async (request: Request, path: string, context: ServiceContext): Promise<Response> => {
    if (!isFromThisMachine(request, context)) return json(403, { detail: 'Only from this machine' });
    const action = actions[`${request.method} ${path.slice('/__emu'.length)}`];
    if (!action) return json(404, { detail: `There are ${Object.keys(actions).join(', ')}` });
    const bytes = await readBody(request, MAX_BODY_BYTES);
    const body = bytes && bytes.byteLength > 0 ? parseJson(bytes) : {};
    if (!isJsonObject(body)) return json(400, { detail: 'The body must be a JSON object' });
    try {
      return json(200, await action(body));
    } catch (thrown) {
      if (thrown instanceof RangeError) return json(400, { detail: thrown.message });
      throw thrown;
    }
  };
}
