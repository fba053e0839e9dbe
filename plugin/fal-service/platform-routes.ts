import { isJsonObject, json, parseJson, readBody, requestError } from '../core/http.ts';
import { findProvider } from '../recipe/providers/index.ts';
import type { RouteParts, ServiceApp } from './context.ts';
import { UNIT_PRICE_USD } from './prices.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** Prices, balance and tokens. Prices are those of the ledger; the balance is invented. */
export function addPlatformRoutes(app: ServiceApp, { providers, random }: RouteParts): void {
  app.get('/api.fal.ai/v1/models/pricing', (c) => {
    const asked =
      c.req.queries('endpoint_id')?.flatMap((ids) => ids.split(',')) ?? providers.map(({ id }) => id);
    const unknown = asked.filter((id) => !findProvider(id, providers));
    if (unknown.length > 0) return requestError(404, 'not_found', `Unknown endpoint: ${unknown.join(', ')}`);
    const prices = asked.map((endpoint_id) => ({
      endpoint_id,
      unit_price: UNIT_PRICE_USD,
      unit: 'units',
      currency: 'USD',
    }));
    return json(200, { prices, next_cursor: null, has_more: false });
  });

  app.post('/api.fal.ai/v1/models/pricing/estimate', async (c) => {
    const bytes = await readBody(c.req.raw, MAX_BODY_BYTES);
    const body = bytes && parseJson(bytes);
    const endpoints = isJsonObject(body) && isJsonObject(body.endpoints) ? Object.values(body.endpoints) : [];
    const quantities = endpoints.map((entry) =>
      isJsonObject(entry) ? Number(entry.unit_quantity) : Number.NaN,
    );
    if (quantities.length === 0 || quantities.some((quantity) => !(quantity > 0)))
      return requestError(400, 'bad_request', 'endpoints must name a positive unit_quantity each');
    const units = quantities.reduce((sum, quantity) => sum + quantity, 0);
    return json(200, {
      estimate_type: 'unit_price',
      total_cost: Math.round(units * UNIT_PRICE_USD * 1e6) / 1e6,
      currency: 'USD',
    });
  });

  app.get('/api.fal.ai/v1/account/billing', () =>
    json(200, { username: 'local-service', credits: { current_balance: 0, currency: 'USD' } }),
  );

  app.post('/rest.fal.ai/tokens/', () =>
    json(200, [random.hex(12), random.hex(24), random.hex(16)].join('.')),
  );
}
