import type { Clock } from '../core/clock.ts';
import { ImageTo3DError } from '../core/errors.ts';
import type { JobRecord } from '../job/job-record.ts';
import { restoreJob } from '../job/job-record.ts';
import type { Library } from '../storage/contract.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import { executeRun, holdRun } from './execute-run.ts';
import type { OpenedLibrary } from './opened-library.ts';
import { outcomeOf, storedImage } from './reuse.ts';
import {
  type GenerationResult,
  type GenerationRun,
  type PlaceResult,
  type RunTools,
  trackRun,
} from './run.ts';
import type { RunRecord } from './run-record.ts';

export interface ResumeOptions {
  /** `submit-again` means that the user has confirmed it. */
  readonly event: 'resume' | 'submit-again';
  /** Takes the run from a tab that holds it but no longer reports. */
  readonly force?: boolean;
  readonly place?: PlaceResult;
}

interface ResumeContext {
  resolve(providerId: string): Promise<ResolvedEndpoint>;
  openLibrary(): Promise<OpenedLibrary>;
  readonly clock: Clock;
  now(): number;
  readonly atWork: Set<string>;
}

/** A run that was not sent within this time is not sent any more. */
const LATEST_SUBMIT_MS = 10 * 60_000;

const UNSENT = new Set(['prepared', 'uploading']);

/** Resumes a recorded run from the state in which its page left it. `result` rejects with the error that ends it. */
export function resumeRun(context: ResumeContext, record: JobRecord, how: ResumeOptions): GenerationRun {
  const { now, atWork } = context;
  const start = {
    parameters: record.recipe.parameters,
    startedAtMs: record.createdAtMs,
    now,
    place: how.place,
  };
  return trackRun(start, async (tools) => {
    const endpoint = await context.resolve(record.recipe.provider);
    const { library, error } = await context.openLibrary();
    if (!library) throw error ?? new ImageTo3DError('storage', 'This page stores no runs.');
    if (record.endpoint !== endpoint.address)
      throw new ImageTo3DError(
        'validation',
        `This run was started at ${record.endpoint}, but this page uses ${endpoint.address}.`,
      );
    tools.update({ isRecorded: true });
    const hold = { library, record, now, tools, atWork, force: how.force ?? false };
    return holdRun(hold, async (_stale, lost, rewrite) => {
      const takenOver = await library.journal.takeOver(record.id);
      if (!takenOver) throw new ImageTo3DError('storage', 'The record of this run no longer exists.');
      if (takenOver.deliveredAtMs !== undefined)
        throw new ImageTo3DError('superseded', 'Another tab has finished this run.');
      return work(context, {
        takenOver,
        written: rewrite(withNewSubmitId(takenOver, how)),
        lost,
        how,
        library,
        endpoint,
        tools,
      });
    });
  });
}

/** A second submit, which the user confirmed, has its own id: the old id belongs to the first submit. */
function withNewSubmitId(takenOver: JobRecord, { event }: ResumeOptions): JobRecord {
  return event === 'submit-again'
    ? { ...takenOver, submitId: `${takenOver.id}-${takenOver.fencingToken}` }
    : takenOver;
}

async function work(
  { clock, now }: ResumeContext,
  options: {
    readonly takenOver: JobRecord;
    readonly written: RunRecord;
    readonly lost: AbortSignal;
    readonly how: ResumeOptions;
    readonly library: Library;
    readonly endpoint: ResolvedEndpoint;
    readonly tools: RunTools;
  },
): Promise<GenerationResult> {
  const { takenOver, written, lost, how, library, endpoint, tools } = options;
  const image = await storedImage(library, { name: takenOver.image.name, hash: takenOver.recipe.imageHash });
  const job = restoreJob(takenOver.job);
  const isLate = UNSENT.has(job.state) && now() - takenOver.createdAtMs > LATEST_SUBMIT_MS;
  if (isLate) {
    const error = new ImageTo3DError(
      'aborted',
      'This run was interrupted before it was sent, and is too old to send now. Nothing was charged.',
    );
    await written.commit({ ...job, state: 'failed', error });
    throw error;
  }
  if (job.state === 'done') {
    const kept = takenOver.masterHash && (await keptOutcome(library, takenOver, endpoint, image));
    if (kept) return kept;
  }
  return executeRun({
    endpoint,
    recipe: takenOver.recipe,
    imageName: takenOver.image.name,
    image,
    startedAtMs: takenOver.createdAtMs,
    tools,
    library,
    record: written,
    // The bytes are no longer stored, so they are downloaded again.
    from: { job: job.state === 'done' ? { ...job, state: 'downloading' } : job, event: how.event },
    lost,
    clock,
    now,
  });
}

/** A result that was stored but not placed. It was paid for in this run, so it does not count as taken from the library. */
async function keptOutcome(
  library: Library,
  { masterHash }: JobRecord,
  endpoint: ResolvedEndpoint,
  image: Awaited<ReturnType<typeof storedImage>>,
): Promise<GenerationResult | undefined> {
  const master = (await library.masters.list()).find(({ hash }) => hash === masterHash);
  const outcome = master && (await outcomeOf(library, master, endpoint, image));
  if (!outcome || !master) return undefined;
  const { isFromLibrary: _not, ...rest } = outcome;
  return { ...rest, notes: master.notes };
}
