import type { RunPhase, RunSnapshot } from '../plugin/index.ts';

const PHASES: Readonly<Record<RunPhase, string>> = {
  preparing: 'reading the image',
  uploading: 'uploading',
  submitting: 'submitting',
  reconciling: 'asking whether the service accepted it',
  queued: 'waiting in the queue',
  running: 'generating',
  downloading: 'downloading',
  importing: 'adding it to the scene',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  unconfirmed: 'unconfirmed',
  expired: 'expired',
};

/** The state of a run in a few words, with the progress if it is measured. */
export function runText({ phase, fraction, queuePosition }: RunSnapshot): string {
  const place = phase === 'queued' && queuePosition !== undefined ? ` (${queuePosition} ahead)` : '';
  const share = fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`;
  return `${PHASES[phase]}${place}${share}`;
}

const COLUMNS_M = [0, 1.3, -1.3, 2.6, -2.6];
const ROW_M = 1.3;

/** Position of the asset with this number, in metres: from the middle outwards, then in the next row behind. */
export function spotInRows(number: number): [x: number, y: number, z: number] {
  return [COLUMNS_M[number % COLUMNS_M.length]!, 0, 0 - ROW_M * Math.floor(number / COLUMNS_M.length)];
}
