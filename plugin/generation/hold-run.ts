import { ImageTo3DError } from '../core/errors.ts';
import type { Job } from '../job/job.ts';
import { type JobRecord, storeJob } from '../job/job-record.ts';
import type { Library } from '../storage/contract.ts';
import type { RunSnapshot } from './run-snapshot.ts';

const HEARTBEAT_MS = 2000;

/** The record of one run, as it is written while the run goes. */
export interface RunRecord {
  readonly id: string;
  readonly submitId: string;
  readonly startedAtMs: number;
  /** Throws `storage`, `superseded`. */
  commit(job: Job): Promise<void>;
  /** Goes into the record with the next commit. */
  setMaster(hash: string): void;
  /** Written down at most; a record that cannot be written any more keeps nobody waiting. */
  deliver(): Promise<void>;
}

function recordOf({ journal }: Library, start: JobRecord, now: () => number): RunRecord {
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

/**
 * Works on a run while holding its lock, tells the other tabs how it goes, and keeps the lock until the outcome has come
 * to its place, so that nobody else brings it there too. Throws `superseded` at once when another tab holds the run.
 */
export function holdRun<T extends { delivered(): Promise<void> }>(
  {
    library,
    record,
    now,
    getSnapshot,
    atWork,
    force = false,
  }: {
    readonly library: Library;
    readonly record: JobRecord;
    readonly now: () => number;
    readonly getSnapshot: () => RunSnapshot;
    /** Runs that this page works on. */
    readonly atWork: Set<string>;
    /** Takes the lock from a tab that has it and says nothing. */
    readonly force?: boolean;
  },
  work: (
    record: RunRecord,
    lost: AbortSignal,
    /** Writes another record from now on: the one as it was found when the lock was had. */
    rewrite: (found: JobRecord) => RunRecord,
  ) => Promise<Omit<T, 'delivered'>>,
): Promise<T> {
  const { locks } = library;
  return new Promise<T>((resolve, reject) => {
    const holding = async (lost: AbortSignal): Promise<true> => {
      const tell = () => {
        const { phase, fraction } = getSnapshot();
        const { id, fence } = record;
        locks.publish({ id, fence, phase, atMs: now(), ...(fraction === undefined ? {} : { fraction }) });
      };
      const heart = setInterval(tell, HEARTBEAT_MS);
      atWork.add(record.id);
      tell();
      try {
        let run = recordOf(library, record, now);
        const outcome = await work(run, lost, (found) => {
          run = recordOf(library, found, now);
          return run;
        });
        await new Promise<void>((settle) => {
          const delivered = async () => {
            await run.deliver();
            settle();
          };
          lost.addEventListener('abort', () => settle(), { once: true });
          resolve({ ...outcome, delivered } as T);
        });
      } catch (thrown) {
        reject(thrown);
      } finally {
        clearInterval(heart);
        atWork.delete(record.id);
        tell();
      }
      return true;
    };
    const held = force ? locks.steal(record.id, holding) : locks.tryHold(record.id, holding);
    held.then(
      (answer) => {
        if (answer === undefined) reject(new ImageTo3DError('superseded', 'Another tab works on this run.'));
      },
      // Stolen: whoever worked was told by `lost`.
      (thrown: unknown) => reject(thrown),
    );
  });
}
