import { openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openBrowserLibrary } from '../../../plugin/storage/browser-library.ts';
import {
  openDatabase,
  UPGRADE_STEPS,
  type UpgradeStep,
} from '../../../plugin/storage/indexed-db/open-database.ts';
import { makeBytes, makeFacts, makeRecord } from '../../unit/storage/records.ts';
import { freshName, listFiles, openLibrary } from './in-browser.ts';

const NEXT_STEP: UpgradeStep = (db) => {
  (db as unknown as IDBDatabase).createObjectStore('later');
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a newer version', () => {
  test('upgrades while an old tab is open: the old one lets go, and says so when it is used', async () => {
    const name = freshName();
    const old = await openLibrary(name);
    await old.journal.commit(makeRecord('run-0001'));
    const newer = await openDatabase(name, [...UPGRADE_STEPS, NEXT_STEP]);
    await expect(newer.use('counting', (db) => db.count('jobs'))).resolves.toBe(1);
    await expect(old.journal.commit(makeRecord('run-0002'))).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('Reload'),
    });
    await expect(newer.use('counting', (db) => db.count('jobs'))).resolves.toBe(1);
    newer.close();
  });

  test('has written what is stored: this one refuses, and changes nothing', async () => {
    const name = freshName();
    const newer = await openDB(name, 7, { upgrade: (db) => void db.createObjectStore('jobs') });
    await newer.put('jobs', { version: 2 }, 'run-0001');
    await expect(openBrowserLibrary({ name })).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringMatching(
        /newer version of this tool \(database version 7, this one reads up to 1\)/,
      ),
    });
    expect(newer.version).toBe(7);
    await expect(newer.get('jobs', 'run-0001')).resolves.toEqual({ version: 2 });
    newer.close();
  });

  test('waits two seconds for a tab that does not let go, then says which; later it opens', async () => {
    const name = freshName();
    (await openDatabase(name)).close();
    const stubborn = await openDB(name, 1);
    await expect(openDatabase(name, [...UPGRADE_STEPS, NEXT_STEP])).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('Another tab'),
    });
    stubborn.close();
    const opened = await openDatabase(name, [...UPGRADE_STEPS, NEXT_STEP]);
    await expect(opened.use('counting', (db) => db.count('jobs'))).resolves.toBe(0);
    opened.close();
  });
});

describe('storage that is not there', () => {
  test('no IndexedDB, or one that fails: `storage`', async () => {
    const name = freshName();
    vi.stubGlobal('indexedDB', undefined);
    await expect(openBrowserLibrary({ name })).rejects.toMatchObject({ code: 'storage' });
    vi.unstubAllGlobals();
    const failing = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('Not in this mode.', 'SecurityError');
    });
    await expect(openBrowserLibrary({ name })).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('Not in this mode.'),
    });
    failing.mockRestore();
  });

  test('no private file system: masters are blobs', async () => {
    const name = freshName();
    const root = vi.spyOn(StorageManager.prototype, 'getDirectory').mockRejectedValue(new Error('none'));
    const first = await openLibrary(name);
    const { hash } = await first.masters.put(makeBytes(1, 1000), makeFacts(1));
    first.close();
    const { masters } = await openLibrary(name);
    await expect(masters.read(hash)).resolves.toEqual(makeBytes(1, 1000));
    root.mockRestore();
    // With the file system back, these are out of sight, and untouched.
    const back = await openLibrary(name);
    await expect(back.masters.list()).resolves.toEqual([]);
    expect(await listFiles(name, 'masters')).toEqual({});
    await expect(masters.read(hash)).resolves.toHaveLength(1000);
  });

  test('a database that the browser has deleted is made anew at the next use', async () => {
    const name = freshName();
    const { journal } = await openLibrary(name);
    await journal.commit(makeRecord('run-0001'));
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve;
    });
    await expect(journal.list()).resolves.toEqual({ records: [], quarantined: [] });
    await journal.commit(makeRecord('run-0002'));
    await expect(journal.read('run-0002')).resolves.toMatchObject({ id: 'run-0002' });
  });
});
