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

type Numbers = Float32Array | Int32Array | Uint32Array | Uint8Array | Uint8ClampedArray;

/** Copied between two looks at the clock. */
const CHUNK_BYTES = 1 << 22;

/** Copies all numbers to an array of the same type and length. */
export async function copyInSlices<T extends Numbers>(from: T, to: T, pacer: Pacer): Promise<T> {
  const items = CHUNK_BYTES / from.BYTES_PER_ELEMENT;
  for (let at = 0; at < from.length; at += items) {
    to.set(from.subarray(at, at + items), at);
    if (pacer.due()) await pacer.rest();
  }
  return to;
}
