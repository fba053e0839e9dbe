import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import { notify } from '../../core/subscribable.ts';
import type { JobLocks, JobProgress } from '../contract.ts';

interface Holder {
  readonly lost: AbortController;
}

interface Waiter {
  readonly start: () => void;
}

/** Shared state of memory locks: two over one table behave like two tabs. */
export interface LockTable {
  readonly holders: Map<string, Holder>;
  readonly waiters: Map<string, Waiter[]>;
  readonly listeners: Map<(news: JobProgress) => void, object>;
}

export function createLockTable(): LockTable {
  return { holders: new Map(), waiters: new Map(), listeners: new Map() };
}

/** The abort reason of `lost`. */
export function lostError(id: string): ImageTo3DError {
  return new ImageTo3DError('superseded', `Another tab has taken over the run ${id}.`);
}

/** Job locks within this page. */
export function createMemoryLocks(table: LockTable = createLockTable()): JobLocks {
  const me = {};
  const { holders, waiters, listeners } = table;

  async function work<T>(id: string, act: (lost: AbortSignal) => Promise<T>): Promise<T> {
    const holder = { lost: new AbortController() };
    holders.set(id, holder);
    try {
      return await act(holder.lost.signal);
    } finally {
      if (holders.get(id) === holder) {
        holders.delete(id);
        waiters.get(id)?.shift()?.start();
      }
    }
  }

  /** Waits in the queue; the lock is taken in the same task in which it is released. */
  function wait<T>(id: string, act: (lost: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const queue = waiters.get(id) ?? [];
      waiters.set(id, queue);
      const stop = () => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(asImageTo3DError(new DOMException('Stopped.', 'AbortError')));
      };
      const waiter = {
        start() {
          signal?.removeEventListener('abort', stop);
          resolve(work(id, act));
        },
      };
      queue.push(waiter);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  return {
    tryHold: async (id, act) => (holders.has(id) ? undefined : work(id, act)),
    async hold(id, act, signal) {
      throwIfAborted(signal);
      return holders.has(id) ? wait(id, act, signal) : work(id, act);
    },
    async steal(id, act) {
      const previous = holders.get(id);
      const stolen = work(id, act);
      previous?.lost.abort(lostError(id));
      return stolen;
    },
    publish(news) {
      for (const [listener, owner] of [...listeners]) if (owner !== me) notify(() => listener(news));
    },
    onNews(listener) {
      const own = (news: JobProgress) => listener(news);
      listeners.set(own, me);
      return () => listeners.delete(own);
    },
  };
}
