import type { RecipeKey } from '../recipe/recipe.ts';
import type { JobRecord } from './job-record.ts';

/** A record that cannot be read: it is left unchanged, only the user may remove it. */
export interface QuarantinedRecord {
  readonly id: string;
  readonly reason: string;
}

export interface JournalListing {
  /** Oldest first. */
  readonly records: readonly JobRecord[];
  readonly quarantined: readonly QuarantinedRecord[];
}

/**
 * Paid runs are saved here before each request. Every method throws `storage` when the store cannot be used; then
 * nothing was written.
 */
export interface JobJournal {
  /** False: records are lost when the page closes. */
  readonly isDurable: boolean;
  /**
   * Inserts or updates a record; resolves once it is on disk. Throws `superseded` when the stored record has a higher
   * fencing token: another tab has taken over the job.
   */
  commit(record: JobRecord): Promise<void>;
  /** Increments the fencing token of a record and returns it, in one transaction. Undefined when there is no readable one. */
  takeOver(id: string): Promise<JobRecord | undefined>;
  read(id: string): Promise<JobRecord | undefined>;
  list(): Promise<JournalListing>;
  /** The newest record of a recipe at an endpoint. */
  findByKey(key: RecipeKey, endpoint: string): Promise<JobRecord | undefined>;
  remove(id: string): Promise<void>;
}
