import { ImageTo3DError } from '../../core/errors.ts';
import type { SurfaceMaterial, SurfaceRasters, TexturedMesh } from '../mesh/surface.ts';
import { buildBvh } from './bvh.ts';
import { createOutputMaps } from './output-maps.ts';
import { createPacer } from './pacer.ts';
import { createBandRasteriser } from './rasterise.ts';
import { averageSamples, refineTexels } from './refine.ts';
import { createSurfaceSampler } from './sample.ts';
import { createBandSampler } from './sample-band.ts';
import { prepareTarget } from './target.ts';

export interface BakeSource {
  readonly mesh: TexturedMesh;
  readonly rasters: SurfaceRasters;
  readonly material: SurfaceMaterial;
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
   * normals of `target`. Factors are not multiplied in. Throws `aborted` within about 16 ms, `validation` for a size that
   * is not a positive integer.
   */
  bake(target: TexturedMesh, options: BakeOptions): Promise<SurfaceRasters>;
}

const BAND_TEXELS = 64;
/** Extra rows sampled around a band, so that refining gives the same result on both sides of its border. */
const HALO_TEXELS = 2;

/** Builds the BVH of the source in time slices; throws `aborted` when `signal` aborts. */
export async function createBaker(
  source: BakeSource,
  options: { signal?: AbortSignal } = {},
): Promise<Baker> {
  const { mesh, rasters, material } = source;
  const bvh = await buildBvh(mesh, createPacer(options.signal));
  const sampler = createSurfaceSampler(mesh, rasters, material.normalScale);
  const withAlpha = material.alphaMode !== 'OPAQUE' || hasAlpha(rasters);
  const sampleBand = createBandSampler(bvh, sampler);
  return {
    material: { ...material, normalScale: 1 },
    async bake(low, { sizePx, quality, signal, onProgress }) {
      if (!Number.isInteger(sizePx) || sizePx < 1)
        throw new ImageTo3DError('validation', `The texture size must be a positive integer, not ${sizePx}.`);
      const pacer = createPacer(signal);
      const { layout } = sampler;
      const perTexel = quality === 'fine' ? 2 : 1;
      const halo = quality === 'fine' ? HALO_TEXELS : 0;
      const target = prepareTarget(low, sizePx);
      const maxRows = Math.min(sizePx, BAND_TEXELS + 2 * halo);
      const bands = createBandRasteriser(target, sizePx, perTexel, maxRows);
      const samples = new Float32Array(maxRows * sizePx * perTexel * perTexel * layout.stride);
      const values = new Float32Array(maxRows * sizePx * layout.stride);
      const refined = quality === 'fine' ? new Float32Array(values.length) : values;
      const counts = new Uint8Array(maxRows * sizePx);
      const maps = createOutputMaps(layout, sizePx, withAlpha);
      for (let row = 0; row < sizePx; row += BAND_TEXELS) {
        const endRow = Math.min(sizePx, row + BAND_TEXELS);
        const firstRow = Math.max(0, row - halo);
        const rows = Math.min(sizePx, endRow + halo) - firstRow;
        const band = bands.rasterise(firstRow, rows);
        await sampleBand(target, band, samples, pacer);
        const texels = { width: sizePx, rows, values, counts };
        averageSamples(band, samples, layout.stride, texels);
        if (pacer.due()) await pacer.rest();
        if (quality === 'fine') refineTexels(band, samples, layout.stride, texels, refined);
        for (let texel = (row - firstRow) * sizePx; texel < (endRow - firstRow) * sizePx; texel++)
          if (counts[texel]! > 0) maps.write(firstRow * sizePx + texel, refined, texel * layout.stride);
        onProgress?.((endRow / sizePx) * 0.95);
        if (pacer.due()) await pacer.rest();
      }
      const baked = await maps.finish(pacer);
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
