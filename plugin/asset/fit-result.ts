import { DEFAULT_FIT_PLAN, type FitPlan } from '../budget/fit-plan.ts';
import type { FitRequest } from '../budget/fit-request.ts';
import type { MasterFacts } from '../budget/master-facts.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { randomId } from '../core/random-id.ts';
import type { FitResult } from '../fit/contract.ts';
import { isKtx2Configured } from '../scene/load/decoders.ts';
import type { AppliedFit, AssetVersion } from './contract.ts';
import { keepLods } from './shown-content.ts';

/** What a version keeps of a fit; the geometry of its LODs is kept beside it. */
export function appliedFit(plan: FitPlan, { glb, report, lods, collider }: FitResult): AppliedFit {
  const fit: AppliedFit = {
    id: randomId(),
    plan,
    glb,
    stats: report.after,
    report,
    lodTriangles: lods.map(({ mesh }) => mesh.indices.length / 3),
    ...(collider ? { collider } : {}),
  };
  keepLods(fit, lods);
  return fit;
}

/** The plan that leads to what stands in the scene: that of the fit, or the master's own geometry and textures. */
export function asShown(
  { fit }: AssetVersion,
  { stats }: MasterFacts,
  output: Partial<FitPlan['output']>,
): FitPlan {
  const plan: FitPlan = fit?.plan ?? {
    ...DEFAULT_FIT_PLAN,
    triangles: stats.triangles,
    textureSize: Math.max(4, 4 * Math.ceil(stats.maxTextureSizePx / 4)),
    path: 'textures',
    repairs: [],
  };
  return { ...plan, output: { ...plan.output, ...output } };
}

/** Throws `validation` for a fit that could not be drawn. */
export function refuseKtx2({ plan }: FitRequest): void {
  if (plan?.output?.textures === 'ktx2' && !isKtx2Configured())
    throw new ImageTo3DError(
      'validation',
      'KTX2 textures cannot be shown without a decoder: export them (`exportGlbAsync`), or set one (`configureDecoders`).',
    );
}
