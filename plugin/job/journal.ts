import type { RecipeKey } from '../recipe/recipe.ts';
import type { JobRecord } from './job-record.ts';

/** A record that cannot be read: it is kept where it is and shown to nobody but a person. */
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
 * Where paid runs are written down before they act. Every method throws `storage` when the store cannot be used; after
 * such a throw nothing was written.
 */
export interface JobJournal {
  /** False: what is written here ends with the page. */
  readonly isDurable: boolean;
  /**
   * Writes a record, new or again; resolves when it is on disk, not before. Throws `superseded` when the stored record
   * has a higher fence: someone has taken the job over.
   */
  commit(record: JobRecord): Promise<void>;
  /** Raises the fence of a record by one and hands it out, in one transaction. Undefined when there is no readable one. */
  takeOver(id: string): Promise<JobRecord | undefined>;
  read(id: string): Promise<JobRecord | undefined>;
  list(): Promise<JournalListing>;
  /** The newest record of a recipe at an endpoint. */
  findByKey(key: RecipeKey, endpoint: string): Promise<JobRecord | undefined>;
  remove(id: string): Promise<void>;
}
