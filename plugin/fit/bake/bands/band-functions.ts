import { ImageTo3DError } from '../../../core/errors.ts';
import type { Call } from '../../../worker/protocol.ts';
import { createPacer } from '../pacer.ts';
import { type BandBaker, type BandJob, createBandBaker } from './band-baker.ts';

export type BandFunctions = ReturnType<typeof bandFunctions>;

/** The functions of a worker that helps another one with a bake. */
export function bandFunctions() {
  let bake: BandBaker | undefined;
  return {
    async prepareBands(job: BandJob) {
      bake = createBandBaker(job);
    },
    /** Bakes the band that starts at this row; one at a time. */
    async bakeBand(row: number, { signal, handOver }: Call) {
      if (!bake) throw new ImageTo3DError('internal', 'The bands to bake are not known yet.');
      const rows = await bake(row, createPacer(signal));
      handOver(rows.known.buffer, ...Object.values(rows.maps).map(({ buffer }) => buffer));
      return rows;
    },
  };
}
