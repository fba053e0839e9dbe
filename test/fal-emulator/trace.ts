import type { Clock } from '../../plugin/core/clock.ts';

/** One request as it arrived. */
export interface TraceEntry {
  readonly atMs: number;
  readonly method: string;
  /** `/<host>/<path>`. */
  readonly path: string;
  readonly query: string;
  /** Lower-case names; credentials are replaced, signatures are in the query only. */
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_ENTRIES = 1000;
const SECRET = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** The last requests, for tests and for looking at what a client really sends. */
export function createTrace(clock: Clock) {
  let entries: TraceEntry[] = [];
  return {
    get entries(): readonly TraceEntry[] {
      return entries;
    },
    add(request: Request, path: string): void {
      const headers = [...request.headers].map(([name, value]) => [
        name,
        SECRET.has(name) ? '[redacted]' : value.slice(0, 500),
      ]);
      const entry: TraceEntry = {
        atMs: clock.now(),
        method: request.method,
        path,
        query: new URL(request.url).search,
        headers: Object.fromEntries(headers),
      };
      entries = [...entries.slice(1 - MAX_ENTRIES), entry];
    },
    clear(): void {
      entries = [];
    },
  };
}
