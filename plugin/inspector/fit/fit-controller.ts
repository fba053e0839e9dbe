import { type AssetView, type Comparison, type GeneratedAsset, shownVersion } from '../../asset/contract.ts';
import { exportOutput } from '../../budget/export-formats.ts';
import type { FitPlan } from '../../budget/fit-plan.ts';
import type { FitRequest } from '../../budget/fit-request.ts';
import type { LintKind } from '../../budget/master-facts.ts';
import { asImageTo3DError, type ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { createStore, type Subscribable } from '../../core/subscribable.ts';
import { solveBudget } from './fit-expectation.ts';
import { budgetRequest, changeRequest, limitsOf, type PlanChange, presetOf } from './fit-request.ts';
import { DEFAULT_FIT_SETTINGS, type FitSettings } from './fit-settings.ts';
import { createSliderPace } from './slider-pace.ts';

/** Slider values that differ from the plan. */
export type FitDraft = Partial<Pick<FitPlan, 'triangles' | 'textureSize'>>;

export interface FitTaskState {
  readonly draft: FitDraft;
  /** The running task; sliders stay enabled only during a `fit`. */
  readonly task?: 'fit' | 'apply-to-all' | 'export' | 'show-master';
  readonly error?: ImageTo3DError;
}

export interface FitControllerOptions {
  readonly getAsset: () => GeneratedAsset | undefined;
  readonly getSettings: () => FitSettings;
  readonly changeSettings: (change: Partial<FitSettings>) => void;
}

/** Turns slider moves into previews and fits of the current asset. Nothing throws: failures become state. */
export interface FitController extends Subscribable<FitTaskState> {
  /** Opens the master early, while the section is shown. Returns a function that closes it. */
  attach(asset: GeneratedAsset): () => void;
  /** A slider moves: previews the geometry immediately, fits when the slider stops. */
  slide(change: FitDraft): void;
  /** The user started to drag a slider. */
  startDrag(): void;
  /** The user released the slider. */
  endDrag(): void;
  /** Fits with changes to the plan; without any, with the values of the sliders. */
  change(change?: PlanChange): void;
  choosePreset(presetId: FitSettings['presetId']): void;
  /** Changes settings that affect the result, and fits again if a fit is shown. */
  refit(change: Partial<FitSettings>): void;
  /** Repairs what was found, or takes the repair back. */
  repair(kind: LintKind, isOn?: boolean): void;
  applyToAll(): void;
  showMaster(): void;
  /** The shown version in the chosen format; undefined when that failed or was cancelled. */
  exportGlb(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  cancel(): void;
  setView(view: AssetView): void;
  compare(comparison: Comparison | undefined): void;
  dismissError(): void;
  dispose(): void;
}

type TaskName = NonNullable<FitTaskState['task']>;

interface Work {
  readonly name: TaskName;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

type Run<T> = (asset: GeneratedAsset, signal: AbortSignal) => Promise<T>;

const shownFit = (asset: GeneratedAsset | undefined) => shownVersion(asset?.getSnapshot())?.fit;

export function createFitController(options: FitControllerOptions): FitController {
  const { getAsset, getSettings, changeSettings } = options;
  const store = createStore<FitTaskState>({ draft: {} });
  const pace = createSliderPace<GeneratedAsset>({ onMove: preview, onRest: () => change() });
  let attached: GeneratedAsset | undefined;
  /** The running task of each asset, also of assets that are not selected. */
  const running = new Map<GeneratedAsset, Work>();
  const current = () => {
    const asset = getAsset();
    return asset && running.get(asset);
  };

  function fail(thrown: unknown): void {
    const error = asImageTo3DError(thrown);
    if (error.code !== 'aborted') store.set({ ...store.getSnapshot(), error });
  }

  function stop(): void {
    const asset = getAsset();
    if (!asset) return;
    running.get(asset)?.abort.abort();
    running.delete(asset);
  }

  async function work<T>(name: TaskName, run: Run<T>): Promise<T | undefined> {
    const asset = getAsset();
    if (!asset) return undefined;
    pace.stop();
    store.set({ draft: store.getSnapshot().draft, task: name });
    const abort = new AbortController();
    const ended = (async () => run(asset, abort.signal))();
    const mine: Work = { name, abort, ended };
    running.set(asset, mine);
    try {
      return await ended;
    } catch (thrown) {
      if (current() === mine) {
        asset.fitting.endPreview();
        fail(thrown);
      }
      return undefined;
    } finally {
      const isCurrent = current() === mine;
      if (running.get(asset) === mine) running.delete(asset);
      if (isCurrent) {
        const { task: _done, ...rest } = store.getSnapshot();
        store.set({ ...rest, draft: {} });
      }
    }
  }

  function request(fitRequest: FitRequest): void {
    void work('fit', (asset, signal) => asset.fitAsync(fitRequest, { signal }));
  }

  function change(given: PlanChange = {}): void {
    const fitting = getAsset()?.getSnapshot().fitting;
    if (fitting) request(changeRequest(getSettings(), fitting, { ...store.getSnapshot().draft, ...given }));
  }

  async function preview(asset: GeneratedAsset): Promise<void> {
    const { triangles } = store.getSnapshot().draft;
    const { facts } = asset.getSnapshot().fitting;
    if (triangles === undefined || facts?.kind === 'document' || facts?.geometryRefusal !== undefined) return;
    await asset.fitting.previewAsync(triangles).catch(fail);
  }

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    attach(asset) {
      attached = asset;
      // A task of another asset ends by itself; one of this asset may still run.
      const task = running.get(asset)?.name;
      store.set({ draft: {}, ...omitUndefined({ task }) });
      asset.fitting.openAsync().catch(fail);
      return () => {
        attached = undefined;
        pace.stop();
        // Close the worker when the section is no longer shown.
        void Promise.resolve(running.get(asset)?.ended)
          .catch(() => undefined)
          .then(() => attached !== asset && asset.fitting.close());
      };
    },
    slide(draft) {
      const asset = getAsset();
      if (!asset) return;
      const state = store.getSnapshot();
      stop();
      store.set({ draft: { ...state.draft, ...draft } });
      pace.move(asset);
    },
    startDrag: pace.startDrag,
    endDrag: pace.endDrag,
    change,
    choosePreset(presetId) {
      changeSettings({ presetId, enforceBudget: presetOf({ presetId }).enforceBudget });
      if (presetId === 'custom') return;
      const { facts, plan } = getAsset()?.getSnapshot().fitting ?? {};
      // Move the sliders now to the values that the fit will reach.
      if (facts && plan) {
        const { triangles, textureSize } = solveBudget(facts, limitsOf(getSettings()), plan).plan;
        store.set({ ...store.getSnapshot(), draft: { triangles, textureSize } });
      }
      request(budgetRequest(getSettings()));
    },
    refit(settings) {
      changeSettings(settings);
      if (shownFit(getAsset())) change();
    },
    repair(kind, isOn = true) {
      if (kind === 'webp-required')
        return changeSettings({ exportFormat: isOn ? 'plain' : DEFAULT_FIT_SETTINGS.exportFormat });
      const others = (getAsset()?.getSnapshot().fitting.plan.repairs ?? []).filter((id) => id !== kind);
      change({ repairs: isOn ? [...others, kind] : others });
    },
    applyToAll() {
      const plan = shownFit(getAsset())?.plan;
      if (plan)
        void work('apply-to-all', (asset, signal) => asset.fitting.applyToAllAsync({ plan }, { signal }));
    },
    showMaster: () => void work('show-master', (asset) => asset.fitting.resetAsync()),
    exportGlb() {
      const { exportFormat, exportsLods } = getSettings();
      const hasLods = (getAsset()?.getSnapshot().fitting.plan.lodShares.length ?? 0) > 0;
      const output = exportOutput(exportFormat, exportsLods && hasLods);
      return work('export', (asset, signal) => asset.exportGlbAsync(output, { signal }));
    },
    cancel() {
      const asset = getAsset();
      pace.stop();
      stop();
      store.set({ draft: {} });
      asset?.fitting.endPreview();
    },
    setView: (view) => getAsset()?.setView(view),
    compare: (comparison) => void getAsset()?.compareAsync(comparison).catch(fail),
    dismissError() {
      const { error, ...rest } = store.getSnapshot();
      store.set(rest);
    },
    dispose() {
      pace.stop();
      stop();
      attached?.fitting.close();
    },
  };
}
