import type { SurfaceRasters, TexturedMesh } from '../../mesh/surface.ts';
import type { Bvh } from '../bvh.ts';
import type { Pacer } from '../pacer.ts';
import { createBandRasteriser } from '../rasterise.ts';
import { averageSamples, refineTexels } from '../refine.ts';
import { createSurfaceSampler } from '../sample.ts';
import { prepareTarget } from '../target.ts';
import { createRowsWriter, type MapRows, type OutputMaps } from './output-maps.ts';
import { createBandSampler } from './sample-band.ts';

/** What is known before there is a mesh to bake for: plain values and typed arrays, so that it can be sent. */
export interface BandSource {
  /** The source, and the BVH of its triangles. */
  readonly mesh: TexturedMesh;
  readonly bvh: Bvh;
  readonly rasters: SurfaceRasters;
  readonly normalScale: number;
  readonly withAlpha: boolean;
  readonly sizePx: number;
  readonly quality: 'fast' | 'fine';
}

/** What a worker needs for baking bands. */
export interface BandJob extends BandSource {
  /** The mesh that receives the maps. */
  readonly low: TexturedMesh;
}

/** Texel rows that are baked together. A band's bytes depend on nothing but the job. */
export const BAND_ROWS = 64;
/** Extra rows sampled around a band, so that refining gives the same result on both sides of its border. */
const HALO_ROWS = 2;

/** Samples per texel and axis. */
export const samplesPerTexel = (quality: BandJob['quality']) => (quality === 'fine' ? 2 : 1);

/**
 * Bakes the band that starts at a row, one after another, into memory of its own or that of `maps`; throws `aborted` when
 * the pacer's signal aborts.
 */
export type BandBaker = (row: number, pacer: Pacer, maps?: OutputMaps) => Promise<MapRows>;

export function createBandBaker(job: BandJob): BandBaker {
  const { mesh, bvh, rasters, sizePx, quality } = job;
  const sampler = createSurfaceSampler(mesh, rasters, job.normalScale);
  const { layout } = sampler;
  const perTexel = samplesPerTexel(quality);
  const halo = quality === 'fine' ? HALO_ROWS : 0;
  const target = prepareTarget(job.low, sizePx);
  const sample = createBandSampler(bvh, sampler, target);
  const maxRows = Math.min(sizePx, BAND_ROWS + 2 * halo);
  const bands = createBandRasteriser(target, sizePx, perTexel, maxRows);
  const samples = new Float32Array(maxRows * sizePx * perTexel * perTexel * layout.stride);
  const values = new Float32Array(maxRows * sizePx * layout.stride);
  const refined = quality === 'fine' ? new Float32Array(values.length) : values;
  const counts = new Uint8Array(maxRows * sizePx);

  return async (row, pacer, maps) => {
    const endRow = Math.min(sizePx, row + BAND_ROWS);
    const firstRow = Math.max(0, row - halo);
    const rows = Math.min(sizePx, endRow + halo) - firstRow;
    const band = bands.rasterise(firstRow, rows);
    await sample(band, samples, pacer);
    const texels = { width: sizePx, rows, values, counts };
    averageSamples(band, samples, layout.stride, texels);
    if (pacer.due()) await pacer.rest();
    if (quality === 'fine') refineTexels(band, samples, layout.stride, texels, refined);
    const count = (endRow - row) * sizePx;
    const writer = createRowsWriter(layout, count, job.withAlpha, maps?.space(row, count));
    const first = (row - firstRow) * sizePx;
    for (let texel = first; texel < (endRow - firstRow) * sizePx; texel++)
      if (counts[texel]! > 0) writer.write(texel - first, refined, texel * layout.stride);
    if (pacer.due()) await pacer.rest();
    return writer.written;
  };
}
