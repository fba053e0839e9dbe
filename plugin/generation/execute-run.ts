import type { Clock } from '../core/clock.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import { measureGlb } from '../glb/measure-glb.ts';
import type { Job } from '../job/job.ts';
import type { JobRecord } from '../job/job-record.ts';
import type { PreparedImage } from '../recipe/image.ts';
import { type Recipe, recipeFamily, recipeKey } from '../recipe/recipe.ts';
import type { Library, StoreResult } from '../storage/contract.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import type { GenerationResult, RunTools } from './run.ts';
import { type JobRunOptions, runJob } from './run-job.ts';
import { openRecord, type RunRecord } from './run-record.ts';

const HEARTBEAT_MS = 2000;

interface HoldOptions {
  readonly library: Library;
  readonly record: JobRecord;
  readonly now: () => number;
  readonly tools: RunTools;
  /** Runs that this page works on. */
  readonly atWork: Set<string>;
  /** Takes the lock from a tab that holds it but no longer reports. */
  readonly force?: boolean;
}

/**
 * Works on a recorded run while holding its lock, and informs the other tabs. Keeps the lock until the result has been
 * placed, so that no other tab places it too. Throws `superseded` immediately when another tab holds the run.
 */
export function holdRun(
  { library, record, now, tools, atWork, force = false }: HoldOptions,
  work: (
    record: RunRecord,
    lost: AbortSignal,
    /** Writes to this record from now on: the one that was read after the lock was taken. */
    rewrite: (found: JobRecord) => RunRecord,
  ) => Promise<GenerationResult>,
): Promise<GenerationResult> {
  const { locks } = library;
  return new Promise((resolve, reject) => {
    const holding = async (lost: AbortSignal): Promise<true> => {
      const inform = () => {
        const { phase, fraction } = tools.getSnapshot();
        const { id, fencingToken } = record;
        locks.publish({ id, fencingToken, phase, atMs: now(), ...omitUndefined({ fraction }) });
      };
      const heartbeat = setInterval(inform, HEARTBEAT_MS);
      atWork.add(record.id);
      inform();
      try {
        let run = openRecord(library, record, now);
        const result = await work(run, lost, (found) => {
          run = openRecord(library, found, now);
          return run;
        });
        await new Promise<void>((settle) => {
          tools.onPlaced(async () => {
            await run.deliver();
            settle();
          });
          lost.addEventListener('abort', () => settle(), { once: true });
          resolve(result);
        });
      } catch (thrown) {
        reject(thrown);
      } finally {
        clearInterval(heartbeat);
        atWork.delete(record.id);
        inform();
      }
      return true;
    };
    const held = force ? locks.steal(record.id, holding) : locks.tryHold(record.id, holding);
    held.then((answer) => {
      if (answer === undefined) reject(new ImageTo3DError('superseded', 'Another tab works on this run.'));
      // Otherwise the lock was stolen: the tab that lost it is notified by its `lost` signal.
    }, reject);
  });
}

export interface RunRequest {
  readonly endpoint: ResolvedEndpoint;
  readonly recipe: Recipe;
  readonly imageName: string;
  /** Undefined when a resumed run's image is no longer stored. */
  readonly image: PreparedImage | undefined;
  readonly startedAtMs: number;
  readonly tools: RunTools;
  readonly library: Library | undefined;
  /** Undefined for free local runs, and when the user allowed a run without a record. */
  readonly record: RunRecord | undefined;
  readonly from?: JobRunOptions['from'];
  readonly lost?: AbortSignal;
  readonly clock: Clock;
  readonly now: () => number;
}

const LATE = 'The cancel came too late: the service had already finished (and billed) this run.';

/** Runs one job to its end and stores its master. Rejects with the error that ended it. */
export async function executeRun(request: RunRequest): Promise<GenerationResult> {
  const { endpoint, recipe, image, tools, library, record, from, lost, clock } = request;
  const { startedAtMs, now } = request;
  const { info, transport } = endpoint;
  let stats: AssetStats | undefined;
  let kept: StoreResult | undefined;
  const key = recipeKey(recipe);

  const keep = async (glb: Uint8Array<ArrayBuffer>, { receipt, result }: Job) => {
    if (!library || !stats) return;
    kept = await library.masters.put(glb, {
      key,
      family: recipeFamily(recipe),
      provider: recipe.provider,
      isLocal: result?.isLocal ?? info.isLocal,
      parameters: recipe.parameters,
      imageName: request.imageName,
      imageHash: recipe.imageHash,
      stats,
      notes: result?.notes ?? [],
      startedAtMs,
      endedAtMs: now(),
      ...(receipt ? { requestId: receipt.requestId } : {}),
      ...(result?.billableUnits === undefined ? {} : { billableUnits: result.billableUnits }),
    });
    if (kept.isKept) record?.setMaster(kept.hash);
  };

  const run = runJob({
    transport,
    parameters: recipe.parameters,
    getImage: async () => {
      if (image) return image;
      throw new ImageTo3DError(
        'aborted',
        'This run was interrupted before anything was sent, and its image is no longer stored. Nothing was charged.',
      );
    },
    // Measuring also checks the file, so a large one is read only once.
    check: (bytes) => {
      stats = measureGlb(bytes);
    },
    // A storage error must not fail a paid run.
    keep: (glb, job) => keep(glb, job).catch(() => {}),
    onChange: tools.onJob,
    ...(record ? { commit: record.commit, submitId: record.submitId, startedAtMs: record.startedAtMs } : {}),
    ...omitUndefined({ from, lost }),
    clock,
  });
  tools.setCancel(run.cancel);
  const { job, glb } = await run.ended;
  if (!glb || !stats)
    throw job.error ?? new ImageTo3DError('internal', `The run ended as ${job.state} without a file.`);
  const notes = [
    ...(job.cancelRequested ? [LATE] : []),
    ...(job.result?.notes ?? []),
    ...(kept && !kept.isKept ? [kept.reason] : []),
  ];
  return {
    master: glb,
    stats,
    ...omitUndefined({ image }),
    recipe,
    key,
    endpoint: info,
    isLocal: job.result?.isLocal ?? false,
    notes,
    startedAtMs,
    endedAtMs: now(),
    ...(job.receipt ? { requestId: job.receipt.requestId } : {}),
    ...(job.result?.billableUnits === undefined ? {} : { billableUnits: job.result.billableUnits }),
    ...(kept?.isKept ? { libraryHash: kept.hash } : {}),
  };
}
