import type { RunPhase, RunSnapshot } from '../plugin/index.ts';

const PHASES: Readonly<Record<RunPhase, string>> = {
  preparing: 'reading the picture',
  uploading: 'uploading',
  submitting: 'submitting',
  queued: 'waiting in the queue',
  running: 'generating',
  downloading: 'downloading',
  importing: 'coming into the scene',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  unconfirmed: 'unconfirmed',
  expired: 'expired',
};

/** A run in a few words: what happens, and how far it is where that is measured. */
export function runText({ phase, fraction, queuePosition }: RunSnapshot): string {
  const place = phase === 'queued' && queuePosition !== undefined ? ` (${queuePosition} ahead)` : '';
  const share = fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`;
  return `${PHASES[phase]}${place}${share}`;
}

const SPOTS = 5;
const RADIUS_M = 1.25;

/** Where the asset of this number stands, in metres: the first in the middle, the next ones around it. */
export function spotOnRing(number: number): [x: number, y: number, z: number] {
  if (number === 0) return [0, 0, 0];
  const ring = Math.ceil(number / SPOTS);
  const angle = ((number - 1) % SPOTS) * ((2 * Math.PI) / SPOTS) + ring * 0.5;
  return [ring * RADIUS_M * Math.cos(angle), 0, ring * RADIUS_M * Math.sin(angle)];
}
