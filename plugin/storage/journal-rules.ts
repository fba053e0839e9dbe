import type { z } from 'zod';
import { ImageTo3DError } from '../core/errors.ts';
import type { JobState } from '../job/job.ts';
import { type JobRecord, jobRecordSchema } from '../job/job-record.ts';
import type { JobJournal, JournalListing, QuarantinedRecord } from '../job/journal.ts';

/** A journal, and what the library around it needs of it. */
export interface LibraryJournal extends JobJournal {
  neededFiles(): Promise<NeededFiles>;
  /** Removes records of runs that ended more than 30 days ago; never one without an end or one that cannot be read. */
  removeOld(nowMs: number): Promise<void>;
}

/** A stored value under its key, before anything is believed of it. */
export interface StoredEntry {
  readonly id: string;
  readonly value: unknown;
}

/** Without an end that a person could still wait for: such records may go when they are old. */
const ENDED: ReadonlySet<JobState> = new Set(['done', 'failed', 'cancelled', 'expired']);
const KEPT_MS = 30 * 24 * 3600 * 1000;

function issuesText(error: z.ZodError): string {
  const [first] = error.issues;
  const more = error.issues.length - 1;
  const where = first && first.path.length > 0 ? `${first.path.join('.')}: ` : '';
  return `${where}${first?.message ?? 'unreadable'}${more > 0 ? ` (and ${more} more)` : ''}`.slice(0, 500);
}

/** A stored value as a record, or why it is none. Never throws. */
export function readEntry({ id, value }: StoredEntry): JobRecord | QuarantinedRecord {
  const parsed = jobRecordSchema.safeParse(value);
  if (!parsed.success) return { id, reason: issuesText(parsed.error) };
  if (parsed.data.id !== id) return { id, reason: `It says that its id is ${parsed.data.id}.` };
  return parsed.data;
}

export function isJobRecord(entry: JobRecord | QuarantinedRecord): entry is JobRecord {
  return !('reason' in entry);
}

/** Oldest first; what cannot be read is set apart. */
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

function fenceOf(value: unknown): number {
  const fence =
    typeof value === 'object' && value !== null ? (value as { fence?: unknown }).fence : undefined;
  return typeof fence === 'number' ? fence : -1;
}

/**
 * The record as it may be written. Throws `internal` for one that could not be read back: written down and unreadable
 * would be as bad as lost.
 */
export function checkRecord(record: JobRecord): JobRecord {
  const parsed = jobRecordSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new ImageTo3DError(
    'internal',
    `The run ${record.id} cannot be written down: ${issuesText(parsed.error)}.`,
  );
}

/**
 * Compare-and-set: whether `record` may take the place of what is stored under its id. Throws `superseded` for a lower
 * fence than the stored one, and `storage` when what is stored cannot be read: that is a person's to remove.
 */
export function checkReplace(record: JobRecord, stored: unknown): void {
  if (stored === undefined) return;
  const fence = fenceOf(stored);
  if (fence > record.fence)
    throw new ImageTo3DError(
      'superseded',
      `The run ${record.id} was taken over by another tab (number ${fence}, this one has ${record.fence}).`,
    );
  const entry = readEntry({ id: record.id, value: stored });
  if (!isJobRecord(entry))
    throw new ImageTo3DError(
      'storage',
      `What is written down of the run ${record.id} cannot be read, and is left as it is: ${entry.reason}.`,
    );
}

/** Ended, and longer ago than 30 days. */
export function isOutdated(record: JobRecord, nowMs: number): boolean {
  return ENDED.has(record.job.state) && nowMs - record.updatedAtMs > KEPT_MS;
}

/** Hashes of files that runs without an end, or with one that nobody has seen yet, still need. */
export interface NeededFiles {
  readonly masters: ReadonlySet<string>;
  readonly images: ReadonlySet<string>;
}

/** Records that cannot be read count as needed, as far as they name anything. */
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
