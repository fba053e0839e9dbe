/**
 * A value that notifies when it changes: works with `useSyncExternalStore` of React and any other UI.
 *
 * @example
 * const stop = generator.subscribe(() => console.log(generator.getSnapshot().assets.length));
 * stop();
 */
export interface Subscribable<Snapshot> {
  /** Calls `listener` after every change. The returned function ends that. */
  subscribe(listener: () => void): () => void;
  /** The current value; the same object until something changes. */
  getSnapshot(): Snapshot;
}

/** A {@link Subscribable} that can be set. A listener that throws does not stop the others. */
export interface Store<Snapshot> extends Subscribable<Snapshot> {
  set(next: Snapshot): void;
}

/** Calls a listener of the app. What it throws is reported as uncaught and does not stop our code. */
export function notify(listener: () => void): void {
  try {
    listener();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}

export function createStore<Snapshot>(initial: Snapshot): Store<Snapshot> {
  const listeners = new Set<() => void>();
  let snapshot = initial;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    set(next) {
      if (Object.is(next, snapshot)) return;
      snapshot = next;
      for (const listener of [...listeners]) notify(listener);
    },
  };
}
