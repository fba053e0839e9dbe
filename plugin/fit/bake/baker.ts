import { ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { SurfaceMaterial, SurfaceRasters, TexturedMesh } from '../mesh/surface.ts';
import { type BakeHelpers, bakeBands, startHelpers } from './bands/bake-bands.ts';
import { createOutputMaps } from './bands/output-maps.ts';
import { buildBvh } from './bvh.ts';
import { createPacer } from './pacer.ts';

export interface BakeSource {
  readonly mesh: TexturedMesh;
  readonly rasters: SurfaceRasters;
  readonly material: SurfaceMaterial;
}

export interface BakerOptions {
  readonly signal?: AbortSignal;
  /** Workers that share large bakes. The maps have the same bytes without them. */
  readonly helpers?: BakeHelpers;
}

export interface BakeOptions {
  /** Edge of each map. */
  readonly sizePx: number;
  /** `fine` averages four samples per texel, colours in linear space. */
  readonly quality: 'fast' | 'fine';
  readonly signal?: AbortSignal;
  /** 0…1, never goes down. */
  readonly onProgress?: (fraction: number) => void;
}

/** Bakes from one source, any number of times. */
export interface Baker {
  /** The source's material for baked maps, without the factors that are baked into the normal map. */
  readonly material: SurfaceMaterial;
  /**
   * Bakes every map of the source to the UVs of `target`, and a normal map if it is closer to the source than the vertex
   * normals of `target`. Factors are not multiplied in. Helpers get ready while `target` is made. Throws `aborted` within
   * about 16 ms, `validation` for a size that is not a positive integer.
   */
  bake(target: TexturedMesh | Promise<TexturedMesh>, options: BakeOptions): Promise<SurfaceRasters>;
}

/** Builds the BVH of the source in time slices; throws `aborted` when `signal` aborts. */
export async function createBaker(
  { mesh, rasters, material }: BakeSource,
  { signal, helpers }: BakerOptions = {},
): Promise<Baker> {
  const bvh = await buildBvh(mesh, createPacer(signal));
  const { normalScale, alphaMode } = material;
  const source = { mesh, bvh, rasters, normalScale, withAlpha: alphaMode !== 'OPAQUE' || hasAlpha(rasters) };
  return {
    material: { ...material, normalScale: 1 },
    async bake(target, { sizePx, quality, signal, onProgress }) {
      if (!Number.isInteger(sizePx) || sizePx < 1)
        throw new ImageTo3DError('validation', `The texture size must be a positive integer, not ${sizePx}.`);
      const job = { ...source, sizePx, quality };
      const started = startHelpers(job, helpers, signal);
      const maps = createOutputMaps(sizePx);
      let bakedRows = 0;
      const onRows = (rows: number) => {
        bakedRows += rows;
        onProgress?.((bakedRows / sizePx) * 0.95);
      };
      try {
        await bakeBands({ ...job, low: await target }, started, maps, omitUndefined({ onRows, signal }));
      } finally {
        started.end();
      }
      const baked = await maps.finish(createPacer(signal));
      onProgress?.(1);
      return baked;
    },
  };
}

function hasAlpha(rasters: SurfaceRasters): boolean {
  const data = rasters.baseColor?.data;
  if (!data) return false;
  for (let i = 3; i < data.length; i += 4) if (data[i]! < 255) return true;
  return false;
}
