import { untilAborted } from '../core/abort.ts';
import { type Clock, REAL_CLOCK } from '../core/clock.ts';
import { asImageTo3DError, ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { once } from '../core/once.ts';
import type { FitEngine } from '../fit/contract.ts';
import type { JobRecord } from '../job/job-record.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { ImageSource } from '../recipe/image-source.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import { DEFAULT_PROVIDER, PROVIDERS } from '../recipe/providers/index.ts';
import { type Recipe, recipeFamily, recipeKey } from '../recipe/recipe.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import type { Library } from '../storage/contract.ts';
import { type Endpoint, type ResolvedEndpoint, resolveEndpoint } from './endpoint.ts';
import { executeRun, holdRun } from './execute-run.ts';
import type { OpenedLibrary } from './opened-library.ts';
import { type ResumeOptions, resumeRun } from './resume-run.ts';
import { awaitSameRecipe, findInLibrary } from './reuse.ts';
import { type GenerationResult, type GenerationRun, type PlaceResult, trackRun } from './run.ts';
import { newRecord } from './run-record.ts';

export type { GenerationResult, GenerationRun } from './run.ts';

/**
 * What differs between a browser and Node: how images are read, and how engines are started. In Node, use
 * {@link nodePlatform}; pages have theirs built in.
 *
 * @example
 * import { createNodeLocalEngine } from 'babylon-image-to-3d/local-engine/node';
 * import { nodePlatform } from 'babylon-image-to-3d/node';
 *
 * const engine = createNodeLocalEngine();
 * const platform: GenerationPlatform = { ...nodePlatform, createLocalEngineAsync: async () => engine };
 */
export interface GenerationPlatform {
  /** Reads and checks an image. Throws the image errors of {@link ERROR_KINDS}. */
  prepareImageAsync(
    source: ImageSource,
    options?: { name?: string; signal?: AbortSignal },
  ): Promise<PreparedImage>;
  /** Starts the local engine; called once, on first use. */
  createLocalEngineAsync(): Promise<LocalEngine>;
  /** Starts the fit engine; called once, on first use. Without it a fit throws `unsupported-platform`. */
  createFitEngineAsync?(): Promise<FitEngine>;
  /** Opens the storage of runs and masters. Without it nothing is stored. */
  openLibraryAsync?(options: { readonly now: () => number }): Promise<Library>;
}

/** Options of {@link createGeneration}. */
export interface GenerationOptions {
  /** How images are read and engines are started. */
  readonly platform: GenerationPlatform;
  /** Where runs go, default `'local'`. */
  readonly endpoint?: Endpoint;
  /** The model. Default: the first provider of this package. */
  readonly provider?: ImageTo3DProvider;
  /** Time; tests pass their own. */
  readonly clock?: Clock;
  /** Seed for runs without one: an integer, 0 … 2^31 − 1. Default: random. */
  readonly drawSeed?: () => number;
}

/** Options of one run without a scene. */
export interface RunOptions {
  /** Changes to the provider's defaults. Without a seed, a random one is used. */
  readonly parameters?: Partial<RunParameters>;
  /** Name of the image, for notes and files; by default its file name. */
  readonly name?: string;
  /** Accept a result of any seed from the library. Default false. */
  readonly anySeed?: boolean;
  /** Do not look in the library. Default false. */
  readonly skipLibrary?: boolean;
  /** Run without a record. Default false. */
  readonly allowUnrecorded?: boolean;
  /** The asset that the run is for: after a crash, its result is shown under that name. */
  readonly target?: { readonly assetId: string; readonly assetName: string };
  /** Called when the image has been read and the parameters are complete: the run begins. */
  readonly onPrepared?: (image: PreparedImage, parameters: RunParameters) => void;
  /** Puts the result where it belongs; the run is done when this is. */
  readonly place?: PlaceResult;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
}

export type RunImage = ImageSource | PreparedImage | Promise<PreparedImage>;

/**
 * Image in, checked GLB out, without a scene.
 *
 * @example
 * import { createGeneration, nodePlatform } from 'babylon-image-to-3d/node';
 *
 * const generation = createGeneration({ platform: nodePlatform });
 * const run = generation.run('chair.png', { parameters: { seed: 7 } });
 * run.subscribe(() => console.log(run.getSnapshot().phase));
 * const { master, stats } = await run.result;
 * generation.dispose();
 */
export interface Generation {
  /** The model that runs. */
  readonly provider: ImageTo3DProvider;
  /** Asks the endpoint what it is; a successful answer is cached. Throws `network`, `refused`. */
  resolveAsync(providerId?: string): Promise<ResolvedEndpoint>;
  /** Reads and checks an image without running anything. */
  prepareAsync: GenerationPlatform['prepareImageAsync'];
  /** The local engine, shared between runs and placeholders. */
  localEngineAsync(): Promise<LocalEngine>;
  /** The fit engine, started on first use. Throws `unsupported-platform`. */
  fitEngineAsync(): Promise<FitEngine>;
  /** The storage of runs and masters, opened on first use, or why there is none. Never rejects. */
  openLibraryAsync(): Promise<OpenedLibrary>;
  /** Starts a run and returns immediately; failures reject its `result`. */
  run(image: RunImage, options?: RunOptions): GenerationRun;
  /** Resumes a recorded run of another page. That page must no longer work on it, unless `force` takes it over. */
  resumeRun(record: JobRecord, how: ResumeOptions): GenerationRun;
  /** True while this page works on a recorded run. */
  isAtWork(id: string): boolean;
  /** A seed for a run without one. */
  drawSeed(): number;
  /** The time of the clock, milliseconds since the epoch. */
  now(): number;
  /** Ends the engines and closes the storage. Later runs reject with `aborted`. */
  dispose(): void;
}

const cancelled = () => new ImageTo3DError('cancelled', 'The run was cancelled.');

function randomSeed(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 1;
}

export const isPrepared = (image: ImageSource | PreparedImage): image is PreparedImage =>
  typeof image === 'object' && 'png' in image && 'hash' in image;

/** Refuses parameters that would waste a paid run, before anything is sent. Throws `validation`. */
function refuse(provider: ImageTo3DProvider, parameters: RunParameters): void {
  const refusals = provider.check(parameters).filter((issue) => issue.severity === 'refusal');
  if (refusals.length === 0) return;
  const fields = refusals.map(({ parameter, message }) => ({ field: parameter, message }));
  throw new ImageTo3DError('validation', fields.map(({ message }) => message).join(' '), { fields });
}

/**
 * Creates image-to-3D without a scene: for command lines and servers. With a scene, use {@link createGenerator}.
 *
 * @example
 * import { createGeneration, nodePlatform } from 'babylon-image-to-3d/node';
 *
 * const generation = createGeneration({ platform: nodePlatform, endpoint: 'local' });
 * const { master, stats } = await generation.run('chair.png').result;
 */
export function createGeneration(options: GenerationOptions): Generation {
  const {
    platform,
    endpoint = 'local',
    provider = DEFAULT_PROVIDER,
    clock = REAL_CLOCK,
    drawSeed = randomSeed,
  } = options;
  const now = () => clock.now();
  const atWork = new Set<string>();
  let isDisposed = false;

  const localEngine = once(() => platform.createLocalEngineAsync());
  const fitEngine = once(() => {
    if (platform.createFitEngineAsync) return platform.createFitEngineAsync();
    throw new ImageTo3DError(
      'unsupported-platform',
      'This platform has no fit engine (`createFitEngineAsync`).',
    );
  });
  // Only a successful answer is cached: a server that was down may be up by the next call.
  const resolverOf = (known: ImageTo3DProvider) =>
    once(() =>
      resolveEndpoint(endpoint, known, localEngine, clock).catch((thrown: unknown) => {
        throw asImageTo3DError(thrown);
      }),
    );
  // The library of this page may hold runs of every provider.
  const resolvers = new Map([...PROVIDERS, provider].map((known) => [known.id, resolverOf(known)]));
  const resolve = async (id: string = provider.id): Promise<ResolvedEndpoint> => {
    const resolver = resolvers.get(id);
    if (resolver) return resolver();
    throw new ImageTo3DError(
      'validation',
      `This run uses the provider ${id}, which this page does not have. Pass it to createGenerator.`,
    );
  };
  const opened = once(async () => platform.openLibraryAsync?.({ now }));
  const openLibrary = (): Promise<OpenedLibrary> =>
    opened().then(
      (library) => (library ? { library } : {}),
      (thrown: unknown) => ({ error: asImageTo3DError(thrown, 'storage') }),
    );

  const prepare = async (image: RunImage, name: string | undefined, signal: AbortSignal) => {
    if (image instanceof Promise) {
      // A cancel does not wait for an image that takes long to read.
      return untilAborted(image, signal).catch((thrown: unknown) => {
        throw signal.aborted ? cancelled() : thrown;
      });
    }
    if (isPrepared(image)) return image;
    return platform.prepareImageAsync(image, { signal, ...omitUndefined({ name }) });
  };

  const run = (image: RunImage, runOptions: RunOptions = {}): GenerationRun => {
    const {
      parameters: partial = {},
      name,
      signal,
      place,
      anySeed = false,
      skipLibrary = false,
    } = runOptions;
    const { target, allowUnrecorded = false } = runOptions;
    // If the parameters are refused, only that error is reported.
    if (image instanceof Promise) image.catch(() => {});
    const startedAtMs = now();
    const seed = partial.seed ?? drawSeed();
    const shown = { ...provider.complete({}, seed), ...partial, seed };
    const start = { parameters: shown, startedAtMs, now, place, ...omitUndefined({ signal }) };

    return trackRun(start, async (tools) => {
      if (isDisposed) throw new ImageTo3DError('aborted', 'This generator was disposed: create another one.');
      const parameters = provider.complete(partial, seed);
      refuse(provider, parameters);
      const prepared = await prepare(image, name, tools.signal);
      runOptions.onPrepared?.(prepared, parameters);
      const at = await resolve();
      const state = await openLibrary();
      const { library } = state;
      if (tools.signal.aborted) throw cancelled();
      const recipe: Recipe = { provider: provider.id, imageHash: prepared.hash, parameters };
      const wanted = anySeed ? recipeFamily(recipe) : recipeKey(recipe);

      const begin = async (): Promise<GenerationResult> => {
        const record =
          allowUnrecorded || !platform.openLibraryAsync
            ? undefined
            : newRecord({ state, endpoint: at, recipe, image: prepared, target, nowMs: now() });
        if (library) await library.masters.putImage(prepared.hash, prepared.png).catch(() => {});
        const request = {
          endpoint: at,
          recipe,
          imageName: prepared.name,
          image: prepared,
          startedAtMs,
          tools,
          library,
          clock,
          now,
        };
        tools.update({ isRecorded: record !== undefined });
        if (!record || !library) return executeRun({ ...request, record: undefined });
        return holdRun({ library, record, now, tools, atWork }, (written, lost) =>
          executeRun({ ...request, record: written, lost }),
        );
      };
      if (skipLibrary || !library) return begin();

      // The same request is paid only once, even when it is made in two tabs.
      const lock = `recipe:${at.info.isLocal}:${wanted}`;
      const findOrBegin = async (): Promise<GenerationResult> => {
        const search = () => findInLibrary(library, wanted, at, prepared);
        let found = await search();
        if (!found && !at.info.isLocal) {
          await awaitSameRecipe(library, recipeKey(recipe), at.address, tools.signal);
          found = await search();
        }
        return found ?? begin();
      };
      try {
        return await library.locks.hold(lock, findOrBegin, tools.signal);
      } catch (thrown) {
        throw tools.signal.aborted ? cancelled() : thrown;
      }
    });
  };

  return {
    provider,
    resolveAsync: resolve,
    prepareAsync: platform.prepareImageAsync,
    localEngineAsync: localEngine,
    fitEngineAsync: fitEngine,
    openLibraryAsync: openLibrary,
    run,
    resumeRun: (record, how) => resumeRun({ resolve, openLibrary, clock, now, atWork }, record, how),
    isAtWork: (id) => atWork.has(id),
    drawSeed,
    now,
    dispose() {
      isDisposed = true;
      opened.end((library) => library?.close());
      localEngine.end((engine) => engine.dispose());
      fitEngine.end((engine) => engine.dispose());
    },
  };
}
