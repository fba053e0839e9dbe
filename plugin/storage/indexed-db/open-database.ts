import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type OpenDBCallbacks, openDB } from 'idb';
import { ImageTo3DError } from '../../core/errors.ts';
import { storageError } from '../storage-error.ts';

/** Values are `unknown` on purpose: everything read is checked by its schema first. Keys are stored outside the values. */
export interface LibrarySchema extends DBSchema {
  /** Job records under their id. */
  jobs: { key: string; value: unknown; indexes: { recipe: [string, string] } };
  /** Facts of masters under `hash/origin/recipe key`. */
  masters: { key: string; value: unknown; indexes: { key: string; family: string } };
  /** Masters and images as blobs, for browsers without OPFS. */
  blobs: { key: string; value: unknown };
}

export type LibraryDb = IDBPDatabase<LibrarySchema>;
type Upgrade = IDBPTransaction<LibrarySchema, ('jobs' | 'masters' | 'blobs')[], 'versionchange'>;

/** One entry per database version: upgrades from the version before. Only append to it. */
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

/** How long to wait for another tab that keeps an older version open (the `blocked` event). */
const MAX_BLOCKED_MS = 2000;
/** How long to wait when the browser does not answer at all. */
const MAX_OPENING_MS = 10_000;

/** A connection that reopens after the browser dropped it, and closes for a tab with a newer version. */
export interface LibraryDatabase {
  /** Throws `storage` for every failure; `doing` is the part in brackets of the message. */
  use<T>(doing: string, work: (db: LibraryDb) => Promise<T>): Promise<T>;
  close(): void;
}

const failure = (message: string, cause?: unknown) =>
  new ImageTo3DError('storage', message, cause === undefined ? {} : { cause });

async function newerVersionError(name: string, known: number, cause: unknown): Promise<ImageTo3DError> {
  const databases = (await globalThis.indexedDB.databases?.().catch(() => [])) ?? [];
  const version = databases.find((database) => database.name === name)?.version;
  return failure(
    `The stored data was written by a newer version of this tool (database version ${version ?? 'unknown'}, ` +
      `this one reads up to ${known}). Nothing was changed; reload the page to get the newer version.`,
    cause,
  );
}

/** Opens a connection, or throws `storage` within a time limit. `onLost` is called when the connection closes. */
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
  const timers = [
    later(MAX_OPENING_MS, 'The browser did not open its storage for this site. Reload the page.'),
  ];
  // These handlers may run before `openDB` has returned the connection.
  let connection: LibraryDb | undefined;
  const callbacks: OpenDBCallbacks<LibrarySchema> = {
    upgrade(db, oldVersion, _newVersion, transaction) {
      for (const step of steps.slice(oldVersion)) step(db, transaction as unknown as Upgrade);
    },
    blocked() {
      timers.push(
        later(
          MAX_BLOCKED_MS,
          'Another tab has an older version of the stored data open. Close or reload that tab.',
        ),
      );
    },
    blocking(_current, wanted, event) {
      (connection ?? (event.target as IDBDatabase)).close();
      onLost(wanted !== null);
    },
    terminated: () => onLost(false),
  };
  // In some privacy modes `open` throws instead of rejecting.
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
  if (!globalThis.indexedDB) throw failure('This browser has no IndexedDB here.');
  let ending: ImageTo3DError | undefined;
  let current: Promise<LibraryDb> | undefined;

  const open = () => {
    const lose = (isForNewer: boolean) => {
      if (current === opened) current = undefined;
      if (isForNewer)
        ending ??= failure('A newer version of this page is open in another tab. Reload this one.');
    };
    const opened = connect(name, steps, lose).catch((error: ImageTo3DError) => {
      // The browser was still closing another connection; one retry is enough.
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
