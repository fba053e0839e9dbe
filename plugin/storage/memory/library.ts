import type { Library } from '../contract.ts';
import { createMemoryJournal } from './journal.ts';
import { createLockTable, createMemoryLocks, type LockTable } from './locks.ts';
import { createMemoryMasterData, createMemoryMasters, type MemoryMasterData } from './masters.ts';

/** Limits what a page keeps in memory for reuse. */
const MAX_MASTERS_BYTES = 512 * 2 ** 20;

/** Takes the place of disk and browser: libraries over the same one behave like tabs of one origin. */
export interface MemoryDisk {
  readonly jobs: Map<string, unknown>;
  readonly masterData: MemoryMasterData;
  readonly locks: LockTable;
}

export function createMemoryDisk(): MemoryDisk {
  return { jobs: new Map(), masterData: createMemoryMasterData(), locks: createLockTable() };
}

/** A library in memory, up to 512 MiB of masters and images: for Node, for tests, and for browsers without storage. */
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
