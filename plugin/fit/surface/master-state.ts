import type { FitRepair } from '../../budget/fit-plan.ts';
import { REPAIRS } from '../../budget/repairs.ts';
import { once } from '../../core/once.ts';
import type { RasterImage } from '../../recipe/image.ts';
import { type Baker, createBaker } from '../bake/baker.ts';
import { isCleanSolid } from '../mesh/clean-solid.ts';
import type { EncodedTexture, SourceSurface, SurfaceRasters } from '../mesh/surface.ts';
import { countUvCharts } from '../mesh/uv-charts.ts';
import { type WeldedMesh, weldMesh } from '../mesh/weld.ts';
import { type RepairedMesh, repairMesh } from '../repair/repair.ts';
import { createReducer, type Reducer } from '../simplify/reducer.ts';
import type { TextureCodec } from '../texture/codec.ts';

/** A repaired master with data that is computed once and used by every fit. */
export interface RepairedMaster extends RepairedMesh {
  readonly welded: WeldedMesh;
  readonly reducer: Reducer;
  /** Builds the BVH of the repaired master on the first call. */
  baker(): Promise<Baker>;
  uvCharts(): Promise<number>;
}

export interface MasterState {
  /** With the quick search for inner shells: for a first preview. */
  quick(repairs: readonly FitRepair[]): Promise<RepairedMaster>;
  repaired(repairs: readonly FitRepair[]): Promise<RepairedMaster>;
  /** Every map of the master at its own size. */
  rasters(): Promise<SurfaceRasters>;
  /** Base colour small enough for vertex colours; undefined without a texture. */
  smallBaseColor(): Promise<RasterImage | undefined>;
}

/** Repairs that change triangles; the others are about texels. */
const GEOMETRIC = REPAIRS.filter(({ changes }) => changes === 'geometry').map(({ id }) => id);
/** Through what is not opaque, the inside may be seen. */
const FOR_OPAQUE: readonly FitRepair[] = REPAIRS.filter((row) => 'needsOpaque' in row).map(({ id }) => id);
const SMALL_PX = 512;

const triangles = ({ mesh }: RepairedMesh) => mesh.indices.length / 3;

/** Data of one surface, computed on first use and cached. Only the latest set of repairs is cached. */
export function createMasterState(surface: SourceSurface, codec: TextureCodec): MasterState {
  const { mesh, images, material } = surface;

  const rasters = once(async (): Promise<SurfaceRasters> => {
    const entries = Object.entries(images) as [keyof SurfaceRasters, EncodedTexture][];
    // An image used for two maps stays one.
    const decoding = new Map<EncodedTexture, Promise<RasterImage>>();
    for (const [, image] of entries) if (!decoding.has(image)) decoding.set(image, codec.decode(image));
    const decoded = entries.map(async ([kind, image]) => [kind, await decoding.get(image)!] as const);
    return Object.fromEntries(await Promise.all(decoded));
  });

  const prepare = async (repaired: RepairedMesh, ready?: WeldedMesh): Promise<RepairedMaster> => {
    const welded = ready ?? (await weldMesh(repaired.mesh, repaired.topology));
    return {
      ...repaired,
      welded,
      reducer: await createReducer(welded.mesh),
      baker: once(async () => createBaker({ mesh: repaired.mesh, rasters: await rasters(), material })),
      uvCharts: once(() => countUvCharts(repaired.mesh)),
    };
  };

  const findable = (repairs: readonly FitRepair[]) =>
    repairs.filter((kind) => material.alphaMode === 'OPAQUE' || !FOR_OPAQUE.includes(kind));

  const quick = cacheLatest(async (repairs) => {
    const welded = await weldMesh(mesh);
    if (isCleanSolid(welded)) return prepare({ mesh, removed: {}, flipped: 0, filled: 0 }, welded);
    return prepare(await repairMesh(mesh, findable(repairs), { shells: 'pieces' }));
  });
  const repaired = cacheLatest(async (repairs): Promise<RepairedMaster> => {
    const repaired = await repairMesh(mesh, findable(repairs), { shells: 'joined' });
    // Usually nothing more was found than by the quick search: then its data is reused.
    const ready = await quick(repairs);
    return triangles(ready) === triangles(repaired) ? { ...ready, ...repaired } : prepare(repaired);
  });

  return {
    quick,
    repaired,
    rasters,
    smallBaseColor: once(async () =>
      images.baseColor ? codec.decodeSmall(images.baseColor, SMALL_PX) : undefined,
    ),
  };
}

/** Caches the result for the latest set of repairs. */
function cacheLatest<T>(work: (repairs: readonly FitRepair[]) => Promise<T>) {
  let kept: { readonly key: string; readonly get: () => Promise<T> } | undefined;
  return (repairs: readonly FitRepair[]): Promise<T> => {
    const wanted = GEOMETRIC.filter((kind) => repairs.includes(kind));
    const key = wanted.join();
    if (kept?.key !== key) kept = { key, get: once(() => work(wanted)) };
    return kept.get();
  };
}
