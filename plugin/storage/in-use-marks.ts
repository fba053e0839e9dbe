import type { InUseMarks } from './master-ports.ts';

/** Masters in use by this page. */
export function createPageInUseMarks(): InUseMarks {
  const counts = new Map<string, number>();
  return {
    retain(hash) {
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (counts.get(hash) ?? 1) - 1;
        if (left > 0) counts.set(hash, left);
        else counts.delete(hash);
      };
    },
    retained: async () => new Set(counts.keys()),
    async unlessRetained(hash, work) {
      if (counts.has(hash)) return false;
      await work();
      return true;
    },
    close: () => counts.clear(),
  };
}

/**
 * Masters in use by any tab: one shared Web Lock per master, which the browser releases with the page. To evict a
 * master, its lock is requested exclusively, which fails while any tab holds it. The counts of this page are checked
 * too, since a lock is granted with a delay. Without Web Locks (plain http) there are only the counts.
 */
export function createInUseMarks(name: string): InUseMarks {
  const page = createPageInUseMarks();
  const locks = globalThis.navigator?.locks;
  if (!locks) return page;
  const lockName = (hash: string) => `${name}/master/${hash}`;
  const releases = new Set<() => void>();

  return {
    retain(hash) {
      const releaseHere = page.retain(hash);
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const release = () => {
        releases.delete(release);
        releaseHere();
        end();
      };
      releases.add(release);
      // Rejects when the page is closing: then this page evicts nothing either.
      locks.request(lockName(hash), { mode: 'shared' }, () => ended).catch(() => {});
      return release;
    },
    async retained() {
      const { held = [], pending = [] } = await locks.query();
      const elsewhere = [...held, ...pending]
        .map((lock) => lock.name ?? '')
        .filter((lock) => lock.startsWith(lockName('')))
        .map((lock) => lock.slice(lockName('').length));
      return new Set([...elsewhere, ...(await page.retained())]);
    },
    unlessRetained: (hash, work) =>
      locks.request(lockName(hash), { ifAvailable: true }, async (lock) =>
        lock ? page.unlessRetained(hash, work) : false,
      ),
    close() {
      for (const release of [...releases]) release();
    },
  };
}
