import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type OpenDBCallbacks, openDB } from 'idb';
import { ImageTo3DError } from '../../core/errors.ts';
import { storageError } from '../storage-error.ts';

/** Values are `unknown` on purpose: whatever is read goes through its schema first. Keys are kept beside the values. */
export interface LibrarySchema extends DBSchema {
  /** Job records under their id. */
  jobs: { key: string; value: unknown; indexes: { recipe: [string, string] } };
  /** Facts of masters under `hash/origin/recipe key`. */
  masters: { key: string; value: unknown; indexes: { key: string; family: string } };
  /** Masters and pictures as blobs, where there is no file system. */
  blobs: { key: string; value: unknown };
}

export type LibraryDb = IDBPDatabase<LibrarySchema>;
type Upgrade = IDBPTransaction<LibrarySchema, ('jobs' | 'masters' | 'blobs')[], 'versionchange'>;

/** One entry for each version of the database: from the version before to this one. Only ever appended to. */
export type UpgradeStep = (db: LibraryDb, upgrade: Upgrade) => void;

export const UPGRADE_STEPS: readonly UpgradeStep[] = [
  (db) => {
    db.createObjectStore('jobs').createIndex('recipe', ['key', 'endpoint']);
    const masters = db.createObjectStore('masters');
    masters.createIndex('key', 'key');
    masters.createIndex('family', 'family');
    db.createObjectStore('blobs');
  },
];

/** Waited for another tab that keeps an older version open; the browser tells us when that is so. */
const MAX_BLOCKED_MS = 2000;
/** Waited for the browser when it says nothing at all. */
const MAX_OPENING_MS = 10_000;

/** A connection that reopens itself when the browser has dropped it, and lets go for a newer tab. */
export interface LibraryDatabase {
  /** Throws `storage` for whatever goes wrong; `doing` is the part in brackets of that sentence. */
  use<T>(doing: string, work: (db: LibraryDb) => Promise<T>): Promise<T>;
  close(): void;
}

const failure = (message: string, cause?: unknown) =>
  new ImageTo3DError('storage', message, cause === undefined ? {} : { cause });

async function newerVersionError(name: string, known: number, cause: unknown): Promise<ImageTo3DError> {
  const databases = (await globalThis.indexedDB.databases?.().catch(() => [])) ?? [];
  const version = databases.find((database) => database.name === name)?.version;
  return failure(
    `What this site has stored was written by a newer version of this tool (database version ${version ?? 'unknown'}, ` +
      `this one reads up to ${known}). Nothing was changed; reload the page to get the newer version.`,
    cause,
  );
}

/** A connection, or `storage` within a bounded time. `onLost` fires when it is gone for good or for now. */
async function connect(
  name: string,
  steps: readonly UpgradeStep[],
  onLost: (isForNewer: boolean) => void,
): Promise<LibraryDb> {
  let giveUp: (error: ImageTo3DError) => void = () => {};
  const refusal = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const later = (ms: number, message: string) => setTimeout(() => giveUp(failure(message)), ms);
  const timers = [later(MAX_OPENING_MS, 'The browser does not open its storage for this site.')];
  // The handlers belong to the connection and may be called while `openDB` has not handed it out yet.
  let connection: LibraryDb | undefined;
  const callbacks: OpenDBCallbacks<LibrarySchema> = {
    upgrade(db, oldVersion, _newVersion, transaction) {
      for (const step of steps.slice(oldVersion)) step(db, transaction as unknown as Upgrade);
    },
    blocked() {
      timers.push(
        later(
          MAX_BLOCKED_MS,
          'Another tab keeps an older version of what this site has stored open. Close it or reload it.',
        ),
      );
    },
    blocking(_current, wanted, event) {
      (connection ?? (event.target as IDBDatabase)).close();
      onLost(wanted !== null);
    },
    terminated: () => onLost(false),
  };
  // In some modes `open` does not fail but throws.
  const opening = (async () => openDB(name, steps.length, callbacks))();
  let isLate = false;
  opening.then(
    (db) => {
      if (isLate) db.close();
    },
    () => {},
  );
  try {
    connection = await Promise.race([opening, refusal]);
    return connection;
  } catch (thrown) {
    isLate = true;
    if (thrown instanceof Error && thrown.name === 'VersionError')
      throw await newerVersionError(name, steps.length, thrown);
    throw storageError(thrown, 'opening it');
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Throws `storage` when there is no IndexedDB, when it cannot be opened, or when a newer version wrote it. */
export async function openDatabase(name: string, steps = UPGRADE_STEPS): Promise<LibraryDatabase> {
  if (!globalThis.indexedDB) throw failure('This browser offers no IndexedDB here.');
  let ending: ImageTo3DError | undefined;
  let current: Promise<LibraryDb> | undefined;

  const open = () => {
    const lose = (isForNewer: boolean) => {
      if (current === opened) current = undefined;
      if (isForNewer)
        ending ??= failure('A newer version of this page is open in another tab. Reload this one.');
    };
    const opened = connect(name, steps, lose).catch((error: ImageTo3DError) => {
      // The browser was just clearing up after another connection; once more is enough.
      if (error.cause instanceof Error && error.cause.name === 'AbortError')
        return connect(name, steps, lose);
      throw error;
    });
    current = opened;
    opened.catch(() => {
      if (current === opened) current = undefined;
    });
    return opened;
  };
  await open();

  return {
    async use(doing, work) {
      if (ending) throw ending;
      try {
        return await work(await (current ?? open()));
      } catch (thrown) {
        throw ending ?? storageError(thrown, doing);
      }
    },
    close() {
      ending ??= failure('The library was closed.');
      current?.then(
        (db) => db.close(),
        () => {},
      );
    },
  };
}
