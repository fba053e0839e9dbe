import { ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { createChanges } from './changes.ts';
import type { Library } from './contract.ts';
import { createInUseMarks } from './in-use-marks.ts';
import { createIndexedDbFiles } from './indexed-db/files.ts';
import { createIndexedDbJournal } from './indexed-db/journal.ts';
import { createMasterRows } from './indexed-db/master-rows.ts';
import { openDatabase } from './indexed-db/open-database.ts';
import type { StorageFacts } from './master-ports.ts';
import { createMasterStore } from './master-store.ts';
import { openOpfsFiles } from './opfs-files.ts';
import { serializeAcrossTabs } from './serialize-tabs.ts';
import { createWebLocks } from './web-locks.ts';

const DEFAULT_NAME = 'babylon-image-to-3d';

export interface BrowserLibraryOptions {
  /** Names the database, the folder, the locks and the channels. Different names give separate libraries. */
  readonly name?: string;
  readonly now?: () => number;
}

const PLAIN_HTTP =
  'Over plain http, runs and results are lost when this page closes; open it over https or from localhost to keep them.';

/** Chromium may report a quota of usage + 10 GiB whatever the disk has: such a quota says nothing. */
const REPORTED_FREE_BYTES = 10 * 2 ** 30;

// A browser may lack these methods or reject them: then the values are unknown.
const STORAGE_FACTS: StorageFacts = {
  async estimate() {
    const { usage, quota } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
    return {
      ...omitUndefined({ usageBytes: usage }),
      ...(quota === undefined || quota - (usage ?? 0) === REPORTED_FREE_BYTES ? {} : { quotaBytes: quota }),
    };
  },
  isPersisted: async () => (await navigator.storage?.persisted?.().catch(() => false)) ?? false,
  persist: async () => (await navigator.storage?.persist?.().catch(() => false)) ?? false,
};

/**
 * The library in this browser's storage. Masters are files in the origin private file system (OPFS), or blobs in
 * IndexedDB where there is none. Throws `storage` when IndexedDB does not open within ten seconds, and over plain http,
 * where browsers have no Web Locks.
 */
export async function openBrowserLibrary({
  name = DEFAULT_NAME,
  now = Date.now,
}: BrowserLibraryOptions = {}): Promise<Library> {
  // Without Web Locks, two tabs could pay for the same run.
  if (globalThis.isSecureContext === false) throw new ImageTo3DError('storage', PLAIN_HTTP);
  const [database, opfs] = await Promise.all([openDatabase(name), openOpfsFiles(name)]);
  const journal = createIndexedDbJournal(database);
  const inUse = createInUseMarks(name);
  const changes = createChanges(name);
  const locks = createWebLocks(name);
  const masters = createMasterStore({
    isDurable: true,
    now,
    serialize: serializeAcrossTabs(name),
    files: opfs ?? createIndexedDbFiles(database, now),
    rows: createMasterRows(database, opfs ? 'files' : 'blobs'),
    inUse,
    facts: STORAGE_FACTS,
    changes,
    neededFiles: journal.neededFiles,
  });
  // In the background: old records and files only take space.
  journal
    .removeOld(now())
    .then(masters.removeOrphans)
    .catch(() => {});
  return {
    journal,
    masters,
    locks,
    close() {
      inUse.close();
      changes.close();
      locks.close();
      database.close();
    },
  };
}
