import type { Library } from '../contract.ts';
import { createMemoryJournal } from './journal.ts';
import { createLockTable, createMemoryLocks, type LockTable } from './locks.ts';
import { createMemoryMasterData, createMemoryMasters, type MemoryMasterData } from './masters.ts';

/** A page must not fill up with what it might need again. */
const MAX_MASTERS_BYTES = 512 * 2 ** 20;

/** What would be the disk and the browser: libraries over the same one are tabs of one origin. */
export interface MemoryDisk {
  readonly jobs: Map<string, unknown>;
  readonly masterData: MemoryMasterData;
  readonly locks: LockTable;
}

export function createMemoryDisk(): MemoryDisk {
  return { jobs: new Map(), masterData: createMemoryMasterData(), locks: createLockTable() };
}

/** A library that ends with the page, of up to 512 MiB of masters and pictures: for Node, for tests, and where the browser keeps nothing. */
export function createMemoryLibrary(disk: MemoryDisk = createMemoryDisk()): Library {
  const journal = createMemoryJournal(disk.jobs);
  return {
    journal,
    masters: createMemoryMasters({
      masterData: disk.masterData,
      quotaBytes: MAX_MASTERS_BYTES,
      neededFiles: journal.neededFiles,
    }),
    locks: createMemoryLocks(disk.locks),
    close() {},
  };
}
