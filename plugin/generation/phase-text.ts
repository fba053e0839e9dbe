import { isLive, type RunPhase, type RunSnapshot } from './run-snapshot.ts';

/** What a run is doing, or how it ended. */
export const PHASES: Readonly<Record<RunPhase, string>> = {
  preparing: 'Preparing the image',
  uploading: 'Uploading the image',
  submitting: 'Sending the request',
  reconciling: 'Asking the service whether it accepted this run…',
  queued: 'Waiting in the queue',
  running: 'Generating',
  downloading: 'Downloading the model',
  importing: 'Placing it in the scene',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  unconfirmed: 'Not confirmed by the service',
  expired: 'The result has expired',
};

function queueText(position: number): string {
  return position <= 0 ? 'next in the queue' : `${position} ahead in the queue`;
}

/** The phase as text, with the queue position and a requested cancel. */
export function phaseText(run: Pick<RunSnapshot, 'phase' | 'queuePosition' | 'cancelRequested'>): string {
  const text =
    run.phase === 'queued' && run.queuePosition !== undefined
      ? `Waiting: ${queueText(run.queuePosition)}`
      : PHASES[run.phase];
  return run.cancelRequested && isLive(run) ? `Cancel requested · ${text}` : text;
}
