import { asImageTo3DError } from './errors.ts';
import { FINAL_STATES, type Job, type JobEffect, type JobEvent, NEW_JOB } from './job/job.ts';
import { step } from './job/step.ts';
import type { JobTransport } from './job/transport.ts';
import type { PreparedImage } from './recipe/image.ts';
import type { Trellis2Parameters } from './recipe/providers/trellis-2-parameters.ts';

/** Time as the runner needs it; tests bring their own. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or rejects when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal.addEventListener('abort', onAbort, { once: true });
    }),
};

export interface JobRunOptions {
  readonly transport: JobTransport;
  readonly image: PreparedImage;
  readonly parameters: Trellis2Parameters;
  /** Checks the bytes; throwing makes the job fetch them again. */
  readonly check: (glb: Uint8Array) => void;
  /** Told of every change, before the effects that follow from it. */
  readonly onChange: (job: Job) => void;
  readonly clock?: Clock;
}

/** A job at its end, and its bytes when it is `done`. */
export interface JobEnd {
  readonly job: Job;
  readonly glb?: Uint8Array<ArrayBuffer>;
}

export interface JobRun {
  /** Never rejects. */
  readonly ended: Promise<JobEnd>;
  cancel(): void;
}

/** Carries out what {@link step} asks for, one job from `start` to its end. */
export function runJob({
  transport,
  image,
  parameters,
  check,
  onChange,
  clock = REAL_CLOCK,
}: JobRunOptions): JobRun {
  let resolve: (end: JobEnd) => void = () => {};
  const ended = new Promise<JobEnd>((settle) => {
    resolve = settle;
  });
  const stop = new AbortController();
  const { signal } = stop;
  let job = NEW_JOB;
  let glb: Uint8Array<ArrayBuffer> | undefined;

  const dispatch = (event: JobEvent): void => {
    if (FINAL_STATES.has(job.state)) return;
    const { job: next, effects } = step(job, event, transport.pollDelaysMs);
    if (next !== job) {
      job = next;
      onChange(job);
    }
    for (const effect of effects) void act(effect);
    if (FINAL_STATES.has(job.state)) {
      stop.abort();
      resolve(glb && job.state === 'done' ? { job, glb } : { job });
    }
  };

  const perform = async (effect: JobEffect): Promise<JobEvent | undefined> => {
    if ('afterMs' in effect && effect.afterMs > 0) await clock.sleep(effect.afterMs, signal);
    switch (effect.type) {
      case 'abort':
        stop.abort();
        return undefined;
      case 'upload':
        return { type: 'uploaded', imageUrl: await transport.upload(image, signal) };
      case 'submit':
        return { type: 'submitted', receipt: await transport.submit(effect.imageUrl, parameters, signal) };
      case 'download': {
        if (!job.result) return undefined;
        const bytes = await transport.download(job.result.url, signal, (loadedBytes, totalBytes) =>
          dispatch({
            type: 'download-progress',
            loadedBytes,
            ...(totalBytes === undefined ? {} : { totalBytes }),
          }),
        );
        check(bytes);
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

  queueMicrotask(() => dispatch({ type: 'start' }));
  return { ended, cancel: () => dispatch({ type: 'cancel' }) };
}
