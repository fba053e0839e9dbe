import { throwIfAborted } from '../../core/errors.ts';
import { pause } from '../../core/run-clock.ts';

/** Splits long work into time slices, so that a worker can handle messages (such as abort) in between. */
export interface Pacer {
  /** True when the current slice has lasted long enough. Reads the clock: call it every few thousand steps. */
  due(): boolean;
  /** Handles pending messages, then starts the next slice; throws `aborted` when the signal is aborted. */
  rest(): Promise<void>;
}

const SLICE_MS = 16;

/** A {@link Pacer} with slices of about 16 ms. */
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
