import type { JobRecord } from '../../job/job-record.ts';
import {
  checkRecord,
  checkReplace,
  isJobRecord,
  isOutdated,
  type LibraryJournal,
  listEntries,
  neededFiles,
  readEntry,
} from '../journal-rules.ts';

/**
 * An in-memory journal with the same behaviour as the stored one. `entries` takes the place of the disk: two journals
 * over one map behave like two tabs.
 */
export function createMemoryJournal(entries: Map<string, unknown> = new Map()): LibraryJournal {
  const stored = () => [...entries].map(([id, value]) => ({ id, value: structuredClone(value) }));
  const readable = (id: string): JobRecord | undefined => {
    if (!entries.has(id)) return undefined;
    const entry = readEntry({ id, value: structuredClone(entries.get(id)) });
    return isJobRecord(entry) ? entry : undefined;
  };

  return {
    isDurable: false,
    async commit(record) {
      const checked = checkRecord(record);
      checkReplace(checked, entries.get(checked.id));
      entries.set(checked.id, structuredClone(checked));
    },
    async takeOver(id) {
      const record = readable(id);
      if (!record) return undefined;
      const taken = { ...record, fencingToken: record.fencingToken + 1 };
      entries.set(id, structuredClone(taken));
      return taken;
    },
    read: async (id) => readable(id),
    list: async () => listEntries(stored()),
    findByKey: async (key, endpoint) =>
      listEntries(stored()).records.findLast((record) => record.key === key && record.endpoint === endpoint),
    async remove(id) {
      entries.delete(id);
    },
    neededFiles: async () => neededFiles(stored()),
    async removeOld(nowMs) {
      for (const record of listEntries(stored()).records) {
        if (isOutdated(record, nowMs)) entries.delete(record.id);
      }
    },
  };
}
