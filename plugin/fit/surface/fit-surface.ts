import type { FitPath, FitPlan } from '../../budget/fit-plan.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { createRunClock } from '../../core/run-clock.ts';
import type { AssetStats } from '../../glb/asset-stats.ts';
import { PACKAGE_NAME } from '../../glb/package-name.ts';
import type { FitOptions, FitResult } from '../contract.ts';
import { checkMemory, grownRemarks, measureResult } from '../measure-result.ts';
import type { SourceSurface } from '../mesh/surface.ts';
import type { FitPlatform } from '../platform.ts';
import { prefersKeptUvs } from '../simplify/keep-uvs.ts';
import { makeLods } from '../simplify/lods.ts';
import { STAGE_WEIGHTS } from '../stage-weights.ts';
import type { MasterState, RepairedMaster } from './master-state.ts';
import { reduceSurface } from './reduce-surface.ts';
import { shownMaps } from './shown-maps.ts';
import { writeSurface } from './write-surface.ts';

export interface SurfaceContext {
  readonly surface: SourceSurface;
  readonly stats: AssetStats;
  readonly state: MasterState;
  readonly platform: FitPlatform;
  /** The file, if it is small. */
  readonly master?: Uint8Array;
}

/**
 * Fits a surface within a plan: repairs, triangles, maps, LODs, collider, file.
 *
 * @throws ImageTo3DError `over-budget` when `maxFileBytes` cannot be met, `undecodable-image`, `aborted`.
 */
export async function fitSurface(
  { surface, stats, state, platform, master }: SurfaceContext,
  plan: FitPlan,
  options: FitOptions,
): Promise<FitResult> {
  // The choice of `auto` is not known yet, so the slowest path is assumed.
  const clock = createRunClock(
    STAGE_WEIGHTS[plan.path === 'auto' ? 'rebake' : plan.path],
    platform.now,
    options,
  );
  await clock.enter('clean');
  const repaired = await state.repaired(plan.repairs);
  const planned = await plannedPath(plan, repaired, Object.keys(surface.images).length > 0);
  const { path, mesh, material, images, remarks } = await reduceSurface(
    { surface, stats, state, repaired, clock, ...omitUndefined({ signal: options.signal }) },
    plan,
    planned,
  );

  await clock.enter('lods');
  const lods = plan.lodShares.length > 0 ? await makeLods(mesh, plan.lodShares) : [];
  await clock.enter('collider');
  const collider = plan.collider
    ? await (await import('../collider/collider.ts')).makeCollider(mesh, plan.collider)
    : undefined;

  await clock.enter('encode');
  const isOpaque = plan.repairs.includes('low-alpha') && material.alphaMode === 'OPAQUE';
  const content = {
    name: surface.name,
    mesh,
    material,
    lods,
    output: plan.output,
    extras: { ...surface.extras, ...options.extras },
    copyright: surface.copyright,
    generator: PACKAGE_NAME,
  };
  const isUnchanged =
    master &&
    path === 'textures' &&
    images.isUnchanged &&
    repaired.mesh === surface.mesh &&
    lods.length === 0;
  const written = await writeSurface(content, images, plan, {
    codec: platform.codec,
    opaque: isOpaque,
    masterBytes: stats.fileBytes,
    ...(isUnchanged ? { kept: { glb: master, textures: surface.images } } : {}),
    signal: options.signal,
  });

  await clock.enter('write');
  const after = measureResult(written.glb);
  checkMemory(stats, after, plan);
  return {
    glb: written.glb,
    shown: { mesh, material, maps: await shownMaps(written.textures, images.rasters, platform.codec) },
    lods,
    ...omitUndefined({ collider }),
    report: {
      path,
      before: stats,
      after,
      removedTriangles: repaired.removed,
      textureSize: after.maxTextureSizePx,
      ...omitUndefined({ textureQuality: written.quality }),
      reducedForBytes: written.reducedForBytes,
      timingsMs: clock.finish(),
      remarks: [
        ...remarks,
        ...lodRemarks(plan, lods.length),
        ...written.remarks,
        ...grownRemarks(stats, after),
      ],
    },
  };
}

/**
 * Resolves `auto`: only textures when there is nothing to simplify; kept UVs when few seams make that better than a
 * rebake.
 */
async function plannedPath(
  { path, triangles }: FitPlan,
  master: RepairedMaster,
  hasMaps: boolean,
): Promise<FitPath> {
  if (path !== 'auto') return path;
  if (triangles >= master.mesh.indices.length / 3) return 'textures';
  // Without maps there is nothing that a UV layout holds.
  if (!hasMaps) return 'rebake';
  return prefersKeptUvs({ triangles, uvCharts: await master.uvCharts() }) ? 'keep-uvs' : 'rebake';
}

function lodRemarks({ lodShares }: FitPlan, made: number): string[] {
  return made < lodShares.length
    ? [
        `${made} of ${lodShares.length} LODs were made: with fewer triangles the texture would tear at its seams.`,
      ]
    : [];
}
