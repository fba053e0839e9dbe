import type { GeneratedAsset } from '../asset/contract.ts';
import type { AssetRequest, AssetStart } from '../asset/create-asset.ts';
import { asImageTo3DError, type ImageTo3DError } from '../core/errors.ts';
import { randomId } from '../core/random-id.ts';
import type { Generation, GenerationRun } from '../generation/generation.ts';
import type { ResumeOptions } from '../generation/resume-run.ts';
import { isUnfinished, storedImage } from '../generation/reuse.ts';
import type { PlaceResult } from '../generation/run.ts';
import type { RunPhase } from '../generation/run-snapshot.ts';
import type { JobRecord } from '../job/job-record.ts';
import type { Library } from '../storage/contract.ts';

interface ResumptionOptions {
  readonly generation: Generation;
  readonly begin: (request: AssetRequest, start: AssetStart) => GeneratedAsset;
  /** Called when the state of open runs has changed. */
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}

/** How runs of other pages are resumed. */
export interface Resumption {
  /** Resumes a run that no tab works on. Undefined when another tab has it, or when it ended without an asset. */
  resumeRun(library: Library, record: JobRecord, how?: ResumeOptions): Promise<GeneratedAsset | undefined>;
  /** Waits until no tab works on a run, then resumes it if it has not ended. */
  follow(library: Library, id: string): Promise<void>;
  /** Why a resumed run ended without an asset. */
  errorOf(id: string): ImageTo3DError | undefined;
  isWaitingFor(id: string): boolean;
}

const ASKING: ReadonlySet<RunPhase> = new Set(['preparing', 'reconciling']);

/** Resolves once the run is confirmed to exist; rejects with the error that ended it before. */
function whenUnderWay(run: GenerationRun): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { phase, error } = run.getSnapshot();
      if (!error && !ASKING.has(phase)) resolve();
    };
    const unsubscribe = run.subscribe(look);
    run.result.then(() => resolve(), reject).finally(unsubscribe);
    look();
  });
}

export function createResumption({ generation, begin, onChange, signal }: ResumptionOptions): Resumption {
  const errors = new Map<string, ImageTo3DError>();
  const waiting = new Set<string>();

  const resumeRun: Resumption['resumeRun'] = async (library, record, how = { event: 'resume' }) => {
    errors.delete(record.id);
    let placeWith: (place: PlaceResult) => void = () => {};
    const placing = new Promise<PlaceResult>((resolve) => {
      placeWith = resolve;
    });
    const run = generation.resumeRun(record, { ...how, place: async (result) => (await placing)(result) });
    onChange();
    try {
      // An asset is added only for a run that is confirmed to exist.
      await whenUnderWay(run);
    } catch (thrown) {
      const error = asImageTo3DError(thrown);
      if (error.code !== 'superseded') errors.set(record.id, error);
      onChange();
      return undefined;
    }
    const { name } = record.image;
    const { imageHash } = record.recipe;
    const image = await storedImage(library, { name, hash: imageHash });
    const asset = begin(
      {
        id: randomId(),
        name: record.target.assetName,
        nameFromImage: false,
        image: image,
        origin: { imageName: name, imageHash },
        options: {},
      },
      { resumed: { run, placeWith } },
    );
    asset.ready.catch(() => {}).finally(onChange);
    onChange();
    return asset;
  };

  return {
    resumeRun,
    errorOf: (id) => errors.get(id),
    isWaitingFor: (id) => waiting.has(id),
    async follow(library, id) {
      if (waiting.has(id) || generation.isAtWork(id)) return;
      waiting.add(id);
      try {
        for (;;) {
          await library.locks.hold(id, async () => {}, signal);
          const record = await library.journal.read(id);
          const { address } = await generation.resolveAsync();
          const isOurs = record?.endpoint === address && !generation.isAtWork(id) && !errors.has(id);
          const isOpen = record && isOurs && isUnfinished(record);
          if (!isOpen || signal.aborted) return;
          // Another tab may have been faster: then wait for it again.
          if (await resumeRun(library, record)) return;
        }
      } catch {
        // The page or its storage was closed: nothing can be resumed.
      } finally {
        waiting.delete(id);
        onChange();
      }
    },
  };
}
