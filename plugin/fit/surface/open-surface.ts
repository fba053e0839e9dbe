import { DEFAULT_FIT_PLAN, type FitPlan } from '../../budget/fit-plan.ts';
import type { MasterFacts, SurfaceMap } from '../../budget/master-facts.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { once } from '../../core/once.ts';
import { pause } from '../../core/run-clock.ts';
import type { AssetStats } from '../../glb/asset-stats.ts';
import type { FitPreview } from '../contract.ts';
import { countPieces } from '../mesh/components.ts';
import type { SourceSurface } from '../mesh/surface.ts';
import type { FitPlatform, OpenMaster } from '../platform.ts';
import { fitSurface } from './fit-surface.ts';
import { lintSurface } from './lint-surface.ts';
import { createMasterState, type RepairedMaster } from './master-state.ts';
import { previewColors } from './preview-colors.ts';

/**
 * Opens a single surface, for which every path of a plan is possible.
 *
 * @param small the file, when it is so small that a fit may only add to it.
 */
export function openSurface(
  surface: SourceSurface,
  stats: AssetStats,
  platform: FitPlatform,
  small?: Uint8Array,
): OpenMaster {
  const { mesh, material, images } = surface;
  const state = createMasterState(surface, platform.codec);
  const facts: MasterFacts = {
    stats,
    kind: 'surface',
    // Vertices are duplicated per chart, or more often where normals are split: a fast estimate.
    uvCharts: countPieces(mesh.positions.length / 3, mesh.indices),
    maps: Object.keys(images) as SurfaceMap[],
  };
  // Start early what the first preview needs; a failure is reported when it is used.
  state.smallBaseColor().catch(() => {});
  pause()
    .then(() => state.quick(DEFAULT_FIT_PLAN.repairs))
    .catch(() => {});

  let warm: RepairedMaster | undefined;
  /** Prepares shared data in the time between the first preview and the first fit. */
  const warmUp = once(async () => {
    await pause();
    const repaired = await state.repaired(DEFAULT_FIT_PLAN.repairs);
    await pause();
    repaired.reducer.base();
    warm = repaired;
    await pause();
    await repaired.baker();
  });

  return {
    facts,

    async preview(triangles, signal): Promise<FitPreview> {
      const quick = await state.quick(DEFAULT_FIT_PLAN.repairs);
      throwIfAborted(signal);
      const { reducer, welded, mesh: source } = warm ?? quick;
      const reduced = warm ? reducer.to(triangles) : reducer.instant(triangles);
      const image = await state.smallBaseColor();
      throwIfAborted(signal);
      const sources = reduced.sourceVertices.map((vertex) => welded.sourceVertices[vertex]!);
      warmUp().catch(() => {});
      return {
        positions: reduced.positions,
        normals: reduced.normals,
        indices: reduced.indices,
        colors: previewColors(sources, source.uvs, image, material.baseColorFactor),
        triangles: reduced.indices.length / 3,
      };
    },

    lint: () => lintSurface(surface, state),

    fit(plan: FitPlan, options) {
      return fitSurface(
        { surface, stats, state, platform, ...omitUndefined({ master: small }) },
        plan,
        options,
      );
    },
  };
}
