import type { Bvh } from './bvh.ts';
import { createPatchMatcher, TILE_POINTS } from './match-patch.ts';
import type { Hit } from './nearest.ts';
import type { Pacer } from './pacer.ts';
import type { SampleBand } from './rasterise.ts';
import type { SurfaceSampler } from './sample.ts';
import type { BakeTarget } from './target.ts';
import { addPoint, createTilePoints, toTangentSpace } from './tile-points.ts';

/** Samples per side. */
const TILE = 8;

/**
 * Fills `values` for every sample of a band that has a triangle (the sampler's stride per sample); normals in tangent
 * space.
 */
export type BandSampler = (
  target: BakeTarget,
  band: SampleBand,
  values: Float32Array<ArrayBuffer>,
  pacer: Pacer,
) => Promise<void>;

export function createBandSampler(bvh: Bvh, sampler: SurfaceSampler): BandSampler {
  const { stride, normal } = sampler.layout;
  const points = createTilePoints();
  const match = createPatchMatcher(bvh);
  const pending = new Int32Array(TILE_POINTS);
  let values: Float32Array<ArrayBuffer> = new Float32Array(0);
  let corner = 0;
  let width = 0;
  const doubtful: number[] = [];
  const placeOf = (sample: number) => (corner + (sample >> 3) * width + (sample & 7)) * stride;
  const onHit = (index: number, hit: Hit, isDoubtful: boolean): void => {
    const at = placeOf(points.samples[index]!);
    sampler.sample(bvh.triangles[hit.slot]!, hit.place, values, at);
    toTangentSpace(points, index, values, at + normal);
    if (isDoubtful) doubtful.push(index);
  };

  /** Doubtful samples take the nearest sure one of the tile's island; without any they stay. */
  const settle = (): void => {
    if (doubtful.length < points.count)
      for (const index of doubtful) {
        const sample = points.samples[index]!;
        let nearest = -1;
        let least = Infinity;
        for (let other = 0; other < points.count; other++) {
          if (doubtful.includes(other)) continue;
          const place = points.samples[other]!;
          const distance = ((place & 7) - (sample & 7)) ** 2 + ((place >> 3) - (sample >> 3)) ** 2;
          if (distance >= least) continue;
          least = distance;
          nearest = place;
        }
        const from = placeOf(nearest);
        values.copyWithin(placeOf(sample), from, from + stride);
      }
    doubtful.length = 0;
  };

  const sampleTile = (target: BakeTarget, band: SampleBand, left: number, top: number): void => {
    const { cells, rows, firstRow, perTexel } = band;
    const { islands, mesh } = target;
    corner = top * width + left;
    const columns = Math.min(TILE, width - left);
    const lines = Math.min(TILE, rows - top);
    let waiting = 0;
    pending.fill(-1);
    for (let y = 0; y < lines; y++) {
      for (let x = 0; x < columns; x++) {
        const cell = cells[corner + y * width + x]!;
        if (cell < 0) continue;
        pending[y * TILE + x] = cell;
        waiting++;
      }
    }
    // A tile may touch several islands; each is a separate patch, since they are far apart in space.
    for (let first = 0; waiting > 0; first++) {
      if (pending[first]! < 0) continue;
      const island = islands[mesh.indices[(pending[first]! >> 1) * 3]!]!;
      points.count = 0;
      for (let sample = first; sample < TILE_POINTS; sample++) {
        const triangle = pending[sample]! >> 1;
        if (triangle < 0 || islands[mesh.indices[triangle * 3]!] !== island) continue;
        const column = left + (sample & 7);
        const row = top + (sample >> 3) + firstRow * perTexel;
        addPoint(points, target, triangle, column, row, perTexel, sample);
        pending[sample] = -1;
        waiting--;
      }
      match(points, onHit);
      if (doubtful.length > 0) settle();
    }
  };

  return async (target, band, into, pacer) => {
    values = into;
    width = band.width;
    for (let y = 0; y < band.rows; y += TILE) {
      for (let x = 0; x < width; x += TILE) {
        if ((x & 127) === 0 && pacer.due()) {
          await pacer.rest();
          // Another bake may have used this memory meanwhile.
          values = into;
          width = band.width;
        }
        sampleTile(target, band, x, y);
      }
    }
  };
}
