import { type Endpoint, type ResolvedEndpoint, resolveEndpoint } from './endpoint.ts';
import { asImageTo3DError, ImageTo3DError } from './errors.ts';
import type { FitEngine } from './fit/contract.ts';
import type { EndpointInfo, RunPhase, RunSnapshot } from './generated-asset.ts';
import type { AssetStats } from './glb/asset-stats.ts';
import { measureGlb } from './glb/measure-glb.ts';
import type { Job, JobState } from './job/job.ts';
import type { LocalEngine } from './local-engine/contract.ts';
import type { PreparedImage } from './recipe/image.ts';
import type { ImageSource } from './recipe/image-source.ts';
import type { ImageTo3DProvider } from './recipe/provider.ts';
import { trellis2 } from './recipe/providers/trellis-2.ts';
import type { Trellis2Parameters } from './recipe/providers/trellis-2-parameters.ts';
import { type Recipe, type RecipeKey, recipeKey } from './recipe/recipe.ts';
import { type Clock, runJob } from './run-job.ts';
import { createStore, type Subscribable } from './subscribable.ts';

/** What differs between a browser and Node: reading pictures, starting the local engine and fits. */
export interface GenerationHost {
  prepareImage(
    source: ImageSource,
    options?: { name?: string; signal?: AbortSignal },
  ): Promise<PreparedImage>;
  createLocalEngine(): Promise<LocalEngine>;
  /** Without it a fit throws `unsupported-host`. */
  createFitEngine?(): Promise<FitEngine>;
}

export interface GenerationOptions {
  readonly host: GenerationHost;
  /** Default `'local'`. */
  readonly endpoint?: Endpoint;
  readonly provider?: ImageTo3DProvider;
  readonly clock?: Clock;
  /** Draws a seed for runs that name none: an integer, 0 … 2^31 − 1. */
  readonly drawSeed?: () => number;
}

export interface RunOptions {
  readonly parameters?: Partial<Trellis2Parameters>;
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/** A finished run. */
export interface GenerationResult {
  /** The GLB exactly as the service sent it, checked. */
  readonly master: Uint8Array<ArrayBuffer>;
  readonly stats: AssetStats;
  readonly image: PreparedImage;
  readonly recipe: Recipe;
  readonly key: RecipeKey;
  readonly endpoint: EndpointInfo;
  readonly isLocal: boolean;
  readonly requestId?: string;
  readonly billableUnits?: number;
  readonly notes: readonly string[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** A run under way. */
export interface GenerationRun extends Subscribable<RunSnapshot> {
  /** Rejects with {@link ImageTo3DError} unless the run ends well. */
  readonly result: Promise<GenerationResult>;
  /** Asks the service to stop; the run ends as `cancelled` when it has. */
  cancel(): void;
}

/** Image in, checked GLB out, without a scene. */
export interface Generation {
  readonly provider: ImageTo3DProvider;
  /** Asks the endpoint what it is; once asked, the answer is kept. */
  resolve(): Promise<ResolvedEndpoint>;
  prepare: GenerationHost['prepareImage'];
  /** The local engine, shared between runs and placeholders. */
  localEngine(): Promise<LocalEngine>;
  /** Where masters are re-fitted, started on first use. Throws `unsupported-host`. */
  fitEngine(): Promise<FitEngine>;
  run(image: ImageSource | PreparedImage, options?: RunOptions): GenerationRun;
  drawSeed(): number;
  dispose(): void;
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

function randomSeed(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 1;
}

export const isPrepared = (image: ImageSource | PreparedImage): image is PreparedImage =>
  typeof image === 'object' && 'png' in image && 'hash' in image;

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

const FINAL_PHASES: Partial<Record<ImageTo3DError['code'], RunPhase>> = {
  cancelled: 'cancelled',
  aborted: 'cancelled',
  unconfirmed: 'unconfirmed',
  expired: 'expired',
};

/** The phase in which a run ends with this error. */
export const phaseOf = (error: ImageTo3DError): RunPhase => FINAL_PHASES[error.code] ?? 'failed';

/** Refuses what would be paid for in vain, before anything is sent. Throws `validation`. */
function refuse(provider: ImageTo3DProvider, parameters: Trellis2Parameters): void {
  const refusals = provider.check(parameters).filter((issue) => issue.severity === 'refusal');
  if (refusals.length === 0) return;
  const fields = refusals.map(({ parameter, message }) => ({ field: parameter, message }));
  throw new ImageTo3DError('validation', fields.map(({ message }) => message).join(' '), { fields });
}

/**
 * Composes recipe, job and checks without a scene: for command lines, servers, and {@link createGenerator}.
 *
 * @example
 * const { master, stats } = await createGeneration({ host, endpoint: 'local' }).run(file).result;
 */
export function createGeneration(options: GenerationOptions): Generation {
  const { host, endpoint = 'local', provider = trellis2, clock, drawSeed = randomSeed } = options;
  const now = () => clock?.now() ?? Date.now();
  let engine: Promise<LocalEngine> | undefined;
  let fits: Promise<FitEngine> | undefined;
  let resolved: Promise<ResolvedEndpoint> | undefined;

  const localEngine = () => {
    engine ??= host.createLocalEngine();
    return engine;
  };
  const fitEngine = async () => {
    if (!host.createFitEngine)
      throw new ImageTo3DError('unsupported-host', 'This host brings no fit engine (`createFitEngine`).');
    fits ??= host.createFitEngine();
    return fits;
  };
  const resolve = () => {
    // A server that was down a moment ago may be up now: only a good answer is kept.
    resolved ??= resolveEndpoint(endpoint, provider, localEngine).catch((thrown: unknown) => {
      resolved = undefined;
      throw asImageTo3DError(thrown);
    });
    return resolved;
  };

  const run = (
    image: ImageSource | PreparedImage,
    { parameters: partial = {}, name, signal }: RunOptions = {},
  ): GenerationRun => {
    const startedAtMs = now();
    const own = new AbortController();
    const seed = partial.seed ?? drawSeed();
    const store = createStore<RunSnapshot>({
      phase: 'preparing',
      parameters: { ...provider.complete({}, seed), ...partial, seed },
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

    const work = async (): Promise<GenerationResult> => {
      const parameters = provider.complete(partial, seed);
      refuse(provider, parameters);
      const prepared = isPrepared(image)
        ? image
        : await host.prepareImage(image, { signal: own.signal, ...(name === undefined ? {} : { name }) });
      const { info, transport } = await resolve();
      if (own.signal.aborted) throw new ImageTo3DError('cancelled', 'The run was cancelled.');
      let stats: AssetStats | undefined;
      const jobRun = runJob({
        transport,
        image: prepared,
        parameters,
        // Measuring checks the file too: a large one is read through once.
        check: (bytes) => {
          stats = measureGlb(bytes);
        },
        onChange: (job) => store.set(project(store.getSnapshot(), job)),
        ...(clock ? { clock } : {}),
      });
      cancelJob = jobRun.cancel;
      const { job, glb } = await jobRun.ended;
      if (!glb || !stats)
        throw job.error ?? new ImageTo3DError('internal', `The run ended as ${job.state} without a file.`);
      const recipe: Recipe = { provider: provider.id, imageHash: prepared.hash, parameters };
      const late = job.cancelRequested
        ? ['The cancel came too late: the service had already finished (and billed) this run.']
        : [];
      return {
        master: glb,
        stats,
        image: prepared,
        recipe,
        key: recipeKey(recipe),
        endpoint: info,
        isLocal: job.result?.isLocal ?? false,
        notes: [...late, ...(job.result?.notes ?? [])],
        startedAtMs,
        endedAtMs: now(),
        ...(job.receipt ? { requestId: job.receipt.requestId } : {}),
        ...(job.result?.billableUnits === undefined ? {} : { billableUnits: job.result.billableUnits }),
      };
    };

    const result = work()
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
  };

  return {
    provider,
    resolve,
    prepare: host.prepareImage,
    localEngine,
    fitEngine,
    run,
    drawSeed,
    dispose() {
      void engine?.then((ready) => ready.dispose());
      void fits?.then(
        (ready) => ready.dispose(),
        () => {},
      );
    },
  };
}
