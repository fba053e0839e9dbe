import { type Clock, REAL_CLOCK } from '../core/clock.ts';
import { asImageTo3DError, ImageTo3DError } from '../core/errors.ts';
import { once } from '../core/once.ts';
import { randomId } from '../core/random-id.ts';
import type { FitEngine } from '../fit/contract.ts';
import { NEW_JOB } from '../job/job.ts';
import { type JobRecord, storeJob } from '../job/job-record.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { ImageSource } from '../recipe/image-source.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import { trellis2 } from '../recipe/providers/trellis-2.ts';
import type { Trellis2Parameters } from '../recipe/providers/trellis-2-parameters.ts';
import { type Recipe, recipeFamily, recipeKey } from '../recipe/recipe.ts';
import type { Library } from '../storage/contract.ts';
import { type Endpoint, type ResolvedEndpoint, resolveEndpoint } from './endpoint.ts';
import { pay } from './execute-run.ts';
import { holdRun } from './hold-run.ts';
import type { LibraryState } from './library-state.ts';
import { type GoOnOptions, goOnWith } from './resume-run.ts';
import { awaitSameRecipe, findInLibrary } from './reuse.ts';
import { type GenerationResult, type GenerationRun, trackRun } from './run.ts';

export type { GenerationResult, GenerationRun } from './run.ts';

/** What differs between a browser and Node: reading pictures, starting the local engine and fits. */
export interface GenerationHost {
  prepareImage(
    source: ImageSource,
    options?: { name?: string; signal?: AbortSignal },
  ): Promise<PreparedImage>;
  createLocalEngine(): Promise<LocalEngine>;
  /** Without it a fit throws `unsupported-host`. */
  createFitEngine?(): Promise<FitEngine>;
  /** Where runs are written down and masters are kept. Without it nothing is, and nothing is said about it. */
  openLibrary?(options: { readonly now: () => number }): Promise<Library>;
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
  /** A result of any seed in the library will do. Default false. */
  readonly anySeed?: boolean;
  /** Do not look in the library. Default false. */
  readonly skipLibrary?: boolean;
  /** Run it without a record. Default false. */
  readonly allowUnrecorded?: boolean;
  /** The asset that it is for: after a crash it comes to stand under that name. */
  readonly target?: { readonly assetId: string; readonly assetName: string };
  readonly signal?: AbortSignal;
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
  /** What outlives the page, opened on first use; what it cannot be opened for is said instead. */
  openLibrary(): Promise<LibraryState>;
  run(image: ImageSource | PreparedImage, options?: RunOptions): GenerationRun;
  /** Goes on with a run of another page, which must not be working on it any more unless `force` takes it by force. */
  goOn(record: JobRecord, how: GoOnOptions): GenerationRun;
  /** Whether this page works on a recorded run. */
  isAtWork(id: string): boolean;
  drawSeed(): number;
  /** The time by the clock that was given, ms since the epoch. */
  now(): number;
  dispose(): void;
}

function randomSeed(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 1;
}

export const isPrepared = (image: ImageSource | PreparedImage): image is PreparedImage =>
  typeof image === 'object' && 'png' in image && 'hash' in image;

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
  const {
    host,
    endpoint = 'local',
    provider = trellis2,
    clock = REAL_CLOCK,
    drawSeed = randomSeed,
  } = options;
  const now = () => clock.now();
  const atWork = new Set<string>();
  let isDisposed = false;

  const localEngine = once(() => host.createLocalEngine());
  const fitEngine = once(() => {
    if (host.createFitEngine) return host.createFitEngine();
    throw new ImageTo3DError('unsupported-host', 'This host has no fit engine (`createFitEngine`).');
  });
  // A server that was down a moment ago may be up now: only a good answer is kept.
  const resolve = once(() =>
    resolveEndpoint(endpoint, provider, localEngine, clock).catch((thrown: unknown) => {
      throw asImageTo3DError(thrown);
    }),
  );
  const opened = once(async () => host.openLibrary?.({ now }));
  const openLibrary = (): Promise<LibraryState> =>
    opened().then(
      (library) => (library ? { library } : {}),
      (thrown: unknown) => ({ error: asImageTo3DError(thrown, 'storage') }),
    );

  /** The record to begin a run with; undefined for what is free here, and where a person wants none. */
  const newRecord = (
    { library, error }: LibraryState,
    { address, info }: ResolvedEndpoint,
    recipe: Recipe,
    image: PreparedImage,
    { target, allowUnrecorded = false }: RunOptions,
  ): JobRecord | undefined => {
    if (info.kind === 'local' || allowUnrecorded || !host.openLibrary) return undefined;
    if (!library?.journal.isDurable) {
      if (info.isLocal) return undefined;
      const why = error?.message ?? 'This page cannot store anything.';
      throw new ImageTo3DError(
        'storage',
        `The run was not sent, because it cannot be recorded first. ${why}`,
      );
    }
    const name = image.name.slice(0, 200);
    const id = randomId();
    return {
      version: 1,
      id,
      fence: 0,
      createdAtMs: now(),
      updatedAtMs: now(),
      endpoint: address,
      key: recipeKey(recipe),
      recipe,
      image: { name },
      target: { assetId: target?.assetId ?? id, assetName: (target?.assetName ?? name).slice(0, 200) },
      job: storeJob(NEW_JOB),
    };
  };

  const run = (image: ImageSource | PreparedImage, runOptions: RunOptions = {}): GenerationRun => {
    const { parameters: partial = {}, name, signal, anySeed = false, skipLibrary = false } = runOptions;
    const startedAtMs = now();
    const seed = partial.seed ?? drawSeed();
    const shown = { ...provider.complete({}, seed), ...partial, seed };
    const start = { parameters: shown, startedAtMs, now, ...(signal ? { signal } : {}) };

    return trackRun(start, async (tools) => {
      if (isDisposed) throw new ImageTo3DError('aborted', 'This generator was disposed: create another one.');
      const parameters = provider.complete(partial, seed);
      refuse(provider, parameters);
      const prepared = isPrepared(image)
        ? image
        : await host.prepareImage(image, { signal: tools.signal, ...(name === undefined ? {} : { name }) });
      const place = await resolve();
      const state = await openLibrary();
      const { library } = state;
      if (tools.signal.aborted) throw new ImageTo3DError('cancelled', 'The run was cancelled.');
      const recipe: Recipe = { provider: provider.id, imageHash: prepared.hash, parameters };
      const wanted = anySeed ? recipeFamily(recipe) : recipeKey(recipe);

      const begin = async (): Promise<GenerationResult> => {
        const record = newRecord(state, place, recipe, prepared, runOptions);
        if (library) await library.masters.putImage(prepared.hash, prepared.png).catch(() => {});
        const payment = {
          endpoint: place,
          recipe,
          imageName: prepared.name,
          image: prepared,
          startedAtMs,
          tools,
          library,
          clock,
          now,
        };
        if (!record || !library) {
          tools.mark({ isRecorded: false });
          return { ...(await pay({ ...payment, record: undefined })), delivered: async () => {} };
        }
        tools.mark({ isRecorded: true });
        const hold = { library, record, now, getSnapshot: tools.getSnapshot, atWork };
        return holdRun<GenerationResult>(hold, (written, lost) => pay({ ...payment, record: written, lost }));
      };
      if (skipLibrary || !library) return begin();

      // Two presses for the same thing are one payment, in whichever tabs they are made.
      const lock = `recipe:${place.info.isLocal}:${wanted}`;
      const work = async (): Promise<GenerationResult> => {
        const search = () => findInLibrary(library, wanted, place, prepared);
        let found = await search();
        if (!found && !place.info.isLocal) {
          await awaitSameRecipe(library, recipeKey(recipe), place.address, tools.signal);
          found = await search();
        }
        return found ? { ...found, delivered: async () => {} } : begin();
      };
      try {
        return await library.locks.hold(lock, work, tools.signal);
      } catch (thrown) {
        if (tools.signal.aborted) throw new ImageTo3DError('cancelled', 'The run was cancelled.');
        throw thrown;
      }
    });
  };

  return {
    provider,
    resolve,
    prepare: host.prepareImage,
    localEngine,
    fitEngine,
    openLibrary,
    run,
    goOn: (record, how) => goOnWith({ resolve, openLibrary, clock, now, atWork }, record, how),
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
