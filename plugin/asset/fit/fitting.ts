import type { Scene } from '@babylonjs/core/scene.js';
import type { FitPlan } from '../../budget/fit-plan.ts';
import type { FitRequest } from '../../budget/fit-request.ts';
import { untilAborted, withSignals } from '../../core/abort.ts';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import type { FitResult, FitSession, FitStage } from '../../fit/contract.ts';
import {
  checkFitRequest,
  defaultPlan,
  fitWithinAsync,
  isSamePlan,
  resolveRequest,
} from '../../fit/fit-within.ts';
import type { Generation } from '../../generation/generation.ts';
import { disposeContainer } from '../../scene/content/dispose-container.ts';
import { buildContainer, closeImages } from '../../scene/load/build-container.ts';
import {
  type AppliedFit,
  type AssetFitting,
  type AssetVersion,
  type FitRunOptions,
  type GeneratedAsset,
  type GeneratedAssetSnapshot,
  shownVersion as versionShownIn,
} from '../contract.ts';
import type { Overlay } from '../overlay.ts';
import { contentLoader, type LoadContent } from '../shown-content.ts';
import type { VersionList } from '../versions.ts';
import { appliedFit, refuseKtx2, shownPlan } from './fit-result.ts';
import { createFitState } from './fit-state.ts';

export interface FittingOptions {
  readonly scene: Scene;
  readonly generation: Generation;
  readonly versionList: VersionList;
  readonly overlay: Overlay;
  readonly getName: () => string;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  /** The provenance that is written into a fitted file. */
  readonly extrasOf: (version: AssetVersion, plan: FitPlan) => Readonly<Record<string, unknown>>;
}

/** The fits of one asset. */
export interface Fitting extends AssetFitting {
  fit(request: FitRequest, options?: FitRunOptions): Promise<AssetVersion>;
  readonly exportGlbAsync: GeneratedAsset['exportGlbAsync'];
  /** Call it when another version is shown, or another fit of the shown one. */
  onShown(): void;
}

const aborted = (sentence: string) => new ImageTo3DError('aborted', sentence);

export function createFitting(options: FittingOptions): Fitting {
  const { scene, versionList, overlay, getName, getSnapshot, extrasOf } = options;
  // The preview's shader compiles while the master is read.
  const state = createFitState({ ...options, onOpening: () => void overlay.warmUp() });
  const { publish, shownVersion, openSession } = state;
  let previewRun: AbortController | undefined;
  let fitRun: AbortController | undefined;
  let isApplying = false;
  /** A fit that follows a reset must see that there is none any more. */
  let resetting: Promise<unknown> = Promise.resolve();

  const stopPreview = () => {
    previewRun?.abort();
    previewRun = undefined;
  };
  const endPreview = () => {
    stopPreview();
    overlay.endPreview();
    if (state.known.previewTriangles !== undefined) publish({ previewTriangles: undefined });
  };

  /** A crashed worker does not answer: the next call starts another one. */
  const dropCrashed = ({ code }: ImageTo3DError) => {
    if (code === 'internal') state.closeSession();
  };

  /** Only one fit at a time: a new one ends the previous with `aborted`. */
  const exclusively = async <T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, report: (stage: FitStage, fraction: number) => void) => Promise<T>,
  ): Promise<T> => {
    throwIfAborted(signal);
    const own = new AbortController();
    fitRun?.abort();
    stopPreview();
    fitRun = own;
    publish({ progress: { fraction: 0 }, error: undefined });
    try {
      return await withSignals([own.signal, signal], async (both) => {
        await resetting;
        return work(both, (stage, fraction) => {
          if (fitRun === own) publish({ progress: { stage, fraction } });
        });
      });
    } catch (thrown) {
      const error = asImageTo3DError(thrown);
      if (fitRun === own) {
        // A preview that was started in the meantime continues.
        if (!previewRun) endPreview();
        dropCrashed(error);
        publish(error.code === 'aborted' ? {} : { error });
      }
      throw error;
    } finally {
      if (fitRun === own) {
        fitRun = undefined;
        publish({ progress: undefined });
      }
    }
  };

  /** Fits one version; the caller closes the result's images. */
  const fitMaster = async (
    session: FitSession,
    version: AssetVersion,
    request: FitRequest,
    signal: AbortSignal,
    report: (stage: FitStage, fraction: number) => void,
  ) => {
    const isShown = state.known.versionId === version.id;
    const present = version.fit?.plan ?? (isShown ? state.known.plan : defaultPlan(session.facts));
    // A budget may take several fits: each file records the plan that it was made by.
    const stamped: FitSession = {
      facts: session.facts,
      previewAsync: (triangles, given) => session.previewAsync(triangles, given),
      lintAsync: () => session.lintAsync(),
      close: () => session.close(),
      fitAsync: (plan, given) => session.fitAsync(plan, { ...given, extras: extrasOf(version, plan) }),
    };
    const result = await fitWithinAsync(stamped, request, { present, signal, onProgress: report });
    return { result, fit: appliedFit(result.plan, result) };
  };

  /** Refuses what can never succeed before it ends the fit that is running. */
  const checkRequest = (version: AssetVersion, request: FitRequest) => {
    refuseKtx2(request);
    checkFitRequest(version.fit?.plan ?? state.known.plan, request);
  };

  /** Whether the request gives the same plan, and so the same file, as the applied fit. */
  const isAlreadyFitted = async (version: AssetVersion, request: FitRequest, signal: AbortSignal) => {
    if (!version.fit || 'budget' in request || 'preset' in request) return false;
    const { facts } = await untilAborted(openSession(version), signal);
    return isSamePlan(resolveRequest(facts, version.fit.plan, request).plan, version.fit.plan);
  };

  /** Loads a fit's content from its arrays if it has them, otherwise from its file. */
  const loaderFor =
    (version: AssetVersion, fit: AppliedFit, result: FitResult, signal: AbortSignal): LoadContent =>
    async (to) => {
      const { shown } = result;
      const container = shown
        ? await buildContainer(scene, { ...result, shown }, { ...to, signal })
        : await contentLoader(scene, { ...version, fit }, signal)(to);
      if (signal.aborted) disposeContainer(container);
      throwIfAborted(signal);
      // A preview that was started in the meantime continues, over the new content.
      if (!previewRun) endPreview();
      return container;
    };

  return {
    async openAsync({ signal } = {}) {
      const version = shownVersion();
      const opened = openSession(version);
      const session = await untilAborted(opened, signal);
      return session.facts;
    },

    async previewAsync(triangles) {
      stopPreview();
      const own = new AbortController();
      previewRun = own;
      const isWanted = () => previewRun === own && !getSnapshot().isDisposed;
      try {
        const version = shownVersion();
        const session = await untilAborted(openSession(version), own.signal);
        const { repairs } = state.known.plan;
        const geometry = await session.previewAsync(triangles, { signal: own.signal, repairs });
        if (!isWanted()) return;
        await overlay.preview(geometry, isWanted);
        if (isWanted()) publish({ previewTriangles: geometry.triangles, error: undefined });
      } catch (thrown) {
        const error = asImageTo3DError(thrown);
        if (error.code === 'aborted') return;
        if (isWanted()) endPreview();
        dropCrashed(error);
        throw error;
      }
    },

    endPreview,

    async fit(request, { signal } = {}) {
      checkRequest(shownVersion(), request);
      return exclusively(signal, async (both, report) => {
        const version = shownVersion();
        if (await isAlreadyFitted(version, request, both)) {
          if (!previewRun) endPreview();
          return version;
        }
        const session = await untilAborted(openSession(version), both);
        const { result, fit } = await fitMaster(session, version, request, both, report);
        try {
          throwIfAborted(both);
          if (getSnapshot().shownVersionId !== version.id)
            throw aborted(`Another version of "${getName()}" was shown while this one was being fitted.`);
          isApplying = true;
          await versionList.refit(new Map([[version.id, fit]]), loaderFor(version, fit, result, both));
        } finally {
          isApplying = false;
          closeImages(result);
        }
        return state.present(version);
      });
    },

    async applyToAllAsync(request, { signal } = {}) {
      checkRequest(shownVersion(), request);
      return exclusively(signal, async (both, report) => {
        await untilAborted(openSession(shownVersion()), both);
        const { versions } = getSnapshot();
        const fits = new Map<string, AppliedFit>();
        for (const [index, version] of versions.entries()) {
          const { result, fit } = await state.withSession(version, both, (session) =>
            fitMaster(session, version, request, both, (stage, fraction) =>
              report(stage, (index + fraction) / versions.length),
            ),
          );
          closeImages(result);
          fits.set(version.id, fit);
        }
        throwIfAborted(both);
        await versionList.refit(fits);
      });
    },

    async resetAsync() {
      const version = shownVersion();
      fitRun?.abort();
      endPreview();
      if (!version.fit) return;
      const reset = versionList.refit(new Map([[version.id, undefined]]));
      resetting = reset.catch(() => undefined);
      await reset;
    },

    async exportGlbAsync(output = {}, { signal } = {}) {
      throwIfAborted(signal);
      const version = shownVersion();
      const { fit } = version;
      const isSame =
        fit && Object.entries(output).every(([key, value]) => Reflect.get(fit.plan.output, key) === value);
      if (isSame) return fit.glb.slice();
      return exclusively(signal, async (both, report) => {
        const session = await untilAborted(openSession(version), both);
        const plan = shownPlan(version, session.facts, output);
        const result = await session.fitAsync(plan, {
          signal: both,
          onProgress: report,
          extras: extrasOf(version, plan),
        });
        closeImages(result);
        return result.glb;
      });
    },

    close() {
      fitRun?.abort();
      endPreview();
      overlay.dropPreview();
      state.closeSession();
    },

    onShown() {
      const version = versionShownIn(getSnapshot());
      if (!version) return;
      overlay.checkComparison();
      if (!isApplying) endPreview();
      if (state.follow(version)) fitRun?.abort();
    },
  };
}
