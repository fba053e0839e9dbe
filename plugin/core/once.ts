import { ImageTo3DError } from './errors.ts';

/** Runs work on the first call; later calls share its result. After a failure the next call tries again. */
export interface Once<T> {
  (): Promise<T>;
  /** Drops the result: the next call runs the work again. */
  forget(): void;
  /** Passes the result, now or once it is ready, to `close`. Later calls reject with `aborted`. Never throws. */
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
      return Promise.reject(new ImageTo3DError('aborted', 'This object was disposed. Create another one.'));
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
      // The caller that started the work has already received its failure.
      started?.then(close).catch(() => {});
    },
  });
}
