/** Runs `work` after all earlier calls have ended: one at a time (mutual exclusion). */
export type Serialize = <T>(work: () => Promise<T>) => Promise<T>;

/** A tab that holds the lock for longer is frozen and must not block the others. */
const MAX_WAIT_MS = 10_000;

export function serializeInPage(): Serialize {
  let queue: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  };
}

/** One at a time across tabs, by a Web Lock; only within the page where there are no Web Locks. */
export function serializeAcrossTabs(name: string): Serialize {
  const locks = globalThis.navigator?.locks;
  const inPage = serializeInPage();
  if (!locks) return inPage;
  return (work) =>
    inPage(async () => {
      let isStarted = false;
      const start = () => {
        isStarted = true;
        return work();
      };
      try {
        return await locks.request(`${name}/writing`, { signal: AbortSignal.timeout(MAX_WAIT_MS) }, start);
      } catch (thrown) {
        // Files are named by their hash and verified when read: without the lock, work is only wasted.
        if (isStarted) throw thrown;
        return work();
      }
    });
}
