import { json, requestError } from '../../core/http.ts';
import { findProvider } from '../../recipe/providers/index.ts';
import type { RouteParts, ServiceApp } from '../context.ts';
import type { HistoryRow } from './history.ts';

const DAY_MS = 24 * 3_600_000;
const MAX_LIMIT = 100;

const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

function show(row: HistoryRow, withPayloads: boolean) {
  const { startedAtMs, endedAtMs } = row;
  const isTimed = startedAtMs !== undefined && endedAtMs !== undefined;
  return {
    request_id: row.requestId,
    endpoint_id: row.endpointId,
    sent_at: iso(row.sentAtMs),
    started_at: iso(startedAtMs ?? row.sentAtMs),
    ended_at: iso(endedAtMs),
    status_code: row.statusCode ?? null,
    duration: isTimed ? (endedAtMs - startedAtMs) / 1000 : null,
    ...(withPayloads ? { json_input: row.input ?? null } : {}),
  };
}

/**
 * The account's list of requests, as fal documents it. Two things are not documented and are modelled:
 * a request appears immediately, and the newest come first.
 */
export function addHistoryRoutes(app: ServiceApp, { providers, history, clock }: RouteParts): void {
  app.get('/api.fal.ai/v1/models/requests/by-endpoint', (c) => {
    const ids = c.req.queries('endpoint_id')?.flatMap((list) => list.split(',')) ?? [];
    if (ids.length === 0 || ids.length > 50)
      return requestError(400, 'bad_request', 'Name one to 50 endpoint_id');
    const unknown = ids.filter((id) => !findProvider(id, providers));
    if (unknown.length > 0) return requestError(404, 'not_found', `Unknown endpoint: ${unknown.join(', ')}`);
    const time = (name: string, fallbackMs: number) => {
      const value = c.req.query(name);
      return value === undefined ? fallbackMs : Date.parse(value);
    };
    const startMs = time('start', clock.now() - DAY_MS);
    const endMs = time('end', clock.now() + 1);
    const limit = Number(c.req.query('limit') ?? 50);
    const offset = Number(c.req.query('cursor') ?? 0);
    const isSound =
      Number.isFinite(startMs) &&
      Number.isFinite(endMs) &&
      Number.isInteger(limit) &&
      limit >= 1 &&
      limit <= MAX_LIMIT &&
      Number.isInteger(offset) &&
      offset >= 0;
    if (!isSound) return requestError(400, 'bad_request', 'start, end, limit or cursor cannot be read');
    const rows = history.list(ids, startMs, endMs);
    const hasMore = rows.length > offset + limit;
    const withPayloads = c.req.queries('expand')?.includes('payloads') ?? false;
    return json(200, {
      items: rows.slice(offset, offset + limit).map((row) => show(row, withPayloads)),
      next_cursor: hasMore ? String(offset + limit) : null,
      has_more: hasMore,
    });
  });
}
