import { throwIfAborted } from '../../core/errors.ts';
import { pause } from '../../core/run-clock.ts';

/** Cuts long work into slices, so that a worker hears messages (a stop among them) in between. */
export interface Pacer {
  /** True when the running slice has lasted long enough. Reads the clock: ask every few thousand steps. */
  due(): boolean;
  /** Lets waiting messages in and starts the next slice; throws `aborted` when the signal has fired. */
  rest(): Promise<void>;
}

const SLICE_MS = 16;

/** A {@link Pacer} with slices of about 16 ms, whose `rest` throws `aborted` once `signal` has fired. */
export function createPacer(signal?: AbortSignal, sliceMs = SLICE_MS): Pacer {
  let end = performance.now() + sliceMs;
  return {
    due: () => performance.now() >= end,
    async rest() {
      throwIfAborted(signal);
      await pause();
      throwIfAborted(signal);
      end = performance.now() + sliceMs;
    },
  };
}
