import { throwIfAborted } from '../../errors.ts';

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
      await nextTask();
      throwIfAborted(signal);
      end = performance.now() + sliceMs;
    },
  };
}

/** Resolves in a task of its own. A message is not throttled as nested timers are. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
