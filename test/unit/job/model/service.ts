import { ImageTo3DError } from '../../../../plugin/core/errors.ts';
import type {
  CancelAnswer,
  RemoteResult,
  RemoteStatus,
  SubmitFinding,
} from '../../../../plugin/job/transport.ts';

/** One accepted, and charged, submit. */
export interface Row {
  readonly requestId: string;
  readonly imageUrl: string;
  readonly seed: number;
  /** Asks of the list until it shows. */
  hiddenFor: number;
  state: 'queued' | 'running' | 'completed' | 'cancelled';
}

const gone = () => new ImageTo3DError('expired', 'Request not found');

/** A service with a ledger, which answers truly; what goes wrong on the way is the script's business. */
export function createModelService() {
  const rows: Row[] = [];
  const find = (requestId: string): Row => {
    const row = rows.find((each) => each.requestId === requestId);
    if (!row) throw gone();
    return row;
  };
  return {
    rows,
    enqueue(imageUrl: string, seed: number, hiddenFor: number): Row {
      const row: Row = { requestId: `r${rows.length + 1}`, imageUrl, seed, hiddenFor, state: 'queued' };
      rows.push(row);
      return row;
    },
    search(imageUrl: string, seed: number): SubmitFinding {
      const mine = rows.filter((row) => row.imageUrl === imageUrl && row.seed === seed);
      for (const row of mine) row.hiddenFor = Math.max(0, row.hiddenFor - 1);
      const shown = mine.find((row) => row.hiddenFor === 0);
      return shown ? { kind: 'found', receipt: { requestId: shown.requestId } } : { kind: 'absent' };
    },
    /** `move` is what the worker did since: it may have crashed, which puts a running request back in the queue. */
    status(requestId: string, move: 'on' | 'rest' | 'crash'): RemoteStatus {
      const row = find(requestId);
      if (row.state === 'cancelled') throw gone();
      if (move === 'on') row.state = row.state === 'queued' ? 'running' : 'completed';
      else if (move === 'crash' && row.state === 'running') row.state = 'queued';
      return { state: row.state, logs: [] };
    },
    result(requestId: string): RemoteResult {
      const row = find(requestId);
      if (row.state === 'cancelled') throw gone();
      if (row.state !== 'completed') throw new ImageTo3DError('busy', 'Request is still in progress');
      return { url: `https://x.test/${requestId}.glb`, isLocal: false, notes: [] };
    },
    cancel(requestId: string, isIgnored: boolean): CancelAnswer {
      const row = find(requestId);
      if (row.state === 'completed') return 'already-completed';
      if (row.state === 'queued') {
        row.state = 'cancelled';
        return 'removed';
      }
      if (!isIgnored) row.state = 'cancelled';
      return 'requested';
    },
  };
}

export type ModelService = ReturnType<typeof createModelService>;
