import { type Context, Hono } from 'hono';
import type { Clock } from '../../plugin/core/clock.ts';
import { isJsonObject, isLoopbackHost, json, parseJson, readBody } from '../../plugin/core/http.ts';
import type { ServiceContext } from '../../plugin/fal-service/app.ts';
import type { Ledger } from '../../plugin/fal-service/ledger.ts';
import { isRelayed } from '../../plugin/server/proxy/origin.ts';
import { hasBrokenHost, publicUrl } from '../../plugin/server/public-url.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { EmulatorEnv } from './index.ts';
import type { ManualClock } from './manual-clock.ts';
import type { createTrace } from './trace.ts';

const MAX_BODY_BYTES = 64 * 1024;

async function readObject(c: Context): Promise<Record<string, unknown>> {
  const bytes = await readBody(c.req.raw, MAX_BODY_BYTES);
  const body = bytes && bytes.byteLength > 0 ? parseJson(bytes) : {};
  if (!isJsonObject(body)) throw new RangeError('The body must be a JSON object');
  return body;
}

interface Controlled {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly trace: ReturnType<typeof createTrace>;
  reset(): void;
}

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
export function createControls({ clock, ledger, faults, trace, reset }: Controlled): Hono<EmulatorEnv> {
  const app = new Hono<EmulatorEnv>();
  app.use(async (c, next) => {
    if (isFromThisMachine(c.req.raw, c.env.context)) return next();
    return json(403, { detail: 'Only from this machine' });
  });
  app.get('/ledger', (c) => c.json({ rows: ledger.rows }));
  app.get('/requests', (c) => c.json({ requests: trace.entries }));
  app.get('/clock', (c) => c.json({ now_ms: clock.now() }));
  app.get('/faults', (c) => c.json({ faults: faults.active }));
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({ faults: [] });
  });
  app.post('/faults', async (c) => {
    faults.add((await readObject(c)) as unknown as FaultRule);
    return c.json({ faults: faults.active });
  });
  app.post('/scenario', async (c) => {
    const body = await readObject(c);
    faults.clear();
    for (const rule of Array.isArray(body.faults) ? body.faults : []) faults.add(rule as FaultRule);
    return c.json({ faults: faults.active });
  });
  app.post('/clock', async (c) => {
    const ms = Number((await readObject(c)).advance_ms ?? Number.NaN);
    if (!(ms >= 0)) throw new RangeError('advance_ms must be 0 or more.');
    if (!isManual(clock)) throw new RangeError('This service runs on the real clock.');
    await clock.advance(ms);
    return c.json({ now_ms: clock.now() });
  });
  app.post('/reset', (c) => {
    reset();
    return c.json({ status: 'ok' });
  });
  app.all('*', () => {
    const known = app.routes.filter(({ method }) => method !== 'ALL');
    return json(404, {
      detail: `There are ${known.map(({ method, path }) => `${method} ${path}`).join(', ')}`,
    });
  });
  app.onError((thrown) => {
    if (thrown instanceof RangeError) return json(400, { detail: thrown.message });
    throw thrown;
  });
  return app;
}
