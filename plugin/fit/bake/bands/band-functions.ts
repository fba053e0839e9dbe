import { ImageTo3DError } from '../../../core/errors.ts';
import type { Call } from '../../../worker/protocol.ts';
import { bumpySphere } from '../../mesh/bumpy-sphere.ts';
import type { TexturedMesh } from '../../mesh/surface.ts';
import { buildBvh } from '../bvh.ts';
import { createPacer } from '../pacer.ts';
import { type BandBaker, type BandJob, type BandSource, createBandBaker } from './band-baker.ts';

export type BandFunctions = ReturnType<typeof bandFunctions>;

/** Rings of the source, of the target, and the edge of the maps: a tenth of a second. */
const [SOURCE_RINGS, TARGET_RINGS, SIZE_PX] = [120, 40, 256];

async function smallJob(): Promise<BandJob> {
  const mesh = bumpySphere(SOURCE_RINGS);
  const data = new Uint8ClampedArray(SIZE_PX * SIZE_PX * 4).map((_, i) => (i * 7) % 251);
  const raster = { widthPx: SIZE_PX, heightPx: SIZE_PX, data };
  return {
    mesh,
    bvh: await buildBvh(mesh),
    rasters: { baseColor: raster, metallicRoughness: raster },
    normalScale: 1,
    withAlpha: false,
    low: bumpySphere(TARGET_RINGS),
    sizePx: SIZE_PX,
    quality: 'fine',
  };
}

/** The functions of a worker that helps another one with a bake. */
export function bandFunctions() {
  let source: BandSource | undefined;
  let bake: BandBaker | undefined;
  let before: Promise<unknown> = Promise.resolve();
  return {
    /** Bakes something small, so that the first band runs compiled code. */
    async warmUpBands(_: undefined, { signal }: Call) {
      await createBandBaker(await smallJob())(0, createPacer(signal));
    },
    async prepareBands(prepared: BandSource) {
      source = prepared;
    },
    /** The mesh to bake for. */
    async aimBands(low: TexturedMesh) {
      if (source) bake = createBandBaker({ ...source, low });
    },
    /** Bakes the band that starts at this row, after those asked for before. */
    async bakeBand(row: number, { signal, handOver }: Call) {
      const baking = before.then(() => {
        if (!bake) throw new ImageTo3DError('internal', 'The bands to bake are not known yet.');
        return bake(row, createPacer(signal));
      });
      before = baking.catch(() => {});
      const rows = await baking;
      handOver(rows.known.buffer, ...Object.values(rows.maps).map(({ buffer }) => buffer));
      return rows;
    },
  };
}
