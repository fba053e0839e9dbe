import { asImageTo3DError, ImageTo3DError } from './errors.ts';
import type { AssetVersion, GeneratedAssetSnapshot, RunSnapshot } from './generated-asset.ts';
import { type Generation, phaseOf } from './generation.ts';
import { versionOf } from './generator-version.ts';
import type { PreparedImage } from './recipe/image.ts';
import type { Trellis2Parameters } from './recipe/providers/trellis-2-parameters.ts';
import { tell } from './subscribable.ts';

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
  run(parameters: Partial<Trellis2Parameters>, signal?: AbortSignal): Promise<AssetVersion>;
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

  return {
    async run(parameters, signal) {
      if (getSnapshot().isDisposed) throw new ImageTo3DError('aborted', `"${getName()}" was disposed.`);
      if (isRunning(getSnapshot().run))
        throw new ImageTo3DError(
          'validation',
          `"${getName()}" is being generated already: cancel that run or wait for it.`,
        );
      const isFirst = getSnapshot().versions.length === 0;
      const startedAtMs = Date.now();
      const ended = new AbortController();
      const stopEarly = new AbortController();
      const seed = parameters.seed ?? generation.drawSeed();
      const publish = (run: RunSnapshot) => {
        update({ run });
        tell(() => options.onProgress(run));
      };
      publish({
        phase: 'preparing',
        parameters: { ...generation.provider.complete({}, seed), ...parameters },
        startedAtMs,
        logs: [],
        cancelRequested: false,
      });
      cancelRun = () => stopEarly.abort();
      try {
        const image = await getImage();
        if (stopEarly.signal.aborted || signal?.aborted)
          throw new ImageTo3DError('cancelled', 'The run was cancelled.');
        const complete = generation.provider.complete(parameters, seed);
        if (isFirst) options.onFirst(image, complete, ended.signal);
        const run = generation.run(image, { parameters: complete, ...(signal ? { signal } : {}) });
        cancelRun = run.cancel;
        run.subscribe(() => {
          const { endedAtMs: _ended, ...next } = run.getSnapshot();
          publish({ ...next, startedAtMs });
        });
        const result = await run.result;
        ended.abort();
        const number = 1 + Math.max(lastNumber, ...getSnapshot().versions.map((version) => version.number));
        lastNumber = number;
        const version = versionOf(result, assetId, number);
        await options.add(version);
        publish({ ...present(), phase: 'done', endedAtMs: Date.now() });
        return version;
      } catch (thrown) {
        const error = asImageTo3DError(thrown);
        if (getSnapshot().shownVersionId === undefined) options.onNothingShown();
        publish({ ...present(), phase: phaseOf(error), error, endedAtMs: Date.now() });
        update({ hasPlaceholder: false });
        throw error;
      } finally {
        ended.abort();
        cancelRun = undefined;
      }
    },
    cancel: () => cancelRun?.(),
  };
}
