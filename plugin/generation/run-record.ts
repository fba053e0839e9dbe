import { ImageTo3DError } from '../core/errors.ts';
import { randomId } from '../core/random-id.ts';
import { type Job, NEW_JOB } from '../job/job.ts';
import { type JobRecord, storeJob } from '../job/job-record.ts';
import type { PreparedImage } from '../recipe/image.ts';
import { type Recipe, recipeKey } from '../recipe/recipe.ts';
import type { Library } from '../storage/contract.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import type { OpenedLibrary } from './opened-library.ts';

/** The record of one run, which is updated during the run. */
export interface RunRecord {
  readonly id: string;
  readonly submitId: string;
  readonly startedAtMs: number;
  /** Throws `storage`, `superseded`. */
  commit(job: Job): Promise<void>;
  /** Is written with the next commit. */
  setMaster(hash: string): void;
  /** Records that the result was placed. Never rejects: a failed write must not delay the result. */
  deliver(): Promise<void>;
}

/** Opens a record for further writes. */
export function openRecord({ journal }: Library, start: JobRecord, now: () => number): RunRecord {
  let record = start;
  const write = async (changes: Partial<JobRecord>) => {
    const next = { ...record, ...changes, updatedAtMs: now() };
    await journal.commit(next);
    record = next;
  };
  return {
    id: start.id,
    submitId: start.submitId ?? start.id,
    startedAtMs: start.createdAtMs,
    commit: (job) => write({ job: storeJob(job) }),
    setMaster(masterHash) {
      record = { ...record, masterHash };
    },
    deliver: () => write({ deliveredAtMs: now() }).catch(() => {}),
  };
}

export interface NewRecordOptions {
  readonly state: OpenedLibrary;
  readonly endpoint: ResolvedEndpoint;
  readonly recipe: Recipe;
  readonly image: PreparedImage;
  readonly target: JobRecord['target'] | undefined;
  readonly nowMs: number;
}

/** The first record of a run; undefined for free local runs. Throws `storage` when a paid run cannot be recorded. */
export function newRecord({
  state: { library, error },
  endpoint: { address, info },
  recipe,
  image,
  target,
  nowMs,
}: NewRecordOptions): JobRecord | undefined {
  if (info.kind === 'local') return undefined;
  if (!library?.journal.isDurable) {
    if (info.isLocal) return undefined;
    const why = error?.message ?? 'This page cannot store anything.';
    throw new ImageTo3DError('storage', `The run was not sent, because it cannot be recorded first. ${why}`);
  }
  const name = image.name.slice(0, 200);
  const id = randomId();
  return {
    version: 1,
    id,
    fencingToken: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    endpoint: address,
    key: recipeKey(recipe),
    recipe,
    image: { name },
    target: { assetId: target?.assetId ?? id, assetName: (target?.assetName ?? name).slice(0, 200) },
    job: storeJob(NEW_JOB),
  };
}
