import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type {
  AssetVersion,
  GeneratedAsset,
  GenerateOptions,
  RegenerateOptions,
} from '../../asset/contract.ts';
import { asImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { Generator } from '../../generator/contract.ts';
import type { PreparedImage } from '../../recipe/image.ts';
import type { RunParameters } from '../../recipe/run-parameters.ts';
import { imageForRun, type PaneEvent, type PaneState } from '../pane/pane-state.ts';
import { placeAt } from '../pane/place-at.ts';
import type { PaneSettings } from '../pane/settings.ts';
import { checkParameters, refusalIn } from './check-parameters.ts';
import { chooseRun } from './run-choice.ts';

/** Actions that start, cancel and manage runs. None of them throws: failures become state. */
export interface RunActions {
  /**
   * The primary button: a new asset for a new image, by default at the next free place, else a new run of the current asset.
   * Does nothing while blocked.
   */
  run(position?: Vector3): void;
  /** Generates a new asset from the current image. */
  generateNew(): void;
  /** Starts a run with the pane's parameters, as a new asset that does not become current. */
  start(image: PreparedImage, options: RunStart): GeneratedAsset;
  /** Repeats the last run with the same parameters; `allowUnrecorded` allows it without a stored record. */
  retry(options?: Pick<RegenerateOptions, 'allowUnrecorded'>): void;
  /**
   * Runs a version's parameters again, with a new seed unless the seed is locked; with `skipLibrary` also if the library has
   * the result.
   */
  runVersionAgain(version: AssetVersion, options?: Pick<RegenerateOptions, 'skipLibrary'>): void;
  cancel(): void;
  show(versionId: string): void;
  remove(versionId: string): void;
  /** Takes an asset out of the scene. One undo step. */
  removeAsset(asset: GeneratedAsset): void;
  undo(): void;
  redo(): void;
}

export interface RunActionsOptions {
  readonly generator: Generator;
  readonly getState: () => PaneState;
  readonly getAsset: () => GeneratedAsset | undefined;
  readonly dispatch: (event: PaneEvent) => void;
  /** The seed for a run that starts now. */
  readonly nextSeed: () => number;
  /** Called with the seed that a run chose itself. */
  readonly showSeed: (seed: number) => void;
}

/** How a run differs from the pane's settings. */
export interface RunStart extends Pick<GenerateOptions, 'frameCamera'> {
  /** Undefined: the next free place. */
  readonly position?: Vector3 | undefined;
  /** Undefined: the locked seed; without one, the library may answer with a result of any seed. */
  readonly seed?: number;
}

const lockedSeed = ({ isSeedLocked, seed }: PaneSettings) => (isSeedLocked ? seed : undefined);

export function createRunActions(options: RunActionsOptions): RunActions {
  const { generator, getState, getAsset, dispatch, nextSeed, showSeed } = options;
  // Permissions of the last run, reused by a retry.
  const allowed = new WeakMap<GeneratedAsset, RegenerateOptions>();

  function attempt(work: () => Promise<unknown> | undefined): void {
    const failed = (thrown: unknown) => dispatch({ type: 'action-failed', error: asImageTo3DError(thrown) });
    dispatch({ type: 'dismissed' });
    try {
      work()?.catch(failed);
    } catch (thrown) {
      failed(thrown);
    }
  }

  function regenerate(
    asset: GeneratedAsset,
    parameters: RunParameters,
    permissions: RegenerateOptions = {},
  ): void {
    const before = asset.getSnapshot().run;
    allowed.set(asset, permissions);
    dispatch({ type: 'confirming', isConfirming: false });
    dispatch({ type: 'dismissed' });
    asset.regenerateAsync(parameters, permissions).catch((thrown: unknown) => {
      // A run that started reports its own failure in the asset's snapshot.
      if (asset.getSnapshot().run === before)
        dispatch({ type: 'action-failed', error: asImageTo3DError(thrown) });
    });
  }

  function start(image: PreparedImage, { seed, position, ...rest }: RunStart): GeneratedAsset {
    const { settings } = getState();
    const asset = generator.generate(image, {
      name: image.name,
      parameters: { ...settings.parameters, ...omitUndefined({ seed: seed ?? lockedSeed(settings) }) },
      ...placeAt(position),
      size: settings.size,
      placeholderLabel: true,
      ...rest,
    });
    // The failure is shown from the run's snapshot.
    asset.ready.catch(() => undefined);
    return asset;
  }

  function generate(options: RunStart): void {
    const source = imageForRun(getState(), getAsset()?.getSnapshot());
    if (!source) return;
    dispatch({ type: 'dismissed' });
    const asset = start(source, options);
    dispatch({ type: 'asset-chosen', asset });
    const taken = asset.getSnapshot().run?.parameters.seed;
    if (taken !== undefined && taken !== getState().settings.seed) showSeed(taken);
  }

  return {
    run(position) {
      const asset = getAsset();
      const { parameters } = getState().settings;
      const choice = chooseRun(
        getState(),
        asset?.getSnapshot(),
        refusalIn(checkParameters(generator, parameters)),
      );
      if (choice.blockedBy !== undefined) return;
      if (choice.primary === 'run-again' && asset) regenerate(asset, { ...parameters, seed: nextSeed() });
      else generate({ position });
    },
    generateNew: () => generate({ seed: nextSeed() }),
    start,
    retry(permissions) {
      const asset = getAsset();
      const run = asset?.getSnapshot().run;
      // The user has confirmed it: the library would refuse to repeat a run of unknown outcome.
      const confirmed = run?.phase === 'unconfirmed' ? { skipLibrary: true } : {};
      if (asset && run)
        regenerate(asset, run.parameters, { ...allowed.get(asset), ...confirmed, ...permissions });
    },
    runVersionAgain({ parameters }, permissions) {
      const asset = getAsset();
      const seed = getState().settings.isSeedLocked ? parameters.seed : nextSeed();
      if (asset) regenerate(asset, { ...parameters, seed }, permissions);
    },
    cancel: () => attempt(() => getAsset()?.cancelAsync()),
    show: (versionId) => attempt(() => getAsset()?.showAsync(versionId)),
    remove: (versionId) => attempt(() => getAsset()?.removeAsync(versionId)),
    removeAsset: (asset) => attempt(() => generator.removeAsync([asset])),
    undo: () => attempt(() => generator.undoAsync()),
    redo: () => attempt(() => generator.redoAsync()),
  };
}
