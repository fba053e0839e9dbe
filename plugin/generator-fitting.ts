import type { Scene } from '@babylonjs/core/scene.js';
import { withSignals } from './abort.ts';
import { DEFAULT_FIT_PLAN, type FitPlan } from './budget/fit-plan.ts';
import type { LintFinding, MasterFacts } from './budget/master-facts.ts';
import { asImageTo3DError, ImageTo3DError, throwIfAborted } from './errors.ts';
import type { FitResult, FitSession, FitStage } from './fit/contract.ts';
import { defaultPlan, fitWithin } from './fitting.ts';
import type {
  AppliedFit,
  AssetFitting,
  AssetVersion,
  FitRequest,
  FitRunOptions,
  FittingSnapshot,
  GeneratedAssetSnapshot,
} from './generated-asset.ts';
import type { Generation } from './generation.ts';
import { keepLods } from './generator-content.ts';
import { createSessionSlot, untilAborted } from './generator-fit-session.ts';
import type { Shelf } from './generator-shelf.ts';
import type { LoadContent } from './generator-stage.ts';
import type { Overlay } from './generator-views.ts';
import { buildContainer, closeImages } from './scene/build-container.ts';
import { isKtx2Configured } from './scene/decoders.ts';
import { disposeContainer } from './scene/dispose-container.ts';

export interface FittingOptions {
  readonly scene: Scene;
  readonly generation: Generation;
  readonly shelf: Shelf;
  readonly overlay: Overlay;
  readonly getName: () => string;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  /** Loads what a version shows from its bytes. */
  readonly loaderOf: (version: AssetVersion, signal?: AbortSignal) => LoadContent;
  /** What is written into a fitted file: where it comes from. */
  readonly extrasOf: (version: AssetVersion, plan: FitPlan) => Readonly<Record<string, unknown>>;
}

/** The fits of one asset. */
export interface Fitting extends AssetFitting {
  fit(request: FitRequest, options?: FitRunOptions): Promise<AssetVersion>;
  /** To be called when another version is shown, or the shown one as another fit. */
  onShown(): void;
}

export const CLOSED_FITTING: FittingSnapshot = { phase: 'closed', plan: DEFAULT_FIT_PLAN };

const aborted = (sentence: string) => new ImageTo3DError('aborted', sentence);

/** Where the work under way has got to. */
type Progress = Pick<FittingSnapshot, 'stage' | 'fraction'>;

export function createFitting(options: FittingOptions): Fitting {
  const { scene, generation, shelf, overlay, getName, getSnapshot, update, loaderOf, extrasOf } = options;
  const slot = createSessionSlot(generation.fitEngine);
  const state: {
    versionId: string | undefined;
    facts: MasterFacts | undefined;
    findings: readonly LintFinding[] | undefined;
    plan: FitPlan;
    isOpening: boolean;
    progress: Progress | undefined;
    previewTriangles: number | undefined;
    error: ImageTo3DError | undefined;
  } = {
    versionId: undefined,
    facts: undefined,
    findings: undefined,
    plan: DEFAULT_FIT_PLAN,
    isOpening: false,
    progress: undefined,
    previewTriangles: undefined,
    error: undefined,
  };
  let previewRun: AbortController | undefined;
  let fitRun: AbortController | undefined;
  let isApplying = false;

  const phase = (): FittingSnapshot['phase'] => {
    if (state.progress) return 'fitting';
    if (state.isOpening) return 'opening';
    if (state.previewTriangles !== undefined) return 'previewing';
    return state.versionId !== undefined && slot.isOpen(state.versionId) ? 'idle' : 'closed';
  };
  const publish = (changes: Partial<typeof state> = {}) => {
    Object.assign(state, changes);
    const { facts, findings, plan, progress, previewTriangles, error } = state;
    if (getSnapshot().isDisposed) return;
    update({
      fitting: {
        phase: phase(),
        plan,
        ...(facts ? { facts } : {}),
        ...(findings ? { findings } : {}),
        ...progress,
        ...(previewTriangles === undefined ? {} : { previewTriangles }),
        ...(error ? { error } : {}),
      },
    });
  };

  const shownVersion = (): AssetVersion => {
    const { versions, shownVersionId, isDisposed } = getSnapshot();
    if (isDisposed) throw aborted(`"${getName()}" was disposed.`);
    const version = versions.find(({ id }) => id === shownVersionId);
    if (!version)
      throw new ImageTo3DError(
        'validation',
        `"${getName()}" has no finished version yet: nothing can be fitted.`,
      );
    return version;
  };
  const planOf = (version: AssetVersion, facts: MasterFacts | undefined) =>
    version.fit?.plan ?? (facts ? defaultPlan(facts) : DEFAULT_FIT_PLAN);

  const openSession = async (version: AssetVersion): Promise<FitSession> => {
    const isNew = !slot.isOpen(version.id);
    const opened = slot.open(version);
    // Only of the shown version is there something to tell.
    if (!isNew || version.id !== getSnapshot().shownVersionId) return opened;
    if (state.versionId !== version.id) forgetVersion(version);
    publish({ isOpening: true });
    try {
      const session = await opened;
      if (slot.isOpen(version.id)) {
        const { facts } = session;
        publish({ isOpening: false, facts, plan: planOf(shownOr(version), facts) });
        session.lint().then(
          (findings) => slot.isOpen(version.id) && publish({ findings }),
          () => {},
        );
      }
      return session;
    } catch (thrown) {
      publish({ isOpening: false });
      throw asImageTo3DError(thrown);
    }
  };
  const shownOr = (version: AssetVersion) =>
    getSnapshot().versions.find(({ id }) => id === version.id) ?? version;
  const forgetVersion = (version: AssetVersion) =>
    Object.assign(state, {
      versionId: version.id,
      facts: undefined,
      findings: undefined,
      plan: planOf(version, undefined),
      error: undefined,
    });

  const stopPreview = () => {
    previewRun?.abort();
    previewRun = undefined;
  };
  const endPreview = () => {
    stopPreview();
    overlay.endPreview();
    if (state.previewTriangles !== undefined) publish({ previewTriangles: undefined });
  };

  /** One piece of work at a time in the worker: the latest wins, and the one before ends as `aborted`. */
  const alone = async <T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, report: (stage: FitStage, fraction: number) => void) => Promise<T>,
  ): Promise<T> => {
    const own = new AbortController();
    fitRun?.abort();
    stopPreview();
    fitRun = own;
    publish({ progress: { fraction: 0 }, error: undefined });
    try {
      return await withSignals(signal ? [own.signal, signal] : [own.signal], (both) =>
        work(both, (stage, fraction) => {
          if (fitRun === own) publish({ progress: { stage, fraction } });
        }),
      );
    } catch (thrown) {
      const error = asImageTo3DError(thrown);
      if (fitRun === own) {
        endPreview();
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

  const appliedFit = (plan: FitPlan, { glb, report, lods, collider }: FitResult): AppliedFit => {
    const fit: AppliedFit = {
      id: crypto.randomUUID(),
      plan,
      glb,
      stats: report.after,
      report,
      lodTriangles: lods.map(({ mesh }) => mesh.indices.length / 3),
      ...(collider ? { collider } : {}),
    };
    keepLods(fit, lods);
    return fit;
  };

  /** Fits one version; its images are still open in the result. */
  const fitVersion = async (
    version: AssetVersion,
    request: FitRequest,
    signal: AbortSignal,
    report: (stage: FitStage, fraction: number) => void,
  ) => {
    const session = await untilAborted(openSession(version), signal);
    const isShown = state.versionId === version.id;
    const present = version.fit?.plan ?? (isShown ? state.plan : defaultPlan(session.facts));
    // A ceiling may take several fits: each file tells the plan that it was made by.
    const stamped: FitSession = {
      facts: session.facts,
      preview: (triangles, given) => session.preview(triangles, given),
      lint: () => session.lint(),
      close: () => session.close(),
      fit: (plan, given) => session.fit(plan, { ...given, extras: extrasOf(version, plan) }),
    };
    const result = await fitWithin(stamped, request, present, { signal, onProgress: report });
    return { result, fit: appliedFit(result.plan, result) };
  };

  /** What a fit looks like: from its own arrays where there are some, else from its file. */
  const loaderFor =
    (version: AssetVersion, fit: AppliedFit, result: FitResult, signal: AbortSignal): LoadContent =>
    async (to) => {
      const { shown } = result;
      const container = shown
        ? await buildContainer(scene, { ...result, shown }, { ...to, signal })
        : await loaderOf({ ...version, fit }, signal)(to);
      if (signal.aborted) disposeContainer(container);
      throwIfAborted(signal);
      // A preview that was begun since then goes on, over the new content.
      if (!previewRun) endPreview();
      return container;
    };

  return {
    async open({ signal } = {}) {
      const version = shownVersion();
      const opened = openSession(version);
      const session = await (signal ? untilAborted(opened, signal) : opened);
      return session.facts;
    },

    async preview(triangles) {
      stopPreview();
      const own = new AbortController();
      previewRun = own;
      const isWanted = () => previewRun === own && !getSnapshot().isDisposed;
      try {
        const version = shownVersion();
        const session = await untilAborted(openSession(version), own.signal);
        const geometry = await session.preview(triangles, { signal: own.signal });
        if (!isWanted()) return;
        await overlay.preview(geometry, isWanted);
        if (isWanted()) publish({ previewTriangles: geometry.triangles, error: undefined });
      } catch (thrown) {
        const error = asImageTo3DError(thrown);
        if (error.code === 'aborted') return;
        if (isWanted()) endPreview();
        throw error;
      }
    },

    endPreview,

    fit: (request, { signal } = {}) =>
      alone(signal, async (both, report) => {
        const version = shownVersion();
        refuseKtx2(request);
        const { result, fit } = await fitVersion(version, request, both, report);
        try {
          throwIfAborted(both);
          if (getSnapshot().shownVersionId !== version.id)
            throw aborted(`Another version of "${getName()}" was shown while this one was being fitted.`);
          isApplying = true;
          await shelf.refit(new Map([[version.id, fit]]), loaderFor(version, fit, result, both));
        } finally {
          isApplying = false;
          closeImages(result);
        }
        return shownOr(version);
      }),

    applyToAll: (request, { signal } = {}) =>
      alone(signal, async (both, report) => {
        const shown = shownVersion();
        refuseKtx2(request);
        // The shown one last: its master stays open.
        const versions = [...getSnapshot().versions.filter(({ id }) => id !== shown.id), shown];
        const fits = new Map<string, AppliedFit>();
        for (const [index, version] of versions.entries()) {
          const { result, fit } = await fitVersion(version, request, both, (stage, fraction) =>
            report(stage, (index + fraction) / versions.length),
          );
          closeImages(result);
          fits.set(version.id, fit);
        }
        throwIfAborted(both);
        await shelf.refit(fits);
      }),

    async reset() {
      const version = shownVersion();
      fitRun?.abort();
      endPreview();
      if (version.fit) await shelf.refit(new Map([[version.id, undefined]]));
    },

    exportGlb: (output = {}, { signal } = {}) =>
      alone(signal, async (both, report) => {
        const version = shownVersion();
        const { fit } = version;
        const isSame =
          fit && Object.entries(output).every(([key, value]) => Reflect.get(fit.plan.output, key) === value);
        if (isSame) return fit.glb.slice();
        const session = await untilAborted(openSession(version), both);
        const plan = asShown(version, session.facts, output);
        const result = await session.fit(plan, {
          signal: both,
          onProgress: report,
          extras: extrasOf(version, plan),
        });
        closeImages(result);
        return result.glb;
      }),

    close() {
      fitRun?.abort();
      endPreview();
      slot.close();
      publish({ isOpening: false });
    },

    onShown() {
      const { versions, shownVersionId } = getSnapshot();
      const version = versions.find(({ id }) => id === shownVersionId);
      if (!version) return;
      overlay.checkComparison();
      if (!isApplying) endPreview();
      if (state.versionId === version.id) {
        publish({ plan: planOf(version, state.facts) });
        return;
      }
      if (state.versionId !== undefined) {
        fitRun?.abort();
        slot.close();
      }
      forgetVersion(version);
      publish();
    },
  };
}

/** The plan that leads to what stands in the scene: that of the fit, or the master's own geometry and textures. */
function asShown({ fit }: AssetVersion, { stats }: MasterFacts, output: Partial<FitPlan['output']>): FitPlan {
  const plan: FitPlan = fit?.plan ?? {
    ...DEFAULT_FIT_PLAN,
    triangles: stats.triangles,
    textureSizePx: Math.max(4, 4 * Math.ceil(stats.maxTextureSizePx / 4)),
    path: 'textures',
    repairs: [],
  };
  return { ...plan, output: { ...plan.output, ...output } };
}

function refuseKtx2({ plan }: FitRequest): void {
  if (plan?.output?.textures === 'ktx2' && !isKtx2Configured())
    throw new ImageTo3DError(
      'validation',
      'KTX2 textures cannot be shown without a decoder: export them (`fitting.exportGlb`), or name one (`configureDecoders`).',
    );
}
