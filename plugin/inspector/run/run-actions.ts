import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AssetVersion, GeneratedAsset, RegenerateOptions } from '../../asset/contract.ts';
import { asImageTo3DError } from '../../core/errors.ts';
import type { Generator } from '../../generator/contract.ts';
import type { RunParameters } from '../../recipe/run-parameters.ts';
import { imageForRun, type PaneEvent, type PaneState } from '../pane/pane-state.ts';
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

  /** Without a seed, the library may answer with a result of any seed. */
  function generate(seed: { readonly seed?: number }, position?: Vector3): void {
    const { settings } = getState();
    const source = imageForRun(getState(), getAsset()?.getSnapshot());
    if (!source) return;
    dispatch({ type: 'dismissed' });
    const asset = generator.generate(source, {
      name: source.name,
      parameters: { ...settings.parameters, ...seed },
      // The user sees a point that the user chose.
      ...(position ? { position } : { frameCamera: true }),
      size: settings.size,
      placeholderLabel: true,
    });
    // The failure is shown from the run's snapshot.
    asset.ready.catch(() => undefined);
    dispatch({ type: 'asset-chosen', asset });
    const taken = asset.getSnapshot().run?.parameters.seed;
    if (taken !== undefined && taken !== settings.seed) showSeed(taken);
  }

  return {
    run(position) {
      const asset = getAsset();
      const { parameters, isSeedLocked, seed } = getState().settings;
      const choice = chooseRun(
        getState(),
        asset?.getSnapshot(),
        refusalIn(checkParameters(generator, parameters)),
      );
      if (choice.blockedBy !== undefined) return;
      if (choice.primary === 'run-again' && asset) regenerate(asset, { ...parameters, seed: nextSeed() });
      else generate(isSeedLocked ? { seed } : {}, position);
    },
    generateNew: () => generate({ seed: nextSeed() }),
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
    undo: () => attempt(() => generator.undoAsync()),
    redo: () => attempt(() => generator.redoAsync()),
  };
}
