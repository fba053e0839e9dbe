import * as z from 'zod';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import { notify } from '../core/subscribable.ts';
import type { JobLocks, JobProgress } from './contract.ts';
import { createMemoryLocks, lostError } from './memory/locks.ts';

const newsSchema = z.object({
  id: z.string().min(1).max(64),
  fencingToken: z.int().nonnegative(),
  phase: z.string().max(64),
  fraction: z.number().min(0).max(1).optional(),
  atMs: z.number(),
});

export interface OpenJobLocks extends JobLocks {
  close(): void;
}

/**
 * Runs `work` while holding a Web Lock. When the lock is stolen, the request rejects while `work` is still running: then
 * `lost` aborts, and the result of `work` is returned.
 */
async function withLock<T>(
  name: string,
  id: string,
  options: LockOptions,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const lost = new AbortController();
  let outcome: Promise<T> | undefined;
  let isEnded = false;
  try {
    await navigator.locks.request(name, options, (lock) => {
      if (!lock) return;
      outcome = (async () => work(lost.signal))();
      const end = () => {
        isEnded = true;
      };
      return outcome.then(end, end);
    });
  } catch (thrown) {
    if (!outcome) {
      const error = asImageTo3DError(thrown, 'storage');
      throw error.code === 'aborted'
        ? error
        : new ImageTo3DError('storage', error.message, { cause: thrown });
    }
    if (!isEnded) lost.abort(lostError(id));
  }
  return outcome;
}

function createNews(name: string): Pick<OpenJobLocks, 'publish' | 'onNews' | 'close'> {
  if (!globalThis.BroadcastChannel) return { publish() {}, onNews: () => () => {}, close() {} };
  const channel = new BroadcastChannel(`${name}/news`);
  const listeners = new Set<(news: JobProgress) => void>();
  channel.onmessage = ({ data }) => {
    // A tab with another version of this package may send anything.
    const news = newsSchema.safeParse(data);
    if (news.success) for (const listener of [...listeners]) notify(() => listener(news.data as JobProgress));
  };
  let isOpen = true;
  return {
    publish(news) {
      if (isOpen) channel.postMessage(news);
    },
    onNews(listener) {
      const own = (news: JobProgress) => listener(news);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    close() {
      isOpen = false;
      channel.close();
    },
  };
}

/**
 * Job locks across the tabs of this origin. Over plain http there are no Web Locks: then they work within the page only,
 * and the fencing tokens of the journal protect between tabs.
 */
export function createWebLocks(name: string): OpenJobLocks {
  const news = createNews(name);
  if (!globalThis.navigator?.locks) return { ...createMemoryLocks(), ...news };
  const lockName = (id: string) => `${name}/job/${id}`;
  return {
    ...news,
    tryHold: (id, work) => withLock(lockName(id), id, { ifAvailable: true }, work),
    async hold<T>(id: string, work: (lost: AbortSignal) => Promise<T>, signal?: AbortSignal) {
      throwIfAborted(signal);
      return (await withLock(lockName(id), id, signal ? { signal } : {}, work)) as T;
    },
    async steal<T>(id: string, work: (lost: AbortSignal) => Promise<T>) {
      return (await withLock(lockName(id), id, { steal: true }, work)) as T;
    },
  };
}
