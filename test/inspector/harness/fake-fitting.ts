import type {
  AppliedFit,
  AssetFitting,
  AssetVersion,
  FitRunOptions,
  FittingSnapshot,
  GeneratedAsset,
} from '../../../plugin/asset/contract.ts';
import { DEFAULT_FIT_PLAN, type FitOutput, type FitPlan } from '../../../plugin/budget/fit-plan.ts';
import type { FitRequest } from '../../../plugin/budget/fit-request.ts';
import type { LintFinding, MasterFacts } from '../../../plugin/budget/master-facts.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';

/** What was asked of the fake, in order; and the way to let what is under way move on. */
export interface FitScript {
  readonly previews: number[];
  readonly requests: FitRequest[];
  readonly exports: Partial<FitOutput>[];
  /** How often the worker was started and ended. */
  opened: number;
  closed: number;
  /** Moves what is under way. */
  step(change: Pick<FittingSnapshot, 'stage' | 'fraction'>): void;
  /** Ends what is under way: well, or with this error. */
  end(error?: ImageTo3DError): void;
  /** Everything ends well at once. */
  isQuick: boolean;
  findings: readonly LintFinding[];
  /** Facts that differ from those of a plain surface. */
  facts: Partial<MasterFacts>;
}

export interface FakeFitting extends AssetFitting {
  readonly script: FitScript;
  readonly initial: FittingSnapshot;
  fit(request: FitRequest, options?: FitRunOptions): Promise<AssetVersion>;
  readonly exportGlbAsync: GeneratedAsset['exportGlbAsync'];
}

export interface FakeFittingOptions {
  readonly getFitting: () => FittingSnapshot;
  readonly setFitting: (fitting: FittingSnapshot) => void;
  readonly getShown: () => AssetVersion | undefined;
  readonly getVersions: () => readonly AssetVersion[];
  /** Takes new versions over as one undo step. */
  readonly replace: (versions: readonly AssetVersion[]) => void;
  /** Shows so many triangles. */
  readonly draw: (triangles: number | undefined) => void;
}

/** The plan that a request comes to; the fake solves a budget by taking its limits. */
function planOf(plan: FitPlan, request: FitRequest): FitPlan {
  if (!('budget' in request)) return { ...plan, ...request.plan };
  const { maxTriangles = plan.triangles, maxTextureSizePx = plan.textureSize } = request.budget;
  return { ...plan, ...request.plan, triangles: maxTriangles, textureSize: maxTextureSizePx };
}

function appliedFit({ stats }: AssetVersion, plan: FitPlan): AppliedFit {
  const triangles = Math.min(stats.triangles, plan.triangles) - 2;
  const textureSize = Math.min(stats.maxTextureSizePx, plan.textureSize);
  const after = {
    ...stats,
    triangles,
    vertices: Math.round(triangles * 0.78),
    maxTextureSizePx: textureSize,
    gpuBytes: triangles * 37 + textureSize ** 2 * 12,
    fileBytes: Math.round(triangles * 7.3 + textureSize ** 2 * 0.4),
  };
  return {
    id: `fit-${triangles}-${textureSize}`,
    plan,
    glb: new Uint8Array(16),
    stats: after,
    report: {
      path: 'rebake',
      before: stats,
      after,
      removedTriangles: {},
      textureSize,
      reducedForBytes: false,
      timingsMs: {},
      remarks: [],
    },
    lodTriangles: plan.lodShares.map((share) => Math.round(share * triangles) - 1),
  };
}

export function createFakeFitting(options: FakeFittingOptions): FakeFitting {
  const { getFitting, setFitting, getShown, getVersions, replace, draw } = options;
  const update = (change: Partial<FittingSnapshot>) => setFitting({ ...getFitting(), ...change });
  let underWay: { resolve(): void; reject(error: ImageTo3DError): void } | undefined;

  const idle = () => {
    const { stage, fraction, previewTriangles, ...rest } = getFitting();
    setFitting({ ...rest, phase: 'idle' });
  };

  async function waitForTest(signal: AbortSignal | undefined): Promise<void> {
    underWay?.reject(new ImageTo3DError('aborted', 'Stopped.'));
    const { previewTriangles, ...rest } = getFitting();
    setFitting({ ...rest, phase: 'fitting', stage: 'clean', fraction: 0 });
    const ended = new Promise<void>((resolve, reject) => {
      underWay = { resolve, reject };
      signal?.addEventListener('abort', () => reject(new ImageTo3DError('aborted', 'Stopped.')));
    });
    const mine = underWay;
    if (script.isQuick) underWay?.resolve();
    try {
      await ended;
    } finally {
      if (underWay === mine) {
        underWay = undefined;
        idle();
      }
    }
  }

  const script: FitScript = {
    previews: [],
    requests: [],
    exports: [],
    opened: 0,
    closed: 0,
    step: (change) => update(change),
    end(error) {
      if (error) underWay?.reject(error);
      else underWay?.resolve();
    },
    isQuick: false,
    findings: [],
    facts: {},
  };

  return {
    script,
    initial: { phase: 'closed', plan: DEFAULT_FIT_PLAN },
    async openAsync() {
      const shown = getShown();
      if (!shown) throw new ImageTo3DError('validation', 'Nothing is shown.');
      script.opened++;
      const facts: MasterFacts = {
        stats: shown.stats,
        kind: 'surface',
        uvCharts: 12_000,
        maps: ['baseColor', 'metallicRoughness', 'normal'],
        ...script.facts,
      };
      update({ phase: 'idle', facts, findings: script.findings });
      return facts;
    },
    async previewAsync(triangles) {
      script.previews.push(triangles);
      update({ phase: 'previewing' });
      await new Promise((resolve) => setTimeout(resolve, 20));
      draw(triangles);
      if (getFitting().phase === 'previewing') update({ phase: 'idle', previewTriangles: triangles });
    },
    endPreview() {
      draw(undefined);
      if (getFitting().phase !== 'fitting') idle();
    },
    async fit(request, { signal } = {}) {
      script.requests.push(request);
      const shown = getShown();
      if (!shown) throw new ImageTo3DError('validation', 'Nothing is shown.');
      const plan = planOf(getFitting().plan, request);
      await waitForTest(signal);
      const fitted = { ...shown, fit: appliedFit(shown, plan) };
      update({ plan });
      replace(getVersions().map((version) => (version.id === shown.id ? fitted : version)));
      return fitted;
    },
    async applyToAllAsync(request, { signal } = {}) {
      script.requests.push(request);
      const plan = planOf(getFitting().plan, request);
      await waitForTest(signal);
      replace(getVersions().map((version) => ({ ...version, fit: appliedFit(version, plan) })));
    },
    async resetAsync() {
      replace(
        getVersions().map((version) => {
          const { fit, ...master } = version;
          return version.id === getShown()?.id ? master : version;
        }),
      );
    },
    async exportGlbAsync(output = {}, { signal } = {}) {
      script.exports.push(output);
      await waitForTest(signal);
      return new Uint8Array(16);
    },
    close() {
      script.closed++;
      update({ phase: 'closed' });
    },
  };
}
