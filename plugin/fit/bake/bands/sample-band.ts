import type { Bvh } from '../bvh.ts';
import { createPatchMatcher, TILE_POINTS } from '../match-patch.ts';
import type { Hit } from '../nearest.ts';
import type { Pacer } from '../pacer.ts';
import type { SampleBand } from '../rasterise.ts';
import type { SurfaceSampler } from '../sample.ts';
import type { BakeTarget } from '../target.ts';
import { addPoint, createTilePoints, type TilePoints, toTangentSpace } from '../tile-points.ts';

/** Samples per side. */
const TILE = 8;
const NO_BAND: SampleBand = { firstRow: 0, perTexel: 1, width: 0, rows: 0, cells: new Int32Array() };

/**
 * Fills `values` for every sample of a band that has a triangle (the sampler's stride per sample); normals in tangent
 * space. Depends on nothing that was sampled before.
 */
export type BandSampler = (
  band: SampleBand,
  values: Float32Array<ArrayBuffer>,
  pacer: Pacer,
) => Promise<void>;

/** One for all bands: functions made anew for each would be compiled anew. It samples one band at a time. */
export function createBandSampler(bvh: Bvh, sampler: SurfaceSampler, target: BakeTarget): BandSampler {
  const { stride, normal } = sampler.layout;
  const { islands, mesh } = target;
  const points = createTilePoints();
  const matcher = createPatchMatcher(bvh);
  const pending = new Int32Array(TILE_POINTS);
  let band: SampleBand = NO_BAND;
  let values = new Float32Array();
  let width = 0;
  let corner = 0;
  const doubtful: number[] = [];
  const placeOf = (sample: number) => (corner + (sample >> 3) * width + (sample & 7)) * stride;
  const onHit = (index: number, hit: Hit, isDoubtful: boolean): void => {
    const at = placeOf(points.samples[index]!);
    sampler.sample(bvh.triangles[hit.slot]!, hit.place, values, at);
    toTangentSpace(points, index, values, at + normal);
    if (isDoubtful) doubtful.push(index);
  };

  const settleDoubtful = (): void => {
    for (const index of doubtful) {
      const sure = nearestSure(points, doubtful, index);
      if (sure < 0) continue;
      const from = placeOf(sure);
      values.copyWithin(placeOf(points.samples[index]!), from, from + stride);
    }
    doubtful.length = 0;
  };

  const sampleTile = (left: number, top: number): void => {
    const { cells, rows, firstRow, perTexel } = band;
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
      matcher.match(points, onHit);
      if (doubtful.length > 0) settleDoubtful();
    }
  };

  return async (given, into, pacer) => {
    band = given;
    values = into;
    width = band.width;
    // Of surfaces that are equally near it may find another one, by what it matched before.
    matcher.reset();
    for (let y = 0; y < band.rows; y += TILE) {
      for (let x = 0; x < width; x += TILE) {
        if ((x & 127) === 0 && pacer.due()) await pacer.rest();
        sampleTile(x, y);
      }
    }
  };
}

/** The sample nearest to a doubtful one in its tile and island that is not doubtful itself; −1 without any. */
function nearestSure(points: TilePoints, doubtful: readonly number[], index: number): number {
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
  return nearest;
}
