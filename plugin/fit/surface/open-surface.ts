import { DEFAULT_FIT_PLAN, type FitPlan, type FitRepair } from '../../budget/fit-plan.ts';
import type { MasterFacts, SurfaceMap } from '../../budget/master-facts.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { pause } from '../../core/run-clock.ts';
import type { AssetStats } from '../../glb/asset-stats.ts';
import type { FitPreview } from '../contract.ts';
import { countPieces } from '../mesh/components.ts';
import type { SourceSurface } from '../mesh/surface.ts';
import { countUvCharts } from '../mesh/uv-charts.ts';
import type { FitPlatform, OpenMaster } from '../platform.ts';
import { fitSurface } from './fit-surface.ts';
import { lintSurface } from './lint-surface.ts';
import { createMasterState, geometryRepairs, type RepairedMaster } from './master-state.ts';
import { previewColors } from './preview-colors.ts';

/**
 * Opens a single surface, for which every path of a plan is possible.
 *
 * @param small the file, when it is so small that a fit may only add to it.
 */
export async function openSurface(
  surface: SourceSurface,
  stats: AssetStats,
  platform: FitPlatform,
  small?: Uint8Array,
): Promise<OpenMaster> {
  const { mesh, material, images } = surface;
  const state = createMasterState(surface, platform);
  const facts: MasterFacts = {
    stats,
    kind: 'surface',
    // Vertices are duplicated per chart: a fast estimate, but not where normals by creases split them too.
    uvCharts: surface.isFlat
      ? await countUvCharts(mesh)
      : countPieces(mesh.positions.length / 3, mesh.indices),
    maps: Object.keys(images) as SurfaceMap[],
  };
  // Start early what the first preview needs; a failure is reported when it is used.
  state.smallBaseColor().catch(() => {});
  pause()
    .then(() => state.quick(DEFAULT_FIT_PLAN.repairs))
    .catch(() => {});

  let warm: { readonly key: string; readonly master?: RepairedMaster } | undefined;
  /** Prepares shared data in the time between the first preview and the first fit. */
  const warmUp = async (repairs: readonly FitRepair[], key: string) => {
    if (warm?.key === key) return;
    warm = { key };
    await pause();
    const master = await state.repaired(repairs);
    await pause();
    await master.reducer.base(pause);
    if (warm.key !== key) return;
    warm = { key, master };
    await pause();
    await master.baker(await state.look(repairs));
  };

  return {
    facts,

    async preview(triangles, repairs, signal): Promise<FitPreview> {
      const key = geometryRepairs(repairs).join();
      const quick = await state.quick(repairs);
      throwIfAborted(signal);
      const ready = warm?.key === key ? warm.master : undefined;
      const { reducer, welded, mesh: source } = ready ?? quick;
      const reduced = ready ? reducer.to(triangles) : reducer.instant(triangles);
      const look = repairs.includes('dark-color') ? await state.look(repairs) : undefined;
      const image = look ? look.rasters.baseColor : await state.smallBaseColor();
      throwIfAborted(signal);
      const sources = reduced.sourceVertices.map((vertex) => welded.sourceVertices[vertex]!);
      warmUp(repairs, key).catch(() => {});
      return {
        positions: reduced.positions,
        normals: reduced.normals,
        indices: reduced.indices,
        colors: previewColors(sources, source.uvs, image, (look?.material ?? material).baseColorFactor),
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
