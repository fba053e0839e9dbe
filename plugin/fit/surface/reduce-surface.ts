import type { FitPath, FitPlan } from '../../budget/fit-plan.ts';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import type { RunClock } from '../../core/run-clock.ts';
import type { FitStage } from '../contract.ts';
import type {
  EncodedTexture,
  SourceSurface,
  SurfaceMaterial,
  SurfaceRasters,
  TexturedMesh,
} from '../mesh/surface.ts';
import { simplifyKeepingUvs } from '../simplify/keep-uvs.ts';
import { unwrap } from '../unwrap/unwrap.ts';
import { resizeSet } from '../write/encode-set.ts';
import type { MasterState, RepairedMaster } from './master-state.ts';

/** Maps as pixels, or as the original files where they are not changed. */
export interface SurfaceImages {
  readonly rasters: SurfaceRasters;
  readonly originals?: Readonly<Partial<Record<SurfaceMap, EncodedTexture>>>;
}

/** A simplified surface with the maps for its UVs. */
export interface ReducedSurface {
  readonly path: FitPath;
  readonly mesh: TexturedMesh;
  readonly material: SurfaceMaterial;
  readonly images: SurfaceImages;
  readonly remarks: readonly string[];
}

export interface ReduceContext {
  readonly surface: SourceSurface;
  readonly state: MasterState;
  readonly repaired: RepairedMaster;
  readonly clock: RunClock<FitStage>;
  readonly signal?: AbortSignal;
}

/** A UV layout needs space for the gaps between its charts. */
const MIN_BAKE_PX = 16;

/**
 * Simplifies a repaired surface and makes its maps; falls back to a rebake when keeping the UVs does not reach the
 * target.
 */
export async function reduceSurface(
  context: ReduceContext,
  plan: FitPlan,
  planned: FitPath,
): Promise<ReducedSurface> {
  const { repaired, clock } = context;
  if (planned === 'textures') {
    return { path: planned, mesh: repaired.mesh, ...(await keptMaps(context, plan)), remarks: [] };
  }
  if (planned === 'rebake') return rebake(context, plan, []);
  await clock.enter('simplify');
  const kept = await simplifyKeepingUvs(repaired.mesh, plan.triangles);
  if (kept) return { path: planned, mesh: kept.mesh, ...(await keptMaps(context, plan)), remarks: [] };
  const remark = `With its UVs kept, the surface cannot be reduced to ${plan.triangles.toLocaleString('en-US')} triangles: it was unwrapped and baked again instead.`;
  return rebake(context, plan, plan.path === 'keep-uvs' ? [remark] : []);
}

/** The master's own maps, resized as planned, after the repairs of textures. */
async function keptMaps(
  { surface, state, clock }: ReduceContext,
  plan: FitPlan,
): Promise<Pick<ReducedSurface, 'material' | 'images'>> {
  await clock.enter('decode');
  const { material, rasters } = await state.look(plan.repairs);
  const isRepaired = rasters !== (await state.look([])).rasters;
  const images = Object.values(surface.images);
  const staysAsItIs = images.every(
    ({ mimeType, widthPx, heightPx }) =>
      mimeType === `image/${plan.output.textures}` && Math.max(widthPx, heightPx) <= plan.textureSize,
  );
  return {
    material,
    images:
      staysAsItIs && !isRepaired
        ? { rasters, originals: surface.images }
        : { rasters: resizeSet(rasters, plan.textureSize) },
  };
}

async function rebake(
  { state, repaired, clock, signal }: ReduceContext,
  { triangles, textureSize, bake, repairs }: FitPlan,
  remarks: readonly string[],
): Promise<ReducedSurface> {
  const stop = signal ? { signal } : {};
  const sizePx = Math.max(MIN_BAKE_PX, textureSize);
  await clock.enter('simplify');
  const reduced = repaired.reducer.to(triangles);
  await clock.enter('unwrap');
  const { mesh } = await unwrap(reduced, { sizePx, ...stop });
  await clock.enter('decode');
  const baker = await repaired.baker(await state.look(repairs));
  await clock.enter('bake');
  const rasters = await baker.bake(mesh, {
    sizePx,
    quality: bake,
    onProgress: clock.report,
    ...stop,
  });
  return { path: 'rebake', mesh, material: baker.material, images: { rasters }, remarks };
}
