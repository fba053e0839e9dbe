import { ImageTo3DError } from './errors.ts';

/** Work that starts with the first call and whose result later calls share. A failure is forgotten: the next call tries again. */
export interface Once<T> {
  (): Promise<T>;
  /** The next call starts anew. */
  forget(): void;
  /** Hands the result to `close`, if there is or will be one. Later calls are refused with `aborted`. Never throws. */
  end(close: (result: T) => void): void;
}

export function once<T>(work: () => T | Promise<T>): Once<T> {
  let started: Promise<T> | undefined;
  let isEnded = false;
  const start = (): Promise<T> => {
    const mine = (async () => work())().catch((thrown: unknown) => {
      if (started === mine) started = undefined;
      throw thrown;
    });
    return mine;
  };
  const call = (): Promise<T> => {
    if (isEnded)
      return Promise.reject(new ImageTo3DError('aborted', 'This was disposed and can no longer be used.'));
    started ??= start();
    return started;
  };
  return Object.assign(call, {
    forget() {
      started = undefined;
    },
    end(close: (result: T) => void) {
      if (isEnded) return;
      isEnded = true;
      // Whoever started it was told of a failure.
      started?.then(close).catch(() => {});
    },
  });
}
