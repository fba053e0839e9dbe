import { asImageTo3DError, type ImageTo3DError } from '../core/errors.ts';
import { createStore, type Subscribable } from '../core/subscribable.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import type { Job, JobState } from '../job/job.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { Trellis2Parameters } from '../recipe/providers/trellis-2-parameters.ts';
import type { Recipe, RecipeKey } from '../recipe/recipe.ts';
import type { EndpointInfo } from './endpoint-info.ts';
import type { RunPhase, RunSnapshot } from './run-snapshot.ts';

/**
 * The result of a finished run.
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { createGeneration, nodeHost } from 'babylon-image-to-3d/node';
 *
 * const result: GenerationResult = await createGeneration({ host: nodeHost }).run('chair.png').result;
 * await writeFile('chair.glb', result.master);
 * await result.delivered();
 */
export interface GenerationResult {
  /** The GLB exactly as the service sent it, checked. */
  readonly master: Uint8Array<ArrayBuffer>;
  /** Measured in the master. */
  readonly stats: AssetStats;
  /** Absent where a run was resumed and its image is no longer stored. */
  readonly image?: PreparedImage;
  /** The complete request. */
  readonly recipe: Recipe;
  /** The recipe as text: equal recipes have equal keys. */
  readonly key: RecipeKey;
  /** What answered. */
  readonly endpoint: EndpointInfo;
  /** Made by the local engine: an approximation, not Trellis-2. */
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
  /** SHA-256 of the master in the library, where it is kept there. */
  readonly libraryHash?: string;
  /** Call it when you have stored or shown the result: until then, a crash makes the next page deliver it again. */
  delivered(): Promise<void>;
}

/**
 * A run under way.
 *
 * @example
 * import { createGeneration, nodeHost } from 'babylon-image-to-3d/node';
 *
 * const run: GenerationRun = createGeneration({ host: nodeHost }).run('chair.png');
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

const FINAL_PHASES: Partial<Record<ImageTo3DError['code'], RunPhase>> = {
  cancelled: 'cancelled',
  aborted: 'cancelled',
  unconfirmed: 'unconfirmed',
  expired: 'expired',
};

/** The phase in which a run ends with this error. */
export const phaseOf = (error: ImageTo3DError): RunPhase => FINAL_PHASES[error.code] ?? 'failed';

function project(run: RunSnapshot, job: Job): RunSnapshot {
  const { queuePosition: _queue, fraction: _fraction, ...rest } = run;
  return {
    ...rest,
    phase: PHASES[job.state],
    logs: job.logs,
    cancelRequested: job.cancelRequested,
    ...(job.queuePosition === undefined ? {} : { queuePosition: job.queuePosition }),
    ...(job.fraction === undefined ? {} : { fraction: job.fraction }),
    ...(job.receipt ? { requestId: job.receipt.requestId } : {}),
    ...(job.error ? { error: job.error } : {}),
  };
}

/** What the work behind a run tells of itself. */
export interface RunTools {
  /** Fires when the run is cancelled before there is a job that could be. */
  readonly signal: AbortSignal;
  onJob(job: Job): void;
  /** From now on a cancel goes to the job. */
  setCancel(cancel: () => void): void;
  mark(changes: Pick<RunSnapshot, 'isRecorded'>): void;
  getSnapshot(): RunSnapshot;
}

export interface RunStart {
  readonly parameters: Trellis2Parameters;
  readonly startedAtMs: number;
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

/** Shows work as a run: a snapshot to follow, a result, and a way to cancel. */
export function trackRun(
  { parameters, startedAtMs, now, signal }: RunStart,
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
  let cancelJob: (() => void) | undefined;
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
    mark: (changes) => store.set({ ...store.getSnapshot(), ...changes }),
    getSnapshot: store.getSnapshot,
  };
  const result = work(tools)
    .then((outcome) => {
      store.set({ ...store.getSnapshot(), phase: 'done', endedAtMs: now() });
      return outcome;
    })
    .catch((thrown: unknown) => {
      const error = asImageTo3DError(thrown);
      const phase = phaseOf(error);
      store.set({ ...store.getSnapshot(), phase, error, endedAtMs: now() });
      throw error;
    })
    .finally(() => signal?.removeEventListener('abort', cancel));
  // A UI may follow the snapshot alone.
  result.catch(() => {});
  return { subscribe: store.subscribe, getSnapshot: store.getSnapshot, result, cancel };
}
