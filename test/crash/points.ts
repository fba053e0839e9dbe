/** Where a run is interrupted: the point, and what has to be done for it to come by there. */
export interface KillPoint {
  readonly name: string;
  /** A point of the page (`before-write:…`, `after-write:…`, `answered:…`), or of the server (`in-flight:…`). */
  readonly point: string;
  /** Which passing of the point counts, from 1. */
  readonly nth?: number;
  /** The user cancels when the run comes by here first. */
  readonly cancelAt?: string;
  /** The answer to the submit is lost: after the run was taken, or before. */
  readonly lostSubmit?: 'after' | 'before';
  /** Interrupted here first; the point is one of the page that goes on. */
  readonly firstKillAt?: string;
}

const of = (name: string, points: readonly string[], extra: Partial<KillPoint> = {}): KillPoint[] =>
  points.map((point) => ({ name: `${name}, ${point}`, point, ...extra }));

/** Twelve transitions: before it is written down, after that and before it acts, while it acts, and when it has acted. */
export const KILL_POINTS: readonly KillPoint[] = [
  ...of('upload', [
    'before-write:uploading',
    'after-write:uploading',
    'in-flight:initiate',
    'answered:initiate',
  ]),
  ...of('put', ['in-flight:put', 'answered:put']),
  ...of('submit', [
    'before-write:submitting',
    'after-write:submitting',
    'in-flight:submit',
    'answered:submit',
  ]),
  ...of('queued', ['before-write:queued', 'after-write:queued', 'in-flight:status', 'answered:status']),
  ...of('result', ['before-write:fetching', 'after-write:fetching', 'in-flight:result', 'answered:result']),
  ...of('download', [
    'before-write:downloading',
    'after-write:downloading',
    'in-flight:download',
    'answered:download',
  ]),
  ...of('keep', ['before-write:master', 'after-write:master']),
  ...of('done', ['before-write:done', 'after-write:done', 'after-write:delivered', 'before-write:delivered']),
  ...of(
    'cancel',
    ['before-write:queued+cancel', 'after-write:queued+cancel', 'in-flight:cancel', 'answered:cancel'],
    {
      cancelAt: 'after-write:queued',
    },
  ),
  ...of(
    'submit lost after it was taken',
    ['before-write:reconciling', 'after-write:reconciling', 'in-flight:reconcile', 'answered:reconcile'],
    { lostSubmit: 'after' },
  ),
  ...of('submit lost before it was taken', ['after-write:reconciling', 'answered:reconcile'], {
    lostSubmit: 'before',
  }),
  ...of('resumed from the submit', ['before-write:reconciling', 'in-flight:reconcile', 'answered:status'], {
    firstKillAt: 'in-flight:submit',
  }),
  ...of('resumed from the queue', ['in-flight:status', 'before-write:fetching', 'before-write:done'], {
    firstKillAt: 'after-write:queued',
  }),
  ...of(
    'resumed from the download',
    ['before-write:master', 'after-write:delivered', 'before-write:delivered', 'answered:download'],
    {
      firstKillAt: 'answered:download',
    },
  ),
];

/** Around submit, upload and download: where the whole browser is killed too. */
export const SIGKILL_POINTS: readonly KillPoint[] = KILL_POINTS.filter(
  ({ point, cancelAt, lostSubmit, firstKillAt }) =>
    !cancelAt &&
    !lostSubmit &&
    !firstKillAt &&
    /:(uploading|initiate|put|submitting|submit|downloading|download|master)$/.test(point),
);
