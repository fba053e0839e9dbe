/** One accepted submit. `usd` is what fal would ask for it; the local engine itself charges nothing. */
export interface LedgerRow {
  readonly requestId: string;
  readonly endpointId: string;
  /** The client's own mark (`x-submit-id`), where it sent one. */
  readonly submitId: string | undefined;
  readonly acceptedAtMs: number;
  readonly outcome: 'pending' | 'ok' | 'error' | 'cancelled';
  readonly billableUnits: number;
  readonly usd: number;
}

/** Every submit that was accepted, in order: two rows for one press is a double charge. */
export interface Ledger {
  readonly rows: readonly LedgerRow[];
  accept(row: Pick<LedgerRow, 'requestId' | 'endpointId' | 'submitId' | 'acceptedAtMs'>): void;
  settle(requestId: string, settled: Pick<LedgerRow, 'outcome' | 'billableUnits' | 'usd'>): void;
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
      const kept = rows.length >= MAX_ROWS ? rows.slice(1 - MAX_ROWS) : rows;
      rows = [...kept, { ...row, outcome: 'pending', billableUnits: 0, usd: 0 }];
    },
    settle(requestId, settled) {
      rows = rows.map((row) => (row.requestId === requestId ? { ...row, ...settled } : row));
    },
    clear() {
      rows = [];
    },
  };
}
