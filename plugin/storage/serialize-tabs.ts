import { createSerialize, type Serialize } from '../core/serialize.ts';

/** A tab that holds its turn for longer is frozen, and must not stop the others. */
const MAX_WAIT_MS = 10_000;

/** One at a time across tabs, where there are Web Locks; within the page where there are none. */
export function serializeAcrossTabs(name: string): Serialize {
  const locks = globalThis.navigator?.locks;
  const inPage = createSerialize();
  if (!locks) return inPage;
  return (work) =>
    inPage(async () => {
      let isStarted = false;
      const start = async () => {
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
