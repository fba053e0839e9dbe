import type { Library } from '../contract.ts';
import { createMemoryJournal } from './journal.ts';
import { createLockTable, createMemoryLocks, type LockTable } from './locks.ts';
import { createMemoryMasters, createMemoryShelf, type MemoryShelf } from './masters.ts';

/** A page must not fill up with what it might need again. */
const MAX_MASTERS_BYTES = 512 * 2 ** 20;

/** What would be the disk and the browser: libraries over the same one are tabs of one origin. */
export interface MemoryDisk {
  readonly jobs: Map<string, unknown>;
  readonly shelf: MemoryShelf;
  readonly locks: LockTable;
}

export function createMemoryDisk(): MemoryDisk {
  return { jobs: new Map(), shelf: createMemoryShelf(), locks: createLockTable() };
}

/** A library that ends with the page, of up to 512 MiB of masters and pictures: for Node, for tests, and where the browser keeps nothing. */
export function createMemoryLibrary(disk: MemoryDisk = createMemoryDisk()): Library {
  const journal = createMemoryJournal(disk.jobs);
  return {
    journal,
    masters: createMemoryMasters({
      shelf: disk.shelf,
      quotaBytes: MAX_MASTERS_BYTES,
      neededFiles: journal.neededFiles,
    }),
    locks: createMemoryLocks(disk.locks),
    close() {},
  };
}
