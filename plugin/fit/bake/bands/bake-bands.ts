import { stopped, throwIfAborted } from '../../../core/errors.ts';
import { callWorker, type WorkerCaller } from '../../../worker/call-worker.ts';
import type { StartWorker } from '../../../worker/protocol.ts';
import { createPacer } from '../pacer.ts';
import { BAND_ROWS, type BandJob, createBandBaker, samplesPerTexel } from './band-baker.ts';
import type { BandFunctions } from './band-functions.ts';
import { copyJob, jobBytes } from './copy-job.ts';
import type { MapRows } from './output-maps.ts';

/** Workers that help with a bake. */
export interface BakeHelpers {
  /** Starts a worker that offers {@link BandFunctions}. */
  readonly start: StartWorker;
  /** The most that bake at once, the one that asks included. */
  readonly maxWorkers: number;
  /** Each of them must have at least so many samples to bake; for tests. */
  readonly samplesPerWorker?: number;
}

export interface BakeBandsOptions {
  /** Without them, everything is baked here. */
  readonly helpers?: BakeHelpers;
  readonly signal?: AbortSignal;
}

/**
 * A helper computes for half a second before its first band: it starts, gets its copy and compiles. Measured in Node; a
 * worker bakes half of these samples in that time.
 */
const SAMPLES_PER_WORKER = 1_250_000;
/** While helpers wait for their next band, this worker must look for their messages more often than for an abort. */
const SHARED_SLICE_MS = 4;

/**
 * All workers of a fit together stay below this. Measured in Node with 200,000 to 3.5 million triangles and maps of 1024²
 * to 4096²: the worker of the fit takes 200 MB, 2.5 × the arrays of the job and 2 × the pixels of the baked maps; each
 * helper takes a copy of the arrays and 80 MB.
 */
const MOST_BYTES = 2e9;

function fitBytes(job: BandJob, arrays: number): number {
  const maps = 1 + Object.keys(job.rasters).length;
  return 200e6 + 2.5 * arrays + 2 * maps * 4 * job.sizePx ** 2;
}

/** How many workers bake a job, this one included. */
export function workersFor(
  job: BandJob,
  { maxWorkers, samplesPerWorker = SAMPLES_PER_WORKER }: Omit<BakeHelpers, 'start'>,
): number {
  const samples = (job.sizePx * samplesPerTexel(job.quality)) ** 2;
  const bands = Math.ceil(job.sizePx / BAND_ROWS);
  const arrays = jobBytes(job);
  const helpersInMemory = Math.floor((MOST_BYTES - fitBytes(job, arrays)) / (arrays + 80e6));
  return Math.max(
    1,
    Math.min(maxWorkers, bands, Math.floor(samples / samplesPerWorker), 1 + helpersInMemory),
  );
}

/**
 * Bakes every band of a job, in this worker and in as many helpers as pay, which are ended at the end. `onBand` gets each
 * band once, in any order, always with the same bytes. What a helper that fails has not done is done here. Throws
 * `aborted` within about 16 ms.
 */
export async function bakeBands(
  job: BandJob,
  { helpers, signal }: BakeBandsOptions,
  onBand: (row: number, rows: MapRows) => void,
): Promise<void> {
  const count = helpers ? workersFor(job, helpers) - 1 : 0;
  const started: WorkerCaller<BandFunctions>[] = [];
  const pacer = createPacer(signal, count > 0 ? SHARED_SLICE_MS : undefined);
  const waiting = Array.from({ length: Math.ceil(job.sizePx / BAND_ROWS) }, (_, band) => band * BAND_ROWS);
  const lent = new Set<Promise<void>>();

  const lend = async ({ call }: WorkerCaller<BandFunctions>, row: number) => {
    const baking = call('bakeBand', row, { signal })
      .then((rows) => onBand(row, rows))
      .catch((thrown) => {
        waiting.unshift(row);
        throw thrown;
      });
    const settled = baking.catch(() => {});
    lent.add(settled);
    settled.then(() => lent.delete(settled));
    return baking;
  };
  const help = async (start: StartWorker) => {
    const helper = callWorker<BandFunctions>(start);
    started.push(helper);
    const { copy, transfer } = await copyJob(job, pacer);
    await helper.call('prepareBands', copy, { transfer, signal });
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) await lend(helper, row);
  };

  try {
    // One that fails, or does not even start, is not missed.
    for (let i = 0; helpers && i < count; i++) help(helpers.start).catch(() => {});
    const bake = createBandBaker(job);
    while (waiting.length > 0 || lent.size > 0) {
      throwIfAborted(signal);
      const row = waiting.shift();
      if (row === undefined) await Promise.race(lent);
      else onBand(row, await bake(row, pacer));
    }
  } finally {
    for (const { end } of started) end(stopped());
  }
}
