import { type Clock, REAL_CLOCK } from '../core/clock.ts';
import { asImageTo3DError, ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { randomId } from '../core/random-id.ts';
import { FINAL_STATES, type Job, type JobEffect, type JobEvent, NEW_JOB } from '../job/job.ts';
import { storeJob } from '../job/job-record.ts';
import { step } from '../job/step.ts';
import type { JobTransport } from '../job/transport.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';

export interface JobRunOptions {
  readonly transport: JobTransport;
  /** Called just before the upload. */
  readonly getImage: () => Promise<PreparedImage>;
  readonly parameters: RunParameters;
  /** Checks the bytes; when it throws, the job downloads them again. */
  readonly check: (glb: Uint8Array<ArrayBuffer>) => void;
  /** Stores the checked bytes before the job counts as done. Never rejects. */
  readonly keep?: (glb: Uint8Array<ArrayBuffer>, job: Job) => Promise<void>;
  /** Called at every change, before its effects are carried out. */
  readonly onChange: (job: Job) => void;
  /**
   * Records the job before its effects are carried out. Throws `storage` when it cannot, `superseded` when another tab
   * has taken over the job.
   */
  readonly commit?: (job: Job) => Promise<void>;
  /** The id that is sent with the submit; random by default. */
  readonly submitId?: string;
  /** Start of the job, ms since the epoch: now, unless it is resumed from its record. */
  readonly startedAtMs?: number;
  /** A job to resume with this event; a new one is started otherwise. */
  readonly from?: { readonly job: Job; readonly event: 'resume' | 'submit-again' };
  /** Fires when another tab has taken over the job: nothing more is done or requested. */
  readonly lost?: AbortSignal;
  readonly clock?: Clock;
}

/** An ended job, with its bytes when it is `done`. */
export interface JobEnd {
  readonly job: Job;
  readonly glb?: Uint8Array<ArrayBuffer>;
}

export interface JobRun {
  /** Never rejects. */
  readonly ended: Promise<JobEnd>;
  cancel(): void;
}

const STORED_FIELDS = ['state', 'cancelRequested', 'imageUrl', 'receipt', 'result', 'error'] as const;

/** Whether the recorded fields differ; progress and logs are not recorded. */
function differs(before: Job, after: Job): boolean {
  const [was, is] = [storeJob(before), storeJob(after)];
  return STORED_FIELDS.some((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]));
}

/** Carries out the effects of {@link step} for one job, from its current state to its end. */
export function runJob(options: JobRunOptions): JobRun {
  const { transport, parameters, commit, from, lost, clock = REAL_CLOCK } = options;
  const { submitId = randomId(), startedAtMs = clock.now() } = options;
  let resolve: (end: JobEnd) => void = () => {};
  const ended = new Promise<JobEnd>((settle) => {
    resolve = settle;
  });
  const stop = new AbortController();
  const { signal } = stop;
  let job = from?.job ?? NEW_JOB;
  let glb: Uint8Array<ArrayBuffer> | undefined;
  let isEnded = false;
  /** The job as it was last recorded: a failed write is tried again with the next event. */
  let written = job;
  const inbox: JobEvent[] = [];
  let isBusy = false;

  const end = (last: Job) => {
    if (isEnded) return;
    isEnded = true;
    job = last;
    stop.abort();
    resolve(glb && job.state === 'done' ? { job, glb } : { job });
  };

  /** Ends the job in this page without recording that: it could not be recorded, or belongs to another tab. */
  const giveUp = (error: ImageTo3DError) => {
    job = { ...job, state: 'failed', error };
    options.onChange(job);
    end(job);
  };

  /** Whether the effects of this job may follow. */
  const write = async (next: Job): Promise<boolean> => {
    try {
      await commit?.(next);
      written = next;
    } catch (thrown) {
      const error = asImageTo3DError(thrown, 'storage');
      const isUnsent = next.state === 'uploading' || next.state === 'submitting';
      // A run that the service has accepted continues, recorded or not: the rest of it is free.
      if (error.code === 'superseded' || isUnsent) {
        giveUp(error);
        return false;
      }
    }
    return !isEnded;
  };

  const handle = (event: JobEvent): Promise<void> | undefined => {
    if (isEnded) return undefined;
    const { job: next, effects } = step(job, event, transport.pollDelaysMs);
    const proceed = () => {
      if (next !== job) {
        job = next;
        options.onChange(job);
      }
      for (const effect of effects) void act(effect);
      if (FINAL_STATES.has(job.state)) end(job);
    };
    if (!commit || !differs(written, next)) {
      proceed();
      return undefined;
    }
    return write(next).then((mayProceed) => {
      if (mayProceed) proceed();
    });
  };

  // Events are handled one after the other: none while a record is being written.
  const dispatch = (event: JobEvent): void => {
    inbox.push(event);
    if (!isBusy) void drain();
  };
  const drain = async () => {
    isBusy = true;
    for (let event = inbox.shift(); event; event = inbox.shift()) {
      const written = handle(event);
      if (written) await written;
    }
    isBusy = false;
  };

  const perform = async (effect: JobEffect): Promise<JobEvent | undefined> => {
    // Without a way to ask the service, there is nothing to wait for.
    const isIdle = effect.type === 'reconcile' && !transport.reconcile;
    if ('afterMs' in effect && effect.afterMs > 0 && !isIdle) await clock.sleep(effect.afterMs, signal);
    switch (effect.type) {
      case 'abort':
        stop.abort();
        return undefined;
      case 'upload':
        return { type: 'uploaded', imageUrl: await transport.upload(await options.getImage(), signal) };
      case 'submit':
        return {
          type: 'submitted',
          receipt: await transport.submit(effect.imageUrl, parameters, signal, submitId),
        };
      case 'reconcile': {
        const marks = {
          submitId,
          sinceMs: startedAtMs,
          imageUrl: effect.imageUrl,
          seed: parameters.seed,
        };
        const finding = await transport.reconcile?.(marks, signal);
        return { type: 'reconciled', finding: finding ?? { kind: 'unknown' } };
      }
      case 'download': {
        if (!job.result) return undefined;
        const bytes = await transport.download(job.result.url, signal, (loadedBytes, totalBytes) =>
          dispatch({
            type: 'download-progress',
            loadedBytes,
            ...omitUndefined({ totalBytes }),
          }),
        );
        options.check(bytes);
        await options.keep?.(bytes, job);
        glb = bytes;
        return { type: 'downloaded' };
      }
      default: {
        if (!job.receipt) return undefined;
        if (effect.type === 'poll')
          return { type: 'status', status: await transport.status(job.receipt, signal) };
        if (effect.type === 'fetch')
          return { type: 'result', result: await transport.result(job.receipt, signal) };
        return { type: 'cancel-answered', answer: await transport.cancel(job.receipt) };
      }
    }
  };

  const act = async (effect: JobEffect): Promise<void> => {
    try {
      const event = await perform(effect);
      if (event) dispatch(event);
    } catch (thrown) {
      dispatch({ type: 'failed', effect: effect.type, error: asImageTo3DError(thrown), nowMs: clock.now() });
    }
  };

  const onLost = () => giveUp(new ImageTo3DError('superseded', 'Another tab has taken over this run.'));
  if (lost?.aborted) queueMicrotask(onLost);
  else lost?.addEventListener('abort', onLost, { once: true });
  queueMicrotask(() => dispatch({ type: from?.event ?? 'start' }));
  return { ended, cancel: () => dispatch({ type: 'cancel' }) };
}
