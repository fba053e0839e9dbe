import { asImageTo3DError, type ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { createStore, type Subscribable } from '../core/subscribable.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import type { Job, JobState } from '../job/job.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { Recipe, RecipeKey } from '../recipe/recipe.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import type { EndpointInfo } from './endpoint-info.ts';
import type { RunPhase, RunSnapshot } from './run-snapshot.ts';

/**
 * The result of a finished run.
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { createGeneration, nodePlatform } from 'babylon-image-to-3d/node';
 *
 * const result: GenerationResult = await createGeneration({ platform: nodePlatform }).run('chair.png').result;
 * await writeFile('chair.glb', result.master);
 */
export interface GenerationResult {
  /** The GLB exactly as the service sent it, checked. */
  readonly master: Uint8Array<ArrayBuffer>;
  /** Measured in the master. */
  readonly stats: AssetStats;
  /** Absent when a resumed run's image is no longer stored. */
  readonly image?: PreparedImage;
  /** The complete request. */
  readonly recipe: Recipe;
  /** The recipe as text: equal recipes have equal keys. */
  readonly key: RecipeKey;
  /** The endpoint that answered. */
  readonly endpoint: EndpointInfo;
  /** Made by the local engine: an approximation, not the provider's model. */
  readonly isLocal: boolean;
  /** The service's id of the run. */
  readonly requestId?: string;
  /** Billed units as the service reported them. */
  readonly billableUnits?: number;
  /** Remarks to show with the result, such as parameters without effect. */
  readonly notes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Milliseconds since the epoch. */
  readonly endedAtMs: number;
  /** Taken from the library: nothing was paid this time. */
  readonly isFromLibrary?: true;
  /** SHA-256 of the master in the library, if it is stored there. */
  readonly libraryHash?: string;
}

/**
 * Places a result in the scene. The run is `importing` meanwhile; then it is `done`, or failed with the error that this
 * throws. After a crash before that, the next page places the result.
 */
export type PlaceResult = (result: GenerationResult) => Promise<void>;

/**
 * A run under way.
 *
 * @example
 * import { createGeneration, nodePlatform } from 'babylon-image-to-3d/node';
 *
 * const run: GenerationRun = createGeneration({ platform: nodePlatform }).run('chair.png');
 * run.subscribe(() => console.log(run.getSnapshot().phase));
 * setTimeout(run.cancel, 60_000);
 * await run.result;
 */
export interface GenerationRun extends Subscribable<RunSnapshot> {
  /** Rejects with {@link ImageTo3DError} when the run fails or is cancelled. */
  readonly result: Promise<GenerationResult>;
  /** Asks the service to stop; the run ends as `cancelled` when it has. */
  cancel(): void;
}

const PHASES: Readonly<Record<JobState, RunPhase>> = {
  prepared: 'preparing',
  uploading: 'uploading',
  submitting: 'submitting',
  reconciling: 'reconciling',
  queued: 'queued',
  running: 'running',
  fetching: 'downloading',
  downloading: 'downloading',
  done: 'importing',
  unconfirmed: 'unconfirmed',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

const PHASE_OF_ERROR: Partial<Record<ImageTo3DError['code'], RunPhase>> = {
  cancelled: 'cancelled',
  aborted: 'cancelled',
  unconfirmed: 'unconfirmed',
  expired: 'expired',
};

function project(run: RunSnapshot, job: Job): RunSnapshot {
  const { queuePosition: _queue, fraction: _fraction, ...rest } = run;
  return {
    ...rest,
    phase: PHASES[job.state],
    logs: job.logs,
    cancelRequested: job.cancelRequested,
    ...omitUndefined({ queuePosition: job.queuePosition, fraction: job.fraction }),
    ...(job.receipt ? { requestId: job.receipt.requestId } : {}),
    ...omitUndefined({ error: job.error }),
  };
}

/** What the code that executes a run reports. */
export interface RunTools {
  /** Fires when the run is cancelled before its job has started. */
  readonly signal: AbortSignal;
  onJob(job: Job): void;
  /** From now on a cancel goes to the job. */
  setCancel(cancel: () => void): void;
  /** Sets what to do after the result was placed, or could not be. */
  onPlaced(work: () => Promise<void>): void;
  update(changes: Pick<RunSnapshot, 'isRecorded'>): void;
  getSnapshot(): RunSnapshot;
}

export interface RunStart {
  readonly parameters: RunParameters;
  readonly startedAtMs: number;
  readonly now: () => number;
  readonly place: PlaceResult | undefined;
  readonly signal?: AbortSignal;
}

/** Wraps an execution as a run: with a snapshot, a result and `cancel`. */
export function trackRun(
  { parameters, startedAtMs, now, place, signal }: RunStart,
  work: (tools: RunTools) => Promise<GenerationResult>,
): GenerationRun {
  const own = new AbortController();
  const store = createStore<RunSnapshot>({
    phase: 'preparing',
    parameters,
    startedAtMs,
    logs: [],
    cancelRequested: false,
  });
  const update = (changes: Partial<RunSnapshot>) => store.set({ ...store.getSnapshot(), ...changes });
  let cancelJob: (() => void) | undefined;
  let onPlaced: (() => Promise<void>) | undefined;
  const cancel = () => {
    if (cancelJob) cancelJob();
    else own.abort();
  };
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });

  const tools: RunTools = {
    signal: own.signal,
    onJob: (job) => store.set(project(store.getSnapshot(), job)),
    setCancel: (next) => {
      cancelJob = next;
    },
    onPlaced: (next) => {
      onPlaced = next;
    },
    update,
    getSnapshot: store.getSnapshot,
  };
  const follow = async (): Promise<GenerationResult> => {
    try {
      const result = await work(tools);
      try {
        if (place) {
          update({ phase: 'importing' });
          await place(result);
        }
      } finally {
        await onPlaced?.();
      }
      update({ phase: 'done', endedAtMs: now() });
      return result;
    } catch (thrown) {
      const error = asImageTo3DError(thrown);
      update({ phase: PHASE_OF_ERROR[error.code] ?? 'failed', error, endedAtMs: now() });
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
  const result = follow();
  // A UI may use the snapshot only.
  result.catch(() => {});
  return { subscribe: store.subscribe, getSnapshot: store.getSnapshot, result, cancel };
}
