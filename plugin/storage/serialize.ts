/** Does `work` when all that was asked for before has ended. */
export type Serialize = <T>(work: () => Promise<T>) => Promise<T>;

/** A tab that holds its turn for longer is frozen, and must not stop the others. */
const MAX_WAIT_MS = 10_000;

export function serializeInPage(): Serialize {
  let queue: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  };
}

/** One at a time across tabs, where there are Web Locks; within the page where there are none. */
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
        // Contents are named by their hash and verified when read: without the turn, work is wasted at worst.
        if (isStarted) throw thrown;
        return work();
      }
    });
}
