import type { AssetVersion, GeneratedAsset } from '../../asset/contract.ts';
import { createStore, type Subscribable } from '../../core/subscribable.ts';
import type { Generator } from '../../generator/contract.ts';
import { PROVIDERS, type Providers } from '../../recipe/providers/index.ts';
import { type BatchController, createBatchController } from '../batch/batch-controller.ts';
import { createFitController, type FitController } from '../fit/fit-controller.ts';
import type { FitSettings } from '../fit/fit-settings.ts';
import type { ImageSample } from '../image/image-reader.ts';
import { createInputReader, type InputReader } from '../image/input-reader.ts';
import { createLibraryController, type LibraryController } from '../library/library-controller.ts';
import { createRunActions, type RunActions } from '../run/run-actions.ts';
import { createThumbnails, type Thumbnails } from '../thumbnails/thumbnails.ts';
import { initialState, type PaneEvent, type PaneState, reduce } from './pane-state.ts';
import { defaultSettings, MAX_SEED, type PaneSettings, type PaneTab, readSettings } from './settings.ts';

/** Stores the settings. Both methods may throw; the pane then works without stored settings. */
export interface SettingsStorage {
  read(): unknown;
  write(settings: PaneSettings): void;
}

export interface PaneControllerOptions {
  readonly generator: Generator;
  readonly storage: SettingsStorage;
  readonly samples?: readonly ImageSample[];
  /** A seed in 0 … 2147483647; from the platform's random numbers by default. */
  readonly drawSeed?: () => number;
  /** Called when an asset was placed without a run of its own, or kept of several: to select it in the scene. */
  readonly onPlaced?: (asset: GeneratedAsset) => void;
}

/** Owns the pane's state. Components subscribe to it and call its methods; they keep no state of their own. */
export interface PaneController extends Subscribable<PaneState> {
  readonly generator: Generator;
  /** The generator's provider and all providers of this package. */
  readonly providers: Providers;
  readonly samples: readonly ImageSample[];
  readonly input: InputReader;
  readonly batches: BatchController;
  readonly fit: FitController;
  readonly runs: RunActions;
  readonly library: LibraryController;
  readonly thumbnails: Thumbnails;
  /** Takes what was dropped, pasted or chosen: one image or GLB, or several at once. */
  take(sources: readonly (File | string)[]): void;
  /** The current asset; undefined when there is none or it left the scene. */
  asset(): GeneratedAsset | undefined;
  chooseAsset(asset: GeneratedAsset): void;
  changeSettings(change: Partial<PaneSettings>): void;
  changeFitSettings(change: Partial<FitSettings>): void;
  changeParameters(change: Readonly<Record<string, number | boolean>>): void;
  resetParameters(): void;
  /** Copies all parameters of a version, including its seed. */
  copyParametersFrom(version: AssetVersion): void;
  drawSeed(): void;
  askToConfirm(isConfirming: boolean): void;
  openTab(tab: PaneTab): void;
  /** Back to the start: no image, no current asset. Nothing is removed from the scene. */
  clearImage(): void;
  dismissError(): void;
  /** Shows the message about resumed runs; an empty list hides it. */
  announceResumed(assets: readonly GeneratedAsset[]): void;
  dispose(): void;
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! % (MAX_SEED + 1);
}

function readSafely(storage: SettingsStorage): unknown {
  try {
    return storage.read();
  } catch {
    return undefined;
  }
}

export function createPaneController(options: PaneControllerOptions): PaneController {
  const { generator, storage, samples = [], drawSeed = randomSeed } = options;
  const defaults = { ...defaultSettings(generator.provider.defaults), seed: drawSeed() };
  const store = createStore(
    initialState(readSettings(readSafely(storage), defaults, generator.provider.parameters)),
  );
  const dispatch = (event: PaneEvent) => store.set(reduce(store.getSnapshot(), event));

  function asset(): GeneratedAsset | undefined {
    const chosen = store.getSnapshot().asset;
    return generator.getSnapshot().assets.find((listed) => listed === chosen);
  }

  function changeSettings(change: Partial<PaneSettings>): void {
    const settings = { ...store.getSnapshot().settings, ...change };
    dispatch({ type: 'settings-changed', settings });
    try {
      storage.write(settings);
    } catch {
      // If the storage is full or disabled, only the settings are lost, not the run.
    }
  }

  function openTab(tab: PaneTab): void {
    if (tab !== store.getSnapshot().settings.tab) changeSettings({ tab });
  }

  function nextSeed(): number {
    const { isSeedLocked, seed } = store.getSnapshot().settings;
    if (isSeedLocked) return seed;
    const drawn = drawSeed();
    changeSettings({ seed: drawn });
    return drawn;
  }

  function copyParametersFrom({ provider, parameters: { seed, ...parameters } }: AssetVersion): void {
    // Parameters of another provider do not apply to this one.
    if (provider === generator.provider.id) changeSettings({ parameters, seed });
  }

  function changeFitSettings(change: Partial<FitSettings>): void {
    changeSettings({ fit: { ...store.getSnapshot().settings.fit, ...change } });
  }

  /** Makes an asset current that does not come from a run of this pane. */
  function adopt(asset: GeneratedAsset): void {
    dispatch({ type: 'adopted', asset });
    const version = asset.versions.at(-1);
    if (version) copyParametersFrom(version);
    options.onPlaced?.(asset);
  }

  function announceResumed(assets: readonly GeneratedAsset[]): void {
    dispatch({ type: 'resumed', names: assets.map((resumed) => resumed.getSnapshot().name) });
    const { image, asset: chosen } = store.getSnapshot();
    const [first] = assets;
    if (first && !image && !chosen) chooseAsset(first);
  }

  function chooseAsset(chosen: GeneratedAsset): void {
    dispatch({ type: 'asset-chosen', asset: chosen });
  }

  const input = createInputReader({
    generator,
    dispatch,
    getSize: () => store.getSnapshot().settings.size,
    onStarted() {
      batches.clear();
      openTab('generate');
    },
    onAdopted(imported) {
      adopt(imported);
      openTab('fit');
    },
  });
  const runs = createRunActions({
    generator,
    getState: store.getSnapshot,
    getAsset: asset,
    dispatch,
    nextSeed,
    showSeed: (seed) => changeSettings({ seed }),
  });
  const batches = createBatchController({
    generator,
    start: runs.start,
    nextSeed,
    getSize: () => store.getSnapshot().settings.size,
    onStarted() {
      input.cancel();
      dispatch({ type: 'reading-ended' });
      openTab('generate');
    },
    onAdopted: adopt,
    onChosen: chooseAsset,
    onKept(kept) {
      chooseAsset(kept);
      options.onPlaced?.(kept);
    },
    onFailed: (error) => dispatch({ type: 'action-failed', error }),
  });
  const library = createLibraryController({
    generator,
    getSize: () => store.getSnapshot().settings.size,
    onStarted: () => dispatch({ type: 'dismissed' }),
    onFailed: (error) => dispatch({ type: 'action-failed', error }),
    onAsset: adopt,
    onResumed: announceResumed,
  });
  const fit = createFitController({
    getAsset: asset,
    getSettings: () => store.getSnapshot().settings.fit,
    changeSettings: changeFitSettings,
  });
  const thumbnails = createThumbnails();
  const stopWatching = generator.subscribe(() => {
    const chosen = store.getSnapshot().asset;
    // Keep its image for another run.
    if (chosen && !asset()) dispatch({ type: 'asset-removed', image: chosen.getSnapshot().image });
  });

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    generator,
    providers: [generator.provider, ...PROVIDERS],
    samples,
    input,
    fit,
    thumbnails,
    library,
    runs,
    batches,
    take(sources) {
      const [first] = sources;
      if (sources.length > 1) void batches.take(sources);
      else if (first !== undefined) void input.take(first);
    },
    asset,
    chooseAsset,
    changeSettings,
    changeFitSettings,
    changeParameters(change) {
      const { settings } = store.getSnapshot();
      changeSettings({ parameters: { ...settings.parameters, ...change } });
    },
    resetParameters: () => changeSettings({ parameters: generator.provider.defaults }),
    copyParametersFrom,
    drawSeed: () => changeSettings({ seed: drawSeed() }),
    askToConfirm: (isConfirming) => dispatch({ type: 'confirming', isConfirming }),
    openTab,
    clearImage() {
      input.cancel();
      batches.clear();
      dispatch({ type: 'image-cleared' });
    },
    dismissError: () => dispatch({ type: 'dismissed' }),
    announceResumed,
    dispose() {
      stopWatching();
      input.cancel();
      batches.clear();
      fit.dispose();
      thumbnails.dispose();
    },
  };
}
