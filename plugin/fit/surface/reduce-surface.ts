import type { FitPath, FitPlan } from '../../budget/fit-plan.ts';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import { ownTextureSize } from '../../budget/master-limits.ts';
import type { RunClock } from '../../core/run-clock.ts';
import type { AssetStats } from '../../glb/asset-stats.ts';
import { grouped } from '../../glb/invalid-glb.ts';
import type { FitStage } from '../contract.ts';
import type {
  EncodedTexture,
  SourceSurface,
  SurfaceMaterial,
  SurfaceRasters,
  TexturedMesh,
  TriangleMesh,
} from '../mesh/surface.ts';
import { meshTopology } from '../mesh/topology.ts';
import { uniqueVertices } from '../mesh/unique-vertices.ts';
import { withoutUnusedVertices } from '../repair/surface-state.ts';
import { keepBounds } from '../simplify/keep-bounds.ts';
import { simplifyKeepingUvs } from '../simplify/keep-uvs.ts';
import { unwrap } from '../unwrap/unwrap.ts';
import { resizeSet } from '../write/encode-set.ts';
import { limitMaps } from './limit-maps.ts';
import type { MasterState, RepairedMaster } from './master-state.ts';

/** Maps as pixels, or as the original files where they are not changed. */
export interface SurfaceImages {
  readonly rasters: SurfaceRasters;
  readonly originals?: Readonly<Partial<Record<SurfaceMap, EncodedTexture>>>;
  /** The pixels and the material are those of the master. */
  readonly isUnchanged?: boolean;
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
  /** Measured in the master. */
  readonly stats: AssetStats;
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
  const { surface, repaired, clock } = context;
  if (planned === 'textures') {
    // LODs are simplified by their normals.
    const staysFlat = surface.isFlat && plan.lodShares.length === 0;
    const mesh = staysFlat ? await withoutNormals(repaired.mesh) : repaired.mesh;
    return { path: planned, mesh, ...(await keptMaps(context, plan)), remarks: [] };
  }
  if (planned === 'rebake') return rebake(context, plan, []);
  await clock.enter('simplify');
  const kept = await simplifyKeepingUvs(repaired.mesh, plan.triangles);
  if (kept)
    return {
      path: planned,
      mesh: bounded(kept.mesh, repaired, plan),
      ...(await keptMaps(context, plan)),
      remarks: [],
    };
  const remark = `With its UVs kept, the surface cannot be reduced to ${grouped(plan.triangles)} triangles: it was unwrapped and baked again instead.`;
  return rebake(context, plan, plan.path === 'keep-uvs' ? [remark] : []);
}

/** Occlusion and metallic-roughness in one map again, where the master has them in one: R, and G with B. */
function packed(rasters: SurfaceRasters, images: SourceSurface['images']): SurfaceRasters {
  const { occlusion, metallicRoughness } = rasters;
  if (!occlusion || !metallicRoughness || images.occlusion !== images.metallicRoughness) return rasters;
  const { data } = metallicRoughness;
  for (let i = 0; i < data.length; i += 4) data[i] = occlusion.data[i]!;
  return { ...rasters, occlusion: metallicRoughness };
}

const bounded = <T extends TriangleMesh>(reduced: T, { mesh }: RepairedMaster, plan: FitPlan): T =>
  plan.keepBounds ? { ...reduced, positions: keepBounds(reduced.positions, mesh.positions) } : reduced;

/** For glTF's flat shading; vertices that only normals kept apart become one. */
async function withoutNormals(mesh: TexturedMesh): Promise<TexturedMesh> {
  const { corners } = await meshTopology(mesh);
  const equal = { ...mesh, normals: new Float32Array(mesh.normals.length) };
  const merged = withoutUnusedVertices({ ...equal, indices: uniqueVertices(equal, corners) });
  return { ...merged, normals: new Float32Array(0) };
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
  const areKept = images.every(({ widthPx, heightPx }) => Math.max(widthPx, heightPx) <= plan.textureSize);
  if (isRepaired || !areKept) return { material, images: { rasters: resizeSet(rasters, plan.textureSize) } };
  const hasFormat = images.every(({ mimeType }) => mimeType === `image/${plan.output.textures}`);
  const isUnchanged = material === surface.material;
  return { material, images: { rasters, isUnchanged, ...(hasFormat && { originals: surface.images }) } };
}

async function rebake(
  { surface, stats, state, repaired, clock, signal }: ReduceContext,
  plan: FitPlan,
  remarks: readonly string[],
): Promise<ReducedSurface> {
  const stop = signal ? { signal } : {};
  const most = plan.allowUpscale ? plan.textureSize : Math.min(plan.textureSize, ownTextureSize({ stats }));
  const sizePx = Math.max(MIN_BAKE_PX, most);
  await clock.enter('simplify');
  const reduced = bounded(repaired.reducer.to(plan.triangles), repaired, plan);
  await clock.enter('decode');
  const baker = await repaired.baker(await state.look(plan.repairs));
  await clock.enter('unwrap');
  const unwrapping = unwrap(reduced, { sizePx, ...stop }).then(async ({ mesh }) => {
    await clock.enter('bake');
    return mesh;
  });
  const options = { sizePx, quality: plan.bake, onProgress: clock.report, ...stop };
  const baked = await baker.bake(unwrapping, options);
  const mesh = await unwrapping;
  const limited = limitMaps(
    packed(baked, surface.images),
    mesh,
    { images: surface.images, gpuBytes: stats.gpuBytes },
    plan,
  );
  return {
    path: 'rebake',
    mesh,
    material: baker.material,
    images: { rasters: limited.rasters },
    remarks: [...remarks, ...missedTarget(mesh, plan), ...limited.remarks],
  };
}

function missedTarget({ indices }: TriangleMesh, { triangles }: FitPlan): readonly string[] {
  const reached = indices.length / 3;
  if (reached <= triangles) return [];
  return [
    `The model simplifies to ${grouped(reached)} triangles, not to ${grouped(triangles)}: with fewer it would lose its shape.`,
  ];
}
