/** A value that changes and tells: fits `useSyncExternalStore` and any other UI. */
export interface Subscribable<Snapshot> {
  /** Calls `listener` after every change. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
  /** The present value; the same object until something changes. */
  getSnapshot(): Snapshot;
}

/** A {@link Subscribable} and the way to set it. A listener that throws does not stop the others. */
export interface Store<Snapshot> extends Subscribable<Snapshot> {
  set(next: Snapshot): void;
}

/** Calls a listener of the host's: what it throws is reported as uncaught, and stops nothing of ours. */
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
