import { stopped, throwIfAborted } from '../../../core/errors.ts';
import { callWorker, type WorkerCaller } from '../../../worker/call-worker.ts';
import type { StartWorker } from '../../../worker/protocol.ts';
import { createPacer } from '../pacer.ts';
import { BAND_ROWS, type BandJob, type BandSource, createBandBaker, samplesPerTexel } from './band-baker.ts';
import type { BandFunctions } from './band-functions.ts';
import { bytesOf, copyNumbers } from './copy-numbers.ts';
import type { MapRows, OutputMaps } from './output-maps.ts';

/** Workers that help with a bake. */
export interface BakeHelpers {
  /** Starts a worker that offers {@link BandFunctions}. */
  readonly start: StartWorker;
  /** The most that bake at once, the one that asks included. */
  readonly maxWorkers: number;
  /** Each of them must have at least so many samples to bake; for tests. */
  readonly samplesPerWorker?: number;
}

interface StartedHelper {
  readonly call: WorkerCaller<BandFunctions>['call'];
  /** Resolves when it has its copy of the source; rejects when it fails. */
  readonly ready: Promise<void>;
}

/** Helpers that were started for one bake. */
export interface StartedHelpers {
  readonly started: readonly StartedHelper[];
  end(): void;
}

/**
 * A helper computes for half a second before its first band: it starts, compiles and gets its copy. Measured in Node; a
 * worker bakes half of these samples in that time.
 */
const SAMPLES_PER_WORKER = 1_250_000;
/** Bands that a helper has at once: it does not wait for its next one while this worker is busy. */
const LENT_BANDS = 2;

/**
 * All workers of a fit together stay below this. Measured in Node with 200,000 to 3.5 million triangles and maps of 1024²
 * to 4096²: the worker of the fit takes 200 MB, 2.5 × the arrays of the job and 2 × the pixels of the baked maps; each
 * helper takes a copy of the arrays and 80 MB.
 */
const MOST_BYTES = 2e9;

function fitBytes(source: BandSource, arrays: number): number {
  const maps = 1 + Object.keys(source.rasters).length;
  return 200e6 + 2.5 * arrays + 2 * maps * 4 * source.sizePx ** 2;
}

/** How many workers bake a job, this one included. */
export function workersFor(
  source: BandSource,
  { maxWorkers, samplesPerWorker = SAMPLES_PER_WORKER }: Omit<BakeHelpers, 'start'>,
): number {
  const samples = (source.sizePx * samplesPerTexel(source.quality)) ** 2;
  const bands = Math.ceil(source.sizePx / BAND_ROWS);
  const arrays = bytesOf(source);
  const helpersInMemory = Math.floor((MOST_BYTES - fitBytes(source, arrays)) / (arrays + 80e6));
  return Math.max(
    1,
    Math.min(maxWorkers, bands, Math.floor(samples / samplesPerWorker), 1 + helpersInMemory),
  );
}

/**
 * Starts as many helpers as pay; they compile and get their copies while the target is made. One that does not start is
 * not missed.
 */
export function startHelpers(
  source: BandSource,
  helpers: BakeHelpers | undefined,
  signal?: AbortSignal,
): StartedHelpers {
  const started: StartedHelper[] = [];
  const ends: WorkerCaller<BandFunctions>['end'][] = [];
  const prepare = async (call: StartedHelper['call']) => {
    const { copy, transfer } = await copyNumbers(source, createPacer(signal));
    await call('prepareBands', copy, { transfer, signal });
  };
  const count = helpers ? workersFor(source, helpers) - 1 : 0;
  for (let i = 0; helpers && i < count; i++) {
    try {
      const { call, end } = callWorker<BandFunctions>(helpers.start);
      ends.push(end);
      call('warmUpBands', undefined).catch(() => {});
      const ready = prepare(call);
      // Nothing waits for it when the target cannot be made: an unhandled rejection would end a process in Node.
      ready.catch(() => {});
      started.push({ call, ready });
    } catch {
      // Its bands are baked by the others.
    }
  }
  return {
    started,
    end() {
      for (const end of ends) end(stopped());
    },
  };
}

export interface BakeBandsOptions {
  /** Called for each band, with its number of rows. */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Bakes every band of a job, in this worker and its helpers, each once, in any order, always with the same bytes. What a
 * helper that fails has not done is done here. Throws `aborted` within about 16 ms.
 */
export async function bakeBands(
  job: BandJob,
  { started }: StartedHelpers,
  maps: OutputMaps,
  { onRows, signal }: BakeBandsOptions = {},
): Promise<void> {
  const pacer = createPacer(signal);
  const waiting = Array.from({ length: Math.ceil(job.sizePx / BAND_ROWS) }, (_, band) => band * BAND_ROWS);
  const lent = new Set<Promise<void>>();

  const onBand = (row: number, rows: MapRows) => {
    maps.put(row, rows);
    onRows?.(rows.known.length / job.sizePx);
  };
  const lend = async ({ call }: StartedHelper, row: number) => {
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
  const help = async (helper: StartedHelper) => {
    await helper.ready;
    await helper.call('aimBands', job.low, { signal });
    const lendNext = async (left: number): Promise<void> => {
      while (waiting.length > left) await lend(helper, waiting.shift()!);
    };
    // The last bands go to whoever is done first.
    const lanes = Array.from({ length: LENT_BANDS }, (_, i) => lendNext(i * 2 * (started.length + 1)));
    await Promise.all(lanes);
  };

  for (const helper of started) help(helper).catch(() => {});
  const bake = createBandBaker(job);
  while (waiting.length > 0 || lent.size > 0) {
    throwIfAborted(signal);
    const row = waiting.shift();
    if (row === undefined) await Promise.race(lent);
    else onBand(row, await bake(row, pacer, maps));
  }
}
