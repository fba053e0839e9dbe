import { DEFAULT_FIT_PLAN, type FitPlan } from '../../budget/fit-plan.ts';
import type { FitRequest } from '../../budget/fit-request.ts';
import type { MasterFacts } from '../../budget/master-facts.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { randomId } from '../../core/random-id.ts';
import type { FitResult } from '../../fit/contract.ts';
import { isKtx2Configured } from '../../scene/load/decoders.ts';
import type { AppliedFit, AssetVersion } from '../contract.ts';
import { keepLods } from '../shown-content.ts';

/** The part of a fit result that a version keeps; the LODs' geometry is kept with `keepLods`. */
export function appliedFit(plan: FitPlan, { glb, report, lods, collider }: FitResult): AppliedFit {
  const fit: AppliedFit = {
    id: randomId(),
    plan,
    glb,
    stats: report.after,
    report,
    lodTriangles: lods.map(({ mesh }) => mesh.indices.length / 3),
    ...omitUndefined({ collider }),
  };
  keepLods(fit, lods);
  return fit;
}

/** The plan that reproduces what is shown: that of the fit, or one that keeps the master's geometry and textures. */
export function shownPlan(
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

/** Throws `validation` for a fit that cannot be drawn without a KTX2 decoder. */
export function refuseKtx2({ plan }: FitRequest): void {
  if (plan?.output?.textures === 'ktx2' && !isKtx2Configured())
    throw new ImageTo3DError(
      'validation',
      'KTX2 textures cannot be shown without a decoder: export them (`exportGlbAsync`), or set one (`configureDecoders`).',
    );
}
