import { ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { notify } from '../core/subscribable.ts';
import type { Generation, GenerationRun } from '../generation/generation.ts';
import type { PlaceResult } from '../generation/run.ts';
import { isLive, type RunSnapshot } from '../generation/run-snapshot.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import type { AssetVersion, GeneratedAssetSnapshot, RegenerateOptions } from './contract.ts';
import { versionOf } from './provenance.ts';
import { refuseGone } from './refuse-gone.ts';

interface RunsOptions {
  readonly assetId: string;
  readonly generation: Generation;
  readonly getName: () => string;
  /** Rejects when the image is unusable. */
  readonly getImage: () => Promise<PreparedImage>;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  readonly onProgress: (run: RunSnapshot) => void;
  /** Called when the first run's image and parameters are complete; `signal` fires when the run has its result. */
  readonly onFirst: (image: PreparedImage, parameters: RunParameters, signal: AbortSignal) => void;
  /** Lists and shows the result of a run. */
  readonly add: (version: AssetVersion) => Promise<void>;
  /** A run has failed and no version is in the scene. */
  readonly onNothingShown: () => void;
}

/** A run of another page, which waits for an asset to place its result. */
export interface ResumedRun {
  readonly run: GenerationRun;
  placeWith(place: PlaceResult): void;
}

/** The runs of one asset, one at a time. `generation/` owns their state; here it is only shown. */
export interface Runs {
  run(parameters: Partial<RunParameters>, options?: RegenerateOptions): Promise<AssetVersion>;
  /** Follows a run of another page to its end; `image` is its image, if that is stored. */
  follow(resumed: ResumedRun, image: PreparedImage | undefined): Promise<AssetVersion>;
  cancel(): void;
}

export function createRuns(options: RunsOptions): Runs {
  const { assetId, generation, getName, getSnapshot, update } = options;
  // Numbers are never used again, not even those of removed versions.
  let lastNumber = 0;
  let current: GenerationRun | undefined;

  const performRun = async (
    begin: (place: PlaceResult, hasResult: AbortSignal) => GenerationRun,
  ): Promise<AssetVersion> => {
    refuseGone(getSnapshot());
    if (isLive(getSnapshot().run))
      throw new ImageTo3DError(
        'validation',
        `"${getName()}" is already being generated: cancel that run or wait for it.`,
      );
    const hasResult = new AbortController();
    let version: AssetVersion | undefined;
    const run = begin(async (result) => {
      hasResult.abort();
      lastNumber = 1 + Math.max(lastNumber, ...getSnapshot().versions.map(({ number }) => number));
      version = versionOf(result, assetId, lastNumber);
      await options.add(version);
    }, hasResult.signal);
    current = run;
    const show = () => {
      if (current !== run) return;
      const snapshot = run.getSnapshot();
      const hasFailed = !isLive(snapshot) && snapshot.phase !== 'done';
      if (hasFailed && getSnapshot().shownVersionId === undefined) options.onNothingShown();
      update({ run: snapshot });
      notify(() => options.onProgress(snapshot));
    };
    run.subscribe(show);
    show();
    await run.result.finally(() => hasResult.abort());
    if (!version) throw new ImageTo3DError('internal', 'The run ended without a version.');
    return version;
  };

  return {
    run: (parameters, { signal, skipLibrary, allowUnrecorded } = {}) =>
      performRun((place, hasResult) => {
        const isFirst = getSnapshot().versions.length === 0;
        return generation.run(options.getImage(), {
          parameters,
          anySeed: parameters.seed === undefined,
          target: {
            assetId,
            // A getter: the name is only known when the image has been read.
            get assetName() {
              return getName();
            },
          },
          place,
          onPrepared: (image, complete) => {
            if (isFirst) options.onFirst(image, complete, hasResult);
          },
          ...omitUndefined({ skipLibrary, allowUnrecorded, signal }),
        });
      }),
    follow: ({ run, placeWith }, image) =>
      performRun((place, hasResult) => {
        if (image) options.onFirst(image, run.getSnapshot().parameters, hasResult);
        placeWith(place);
        return run;
      }),
    cancel: () => current?.cancel(),
  };
}
