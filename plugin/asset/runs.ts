import { withSignals } from '../core/abort.ts';
import { asImageTo3DError, ImageTo3DError } from '../core/errors.ts';
import { notify } from '../core/subscribable.ts';
import type { Generation, GenerationResult, GenerationRun } from '../generation/generation.ts';
import { phaseOf } from '../generation/run.ts';
import type { RunSnapshot } from '../generation/run-snapshot.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { Trellis2Parameters } from '../recipe/providers/trellis-2-parameters.ts';
import type { AssetVersion, GeneratedAssetSnapshot, RegenerateOptions } from './contract.ts';
import { untilAborted } from './fit-session.ts';
import { versionOf } from './provenance.ts';

interface RunsOptions {
  readonly assetId: string;
  readonly generation: Generation;
  readonly getName: () => string;
  /** Rejects when the picture is unusable. */
  readonly getImage: () => Promise<PreparedImage>;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  readonly onProgress: (run: RunSnapshot) => void;
  /** The picture of the first run is known and its parameters are complete; `signal` fires when the run has ended. */
  readonly onFirst: (image: PreparedImage, parameters: Trellis2Parameters, signal: AbortSignal) => void;
  /** Lists and shows what a run has brought. */
  readonly add: (version: AssetVersion) => Promise<void>;
  /** A run has ended badly and no version stands in the scene. */
  readonly onNothingShown: () => void;
}

/** The runs of one asset, one at a time. */
export interface Runs {
  run(parameters: Partial<Trellis2Parameters>, options?: RegenerateOptions): Promise<AssetVersion>;
  /** Follows a run of another page to its end; `image` is its picture, where that is kept. */
  follow(run: GenerationRun, image: PreparedImage | undefined): Promise<AssetVersion>;
  cancel(): void;
}

const isRunning = (run: RunSnapshot | undefined) => run !== undefined && run.endedAtMs === undefined;

export function createRuns(options: RunsOptions): Runs {
  const { assetId, generation, getName, getImage, getSnapshot, update } = options;
  // Numbers are never used again, not even of versions that were removed.
  let lastNumber = 0;
  let cancelRun: (() => void) | undefined;

  const present = (): RunSnapshot => {
    const { run } = getSnapshot();
    if (!run) throw new ImageTo3DError('internal', 'No run is under way.');
    return run;
  };
  const publish = (run: RunSnapshot) => {
    update({ run });
    notify(() => options.onProgress(run));
  };

  const bring = async (result: GenerationResult): Promise<AssetVersion> => {
    const number = 1 + Math.max(lastNumber, ...getSnapshot().versions.map((version) => version.number));
    lastNumber = number;
    const version = versionOf(result, assetId, number);
    try {
      await options.add(version);
    } finally {
      // A person has seen how it went, and the version is in the list: nobody else need bring it anywhere.
      await result.delivered();
    }
    return version;
  };

  /** One run from its first snapshot to its end; `start` gives the run once it can be followed. */
  const carry = async (
    first: RunSnapshot,
    start: (ended: AbortSignal) => Promise<GenerationRun>,
  ): Promise<AssetVersion> => {
    if (getSnapshot().isDisposed) throw new ImageTo3DError('aborted', `"${getName()}" was disposed.`);
    if (isRunning(getSnapshot().run))
      throw new ImageTo3DError(
        'validation',
        `"${getName()}" is being generated already: cancel that run or wait for it.`,
      );
    const ended = new AbortController();
    publish(first);
    try {
      const run = await start(ended.signal);
      cancelRun = run.cancel;
      run.subscribe(() => {
        const { endedAtMs: _ended, phase, ...next } = run.getSnapshot();
        // What has been brought has yet to come to its place.
        publish({ ...next, phase: phase === 'done' ? 'importing' : phase, startedAtMs: first.startedAtMs });
      });
      const result = await run.result;
      ended.abort();
      const version = await bring(result);
      publish({ ...present(), phase: 'done', endedAtMs: generation.now() });
      return version;
    } catch (thrown) {
      const error = asImageTo3DError(thrown);
      if (getSnapshot().shownVersionId === undefined) options.onNothingShown();
      publish({ ...present(), phase: phaseOf(error), error, endedAtMs: generation.now() });
      update({ hasPlaceholder: false });
      throw error;
    } finally {
      ended.abort();
      cancelRun = undefined;
    }
  };

  const beginning = (parameters: Trellis2Parameters, startedAtMs: number): RunSnapshot => ({
    phase: 'preparing',
    parameters,
    startedAtMs,
    logs: [],
    cancelRequested: false,
  });

  return {
    run(parameters, { signal, skipLibrary, allowUnrecorded } = {}) {
      const isFirst = getSnapshot().versions.length === 0;
      const seed = parameters.seed ?? generation.drawSeed();
      const shown = { ...generation.provider.complete({}, seed), ...parameters };
      return carry(beginning(shown, generation.now()), async (ended) => {
        const stopEarly = new AbortController();
        cancelRun = () => stopEarly.abort();
        const stops = [stopEarly.signal, ...(signal ? [signal] : [])];
        // An image that takes long to read keeps nobody waiting who has cancelled.
        const image = await withSignals(stops, (stop) => untilAborted(getImage(), stop)).catch((thrown) => {
          if (stops.some(({ aborted }) => aborted))
            throw new ImageTo3DError('cancelled', 'The run was cancelled.');
          throw thrown;
        });
        const complete = generation.provider.complete(parameters, seed);
        if (isFirst) options.onFirst(image, complete, ended);
        return generation.run(image, {
          parameters: complete,
          anySeed: parameters.seed === undefined,
          target: { assetId, assetName: getName() },
          ...(skipLibrary ? { skipLibrary } : {}),
          ...(allowUnrecorded ? { allowUnrecorded } : {}),
          ...(signal ? { signal } : {}),
        });
      });
    },
    follow(run, image) {
      const { parameters, startedAtMs } = run.getSnapshot();
      return carry(beginning(parameters, startedAtMs), async (ended) => {
        if (image) options.onFirst(image, parameters, ended);
        return run;
      });
    },
    cancel: () => cancelRun?.(),
  };
}
