import type { IDBPTransaction } from 'idb';
import {
  checkRecord,
  checkReplace,
  isJobRecord,
  isOutdated,
  type LibraryJournal,
  listEntries,
  neededFiles,
  newestRecord,
  readEntry,
  type StoredEntry,
} from '../journal-rules.ts';
import type { LibraryDatabase, LibraryDb, LibrarySchema } from './open-database.ts';

type JobsTransaction = IDBPTransaction<LibrarySchema, ['jobs'], 'readwrite'>;

/**
 * Runs `work` in one transaction and waits until it is complete: after a successful `put` the transaction can still
 * abort because the disk is full. `strict`: complete means flushed to disk. When `work` throws, nothing is written.
 */
async function write<T>(db: LibraryDb, work: (tx: JobsTransaction) => Promise<T>): Promise<T> {
  const tx = db.transaction('jobs', 'readwrite', { durability: 'strict' });
  // Awaited below; if `work` fails first, its rejection would be unhandled.
  tx.done.catch(() => {});
  try {
    const value = await work(tx);
    await tx.done;
    return value;
  } catch (thrown) {
    try {
      tx.abort();
    } catch {
      // Already aborted.
    }
    await tx.done.catch(() => {});
    throw thrown;
  }
}

async function readOne(db: LibraryDb, id: string): Promise<StoredEntry> {
  try {
    return { id, value: await db.get('jobs', id) };
  } catch (thrown) {
    // An error matches no schema, so the entry is quarantined like any unreadable one.
    return { id, value: thrown };
  }
}

/** Every entry. One value that the browser cannot load does not hide the others. */
async function readAll(db: LibraryDb): Promise<StoredEntry[]> {
  try {
    const { store, done } = db.transaction('jobs');
    const [ids, values] = await Promise.all([store.getAllKeys(), store.getAll(), done]);
    return ids.map((id, at) => ({ id, value: values[at] }));
  } catch {
    const ids = await db.getAllKeys('jobs');
    return Promise.all(ids.map((id) => readOne(db, id)));
  }
}

/** Paid runs in IndexedDB. */
export function createIndexedDbJournal(database: LibraryDatabase): LibraryJournal {
  return {
    isDurable: true,
    async commit(record) {
      const checked = checkRecord(record);
      await database.use('saving a run', (db) =>
        write(db, async ({ store }) => {
          checkReplace(checked, await store.get(checked.id));
          await store.put(checked, checked.id);
        }),
      );
    },
    takeOver: (id) =>
      database.use('taking a run over', (db) =>
        write(db, async ({ store }) => {
          const value = await store.get(id);
          const entry = value === undefined ? undefined : readEntry({ id, value });
          if (!entry || !isJobRecord(entry)) return undefined;
          const taken = { ...entry, fencingToken: entry.fencingToken + 1 };
          await store.put(taken, id);
          return taken;
        }),
      ),
    read: (id) =>
      database.use('reading a run', async (db) => {
        const value = await db.get('jobs', id);
        const entry = value === undefined ? undefined : readEntry({ id, value });
        return entry && isJobRecord(entry) ? entry : undefined;
      }),
    list: () => database.use('listing the runs', async (db) => listEntries(await readAll(db))),
    findByKey: (key, endpoint) =>
      database.use('looking for a run', async (db) => {
        const { store } = db.transaction('jobs');
        const only = IDBKeyRange.only([key, endpoint]);
        const [ids, values] = await Promise.all([
          store.index('recipe').getAllKeys(only),
          store.index('recipe').getAll(only),
        ]);
        return newestRecord(ids.map((id, at) => ({ id, value: values[at] })));
      }),
    remove: (id) => database.use('removing a run', (db) => write(db, ({ store }) => store.delete(id))),
    neededFiles: () => database.use('listing the runs', async (db) => neededFiles(await readAll(db))),
    removeOld: (nowMs) =>
      database.use('removing old runs', async (db) => {
        const old = listEntries(await readAll(db)).records.filter((record) => isOutdated(record, nowMs));
        if (old.length === 0) return;
        await write(db, async ({ store }) => {
          for (const { id } of old) {
            // Another tab may have resumed it since.
            const entry = readEntry({ id, value: await store.get(id) });
            if (isJobRecord(entry) && isOutdated(entry, nowMs)) await store.delete(id);
          }
        });
      }),
  };
}
