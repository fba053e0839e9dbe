import type { FitRepair } from '../../budget/fit-plan.ts';
import { DEFAULT_REPAIRS, REPAIRS } from '../../budget/repairs.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { once } from '../../core/once.ts';
import type { RasterImage } from '../../recipe/image.ts';
import { type Baker, createBaker } from '../bake/baker.ts';
import { isCleanSolid } from '../mesh/clean-solid.ts';
import type { EncodedTexture, SourceSurface, SurfaceRasters } from '../mesh/surface.ts';
import { countUvCharts } from '../mesh/uv-charts.ts';
import { type WeldedMesh, weldMesh } from '../mesh/weld.ts';
import type { FitPlatform } from '../platform.ts';
import { type RepairedMesh, repairMesh } from '../repair/repair.ts';
import { createReducer, type Reducer } from '../simplify/reducer.ts';
import {
  type SurfaceLook,
  TEXTURE_REPAIRS,
  type TextureRepairId,
  type UsedTexels,
} from './texture-repairs.ts';
import { usedTexels } from './used-texels.ts';

/** A repaired master with data that is computed once and used by every fit. */
export interface RepairedMaster extends RepairedMesh {
  readonly welded: WeldedMesh;
  readonly reducer: Reducer;
  /** Bakes from the repaired master with a look; builds the BVH on the first call for that look. */
  baker(look: SurfaceLook): Promise<Baker>;
  uvCharts(): Promise<number>;
}

export interface MasterState {
  /** With the quick search for inner shells: for a first preview. */
  quick(repairs: readonly FitRepair[]): Promise<RepairedMaster>;
  repaired(repairs: readonly FitRepair[]): Promise<RepairedMaster>;
  /** The material and every map of the master at its own size, after the repairs of textures among these. */
  look(repairs: readonly FitRepair[]): Promise<SurfaceLook>;
  readonly used: UsedTexels;
  /** Base colour small enough for vertex colours; undefined without a texture. */
  smallBaseColor(): Promise<RasterImage | undefined>;
}

/** Repairs that change triangles or move them; the others are about texels. */
export const geometryRepairs = (repairs: readonly FitRepair[]): FitRepair[] =>
  REPAIRS.filter(({ id, changes }) => changes === 'geometry' && repairs.includes(id)).map(({ id }) => id);
/** Through what is not opaque, the inside may be seen. */
const FOR_OPAQUE: readonly FitRepair[] = REPAIRS.filter((row) => 'needsOpaque' in row).map(({ id }) => id);
const SMALL_PX = 512;

const triangles = ({ mesh }: RepairedMesh) => mesh.indices.length / 3;

/** Data of one surface, computed on first use and cached. Only the latest set of repairs is cached. */
export function createMasterState(
  surface: SourceSurface,
  { codec, helpers }: Pick<FitPlatform, 'codec' | 'helpers'>,
): MasterState {
  const { mesh, images, material } = surface;

  const rasters = once(async (): Promise<SurfaceRasters> => {
    const entries = Object.entries(images) as [keyof SurfaceRasters, EncodedTexture][];
    // An image used for two maps stays one.
    const decoding = new Map<EncodedTexture, Promise<RasterImage>>();
    for (const [, image] of entries) if (!decoding.has(image)) decoding.set(image, codec.decode(image));
    const decoded = entries.map(async ([kind, image]) => [kind, await decoding.get(image)!] as const);
    return Object.fromEntries(await Promise.all(decoded));
  });

  const masks = new Map<string, Uint8Array>();
  const used: UsedTexels = (map) => {
    const size = `${map.widthPx} × ${map.heightPx}`;
    const mask = masks.get(size) ?? usedTexels(mesh, map);
    masks.set(size, mask);
    return mask;
  };
  const original = once(async (): Promise<SurfaceLook> => ({ material, rasters: await rasters() }));
  const textureRepairs = (repairs: readonly FitRepair[]) =>
    (Object.keys(TEXTURE_REPAIRS) as TextureRepairId[]).filter((id) => repairs.includes(id));
  const repairedLook = cacheLatest(textureRepairs, async (repairs): Promise<SurfaceLook> => {
    let result = await original();
    for (const id of repairs) {
      const { lint, repair } = TEXTURE_REPAIRS[id];
      if (lint(result, used)) result = repair(result, used);
    }
    return result;
  });

  const prepare = async (repaired: RepairedMesh, solid?: WeldedMesh): Promise<RepairedMaster> => {
    const welded = solid ?? (await weldMesh(repaired.mesh, repaired.topology));
    let made: { readonly look: SurfaceLook; readonly baker: Promise<Baker> } | undefined;
    return {
      ...repaired,
      welded,
      reducer: await createReducer(welded.mesh, { isSolid: solid !== undefined }),
      baker(look) {
        if (made?.look !== look)
          made = {
            look,
            baker: createBaker({ mesh: repaired.mesh, ...look }, omitUndefined({ helpers })),
          };
        return made.baker;
      },
      uvCharts: once(() => countUvCharts(repaired.mesh)),
    };
  };

  const findable = (repairs: readonly FitRepair[]) =>
    repairs.filter((kind) => material.alphaMode === 'OPAQUE' || !FOR_OPAQUE.includes(kind));

  const quick = cacheLatest(geometryRepairs, async (repairs) => {
    const welded = await weldMesh(mesh);
    const isUsual = repairs.every((id) => DEFAULT_REPAIRS.includes(id));
    if (isUsual && isCleanSolid(welded)) return prepare({ mesh, removed: {}, flipped: 0, filled: 0 }, welded);
    return prepare(await repairMesh(mesh, findable(repairs), { shells: 'pieces' }));
  });
  const repaired = cacheLatest(geometryRepairs, async (repairs): Promise<RepairedMaster> => {
    const repaired = await repairMesh(mesh, findable(repairs), { shells: 'joined' });
    // Usually nothing more was found than by the quick search: then its data is reused.
    const ready = await quick(repairs);
    return triangles(ready) === triangles(repaired) ? { ...ready, ...repaired } : prepare(repaired);
  });

  return {
    quick,
    repaired,
    look: (repairs) => (textureRepairs(repairs).length > 0 ? repairedLook(repairs) : original()),
    used,
    smallBaseColor: once(async () =>
      images.baseColor ? codec.decodeSmall(images.baseColor, SMALL_PX) : undefined,
    ),
  };
}

/** Caches the result for the latest set of repairs, of which `choose` picks those that matter. */
function cacheLatest<Id extends FitRepair, T>(
  choose: (repairs: readonly FitRepair[]) => readonly Id[],
  work: (repairs: readonly Id[]) => Promise<T>,
) {
  let kept: { readonly key: string; readonly get: () => Promise<T> } | undefined;
  return (repairs: readonly FitRepair[]): Promise<T> => {
    const wanted = choose(repairs);
    const key = wanted.join();
    if (kept?.key !== key) kept = { key, get: once(() => work(wanted)) };
    return kept.get();
  };
}
