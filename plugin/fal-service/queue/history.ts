import type { Clock } from '../../core/clock.ts';
import type { QueueRequest } from './request.ts';

/** One accepted request as the account's list shows it. */
export interface HistoryRow {
  readonly requestId: string;
  readonly endpointId: string;
  readonly sentAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly statusCode: number | undefined;
  readonly input: unknown;
}

/** The account's list; it stores requests longer than the queue does. */
export interface RequestHistory {
  add(request: QueueRequest): void;
  /** Called when the request has ended. */
  settle(request: QueueRequest, statusCode: number): void;
  /** Newest first, submitted from `startMs` up to but not including `endMs`. */
  list(endpointIds: readonly string[], startMs: number, endMs: number): readonly HistoryRow[];
  clear(): void;
}

const MAX_ROWS = 10_000;
/** An image inside the input is not stored. */
const MAX_TEXT_CHARS = 4096;

function keep(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const isShort = ([, value]: [string, unknown]) =>
    typeof value !== 'string' || value.length <= MAX_TEXT_CHARS;
  return Object.fromEntries(Object.entries(input).filter(isShort));
}

/** `delayMs`: how long after the submit a request appears. */
export function createHistory(clock: Clock, delayMs: number): RequestHistory {
  const rows = new Map<string, HistoryRow>();
  return {
    add({ id: requestId, endpointId, submittedAtMs: sentAtMs, input }) {
      const open = { startedAtMs: undefined, endedAtMs: undefined, statusCode: undefined };
      rows.set(requestId, { requestId, endpointId, sentAtMs, input: keep(input), ...open });
      if (rows.size > MAX_ROWS) rows.delete(rows.keys().next().value ?? requestId);
    },
    settle({ id, startedAtMs, completedAtMs }, statusCode) {
      const row = rows.get(id);
      if (row) rows.set(id, { ...row, startedAtMs, endedAtMs: completedAtMs, statusCode });
    },
    list(endpointIds, startMs, endMs) {
      const shown = [...rows.values()].filter(
        ({ endpointId, sentAtMs }) =>
          endpointIds.includes(endpointId) &&
          sentAtMs >= startMs &&
          sentAtMs < endMs &&
          sentAtMs + delayMs <= clock.now(),
      );
      return shown.reverse();
    },
    clear: () => rows.clear(),
  };
}
