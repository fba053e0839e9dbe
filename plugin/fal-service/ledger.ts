/** One accepted submit. `usd` is what fal would charge for it; the local engine itself charges nothing. */
export interface LedgerRow {
  /** The request id that was returned. */
  readonly requestId: string;
  /** The endpoint's id. */
  readonly endpointId: string;
  /** The client's own id (`x-submit-id`), if it sent one. */
  readonly submitId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly acceptedAtMs: number;
  /** `pending` until the request has ended. */
  readonly outcome: 'pending' | 'ok' | 'error' | 'cancelled';
  /** Units that fal would bill; 0 while pending and for failures. */
  readonly billableUnits: number;
  /** US dollars that fal would charge; 0 while pending and for failures. */
  readonly usd: number;
}

/**
 * Every accepted submit, in order. Two rows for one click are a double charge.
 *
 * @example
 * import { createNodeLocalEngine } from 'babylon-image-to-3d/local-engine/node';
 *
 * const { ledger } = createLocalService({ engine: createNodeLocalEngine() });
 * console.log(ledger.rows.reduce((sum, { usd }) => sum + usd, 0));
 */
export interface Ledger {
  /** Oldest first; the oldest rows above 10,000 are dropped. */
  readonly rows: readonly LedgerRow[];
  /** Adds a pending row. The service calls it. */
  accept(row: Pick<LedgerRow, 'requestId' | 'endpointId' | 'submitId' | 'acceptedAtMs'>): void;
  /** Records how a request ended. The service calls it. */
  settle(requestId: string, settled: Pick<LedgerRow, 'outcome' | 'billableUnits' | 'usd'>): void;
  /** Removes all rows. */
  clear(): void;
}

const MAX_ROWS = 10_000;

export function createLedger(): Ledger {
  let rows: LedgerRow[] = [];
  return {
    get rows() {
      return rows;
    },
    accept(row) {
      const remaining = rows.length >= MAX_ROWS ? rows.slice(1 - MAX_ROWS) : rows;
      rows = [...remaining, { ...row, outcome: 'pending', billableUnits: 0, usd: 0 }];
    },
    settle(requestId, settled) {
      rows = rows.map((row) => (row.requestId === requestId ? { ...row, ...settled } : row));
    },
    clear() {
      rows = [];
    },
  };
}
