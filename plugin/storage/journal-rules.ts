import type { z } from 'zod';
import { ImageTo3DError } from '../core/errors.ts';
import type { JobState } from '../job/job.ts';
import { type JobRecord, jobRecordSchema } from '../job/job-record.ts';
import type { JobJournal, JournalListing, QuarantinedRecord } from '../job/journal.ts';

/** A journal with the extra methods that the library needs. */
export interface LibraryJournal extends JobJournal {
  neededFiles(): Promise<NeededFiles>;
  /** Removes records of runs that ended more than 30 days ago; never one without an end or one that cannot be read. */
  removeOld(nowMs: number): Promise<void>;
}

/** A stored value with its key, not checked yet. */
export interface StoredEntry {
  readonly id: string;
  readonly value: unknown;
}

/** States in which nothing more happens: old records in them may be removed. */
const ENDED: ReadonlySet<JobState> = new Set(['done', 'failed', 'cancelled', 'expired']);
const KEPT_MS = 30 * 24 * 3600 * 1000;

function issuesText(error: z.ZodError): string {
  const [first] = error.issues;
  const more = error.issues.length - 1;
  const where = first && first.path.length > 0 ? `${first.path.join('.')}: ` : '';
  return `${where}${first?.message ?? 'unreadable'}${more > 0 ? ` (and ${more} more)` : ''}`.slice(0, 500);
}

/** Parses a stored value; when it is not valid, says why. Never throws. */
export function readEntry({ id, value }: StoredEntry): JobRecord | QuarantinedRecord {
  const parsed = jobRecordSchema.safeParse(value);
  if (!parsed.success) return { id, reason: issuesText(parsed.error) };
  if (parsed.data.id !== id) return { id, reason: `Its own id is ${parsed.data.id}.` };
  return parsed.data;
}

export function isJobRecord(entry: JobRecord | QuarantinedRecord): entry is JobRecord {
  return !('reason' in entry);
}

/** Records, oldest first; entries that cannot be read are listed separately. */
export function listEntries(stored: readonly StoredEntry[]): JournalListing {
  const entries = stored.map(readEntry);
  return {
    records: entries
      .filter(isJobRecord)
      .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1)),
    quarantined: entries.filter((entry): entry is QuarantinedRecord => !isJobRecord(entry)),
  };
}

export function newestRecord(stored: readonly StoredEntry[]): JobRecord | undefined {
  return listEntries(stored).records.at(-1);
}

function fencingTokenOf(value: unknown): number {
  const fencingToken =
    typeof value === 'object' && value !== null
      ? (value as { fencingToken?: unknown }).fencingToken
      : undefined;
  return typeof fencingToken === 'number' ? fencingToken : -1;
}

/**
 * The record, checked before it is written. Throws `internal` for one that could not be read back: an unreadable record is
 * as bad as a lost one.
 */
export function checkRecord(record: JobRecord): JobRecord {
  const parsed = jobRecordSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new ImageTo3DError('internal', `The run ${record.id} cannot be saved: ${issuesText(parsed.error)}.`);
}

/**
 * Compare-and-set: checks that `record` may replace the stored one. Throws `superseded` when the stored record has a
 * higher fencing token, and `storage` when it cannot be read: only the user may remove that.
 */
export function checkReplace(record: JobRecord, stored: unknown): void {
  if (stored === undefined) return;
  const fencingToken = fencingTokenOf(stored);
  if (fencingToken > record.fencingToken)
    throw new ImageTo3DError(
      'superseded',
      `The run ${record.id} was taken over by another tab (takeover ${fencingToken}, this tab has ${record.fencingToken}).`,
    );
  const entry = readEntry({ id: record.id, value: stored });
  if (!isJobRecord(entry))
    throw new ImageTo3DError(
      'storage',
      `The saved run ${record.id} cannot be read and is left unchanged: ${entry.reason}.`,
    );
}

/** Ended, and longer ago than 30 days. */
export function isOutdated(record: JobRecord, nowMs: number): boolean {
  return ENDED.has(record.job.state) && nowMs - record.updatedAtMs > KEPT_MS;
}

/** Hashes of files that open runs, or finished runs not shown to the user yet, still need. */
export interface NeededFiles {
  readonly masters: ReadonlySet<string>;
  readonly images: ReadonlySet<string>;
}

/** Records that cannot be read count as open: the hashes that they name are needed. */
export function neededFiles(stored: readonly StoredEntry[]): NeededFiles {
  const open = stored.filter((entry) => {
    const record = readEntry(entry);
    if (!isJobRecord(record)) return true;
    const isSeen = record.job.state !== 'done' || record.deliveredAtMs !== undefined;
    return !ENDED.has(record.job.state) || !isSeen;
  });
  const named = (pick: (value: Partial<JobRecord>) => unknown) =>
    new Set(
      open
        .map(({ value }) => (typeof value === 'object' && value !== null ? pick(value) : undefined))
        .filter((hash) => typeof hash === 'string'),
    );
  return {
    masters: named(({ masterHash }) => masterHash),
    images: named(({ recipe }) => recipe?.imageHash),
  };
}
