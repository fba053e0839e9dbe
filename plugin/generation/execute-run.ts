import type { Clock } from '../core/clock.ts';
import { ImageTo3DError } from '../core/errors.ts';
import type { AssetStats } from '../glb/asset-stats.ts';
import { measureGlb } from '../glb/measure-glb.ts';
import type { Job } from '../job/job.ts';
import type { PreparedImage } from '../recipe/image.ts';
import { type Recipe, recipeFamily, recipeKey } from '../recipe/recipe.ts';
import type { Library, StoreResult } from '../storage/contract.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import type { RunRecord } from './hold-run.ts';
import type { GenerationResult, RunTools } from './run.ts';
import { type JobRunOptions, runJob } from './run-job.ts';

/** A finished run before it has come to its place. */
export type RunOutcome = Omit<GenerationResult, 'delivered'>;

export interface Payment {
  readonly endpoint: ResolvedEndpoint;
  readonly recipe: Recipe;
  readonly imageName: string;
  /** Undefined where a run is resumed whose picture is not kept. */
  readonly image: PreparedImage | undefined;
  readonly startedAtMs: number;
  readonly tools: RunTools;
  readonly library: Library | undefined;
  /** Undefined for free local runs, and where a person has accepted to be without one. */
  readonly record: RunRecord | undefined;
  readonly from?: JobRunOptions['from'];
  readonly lost?: AbortSignal;
  readonly clock: Clock;
  readonly now: () => number;
}

const LATE = 'The cancel came too late: the service had already finished (and billed) this run.';

/** Runs one job to its end and keeps its master. Throws what ended it. */
export async function pay(payment: Payment): Promise<RunOutcome> {
  const { endpoint, recipe, image, tools, library, record, from, lost, clock } = payment;
  const { startedAtMs, now } = payment;
  const { info, transport } = endpoint;
  let stats: AssetStats | undefined;
  let kept: StoreResult | undefined;
  const key = recipeKey(recipe);

  const keep = async (glb: Uint8Array<ArrayBuffer>, { receipt, result }: Job) => {
    if (!library || !stats) return;
    kept = await library.masters.put(glb, {
      key,
      family: recipeFamily(recipe),
      provider: recipe.provider,
      isLocal: result?.isLocal ?? info.isLocal,
      parameters: recipe.parameters,
      imageName: payment.imageName,
      imageHash: recipe.imageHash,
      stats,
      notes: result?.notes ?? [],
      startedAtMs,
      endedAtMs: now(),
      ...(receipt ? { requestId: receipt.requestId } : {}),
      ...(result?.billableUnits === undefined ? {} : { billableUnits: result.billableUnits }),
    });
    if (kept.isKept) record?.setMaster(kept.hash);
  };

  const run = runJob({
    transport,
    parameters: recipe.parameters,
    getImage: async () => {
      if (image) return image;
      throw new ImageTo3DError(
        'aborted',
        'This run was interrupted before anything was sent, and its image is no longer stored. Nothing was charged.',
      );
    },
    // Measuring checks the file too: a large one is read through once.
    check: (bytes) => {
      stats = measureGlb(bytes);
    },
    // A library that fails must not fail a run that is paid for.
    keep: (glb, job) => keep(glb, job).catch(() => {}),
    onChange: tools.onJob,
    ...(record ? { commit: record.commit, submitId: record.submitId, startedAtMs: record.startedAtMs } : {}),
    ...(from ? { from } : {}),
    ...(lost ? { lost } : {}),
    clock,
  });
  tools.setCancel(run.cancel);
  const { job, glb } = await run.ended;
  if (!glb || !stats)
    throw job.error ?? new ImageTo3DError('internal', `The run ended as ${job.state} without a file.`);
  const notes = [
    ...(job.cancelRequested ? [LATE] : []),
    ...(job.result?.notes ?? []),
    ...(kept && !kept.isKept ? [kept.reason] : []),
  ];
  return {
    master: glb,
    stats,
    ...(image ? { image } : {}),
    recipe,
    key,
    endpoint: info,
    isLocal: job.result?.isLocal ?? false,
    notes,
    startedAtMs,
    endedAtMs: now(),
    ...(job.receipt ? { requestId: job.receipt.requestId } : {}),
    ...(job.result?.billableUnits === undefined ? {} : { billableUnits: job.result.billableUnits }),
    ...(kept?.isKept ? { libraryHash: kept.hash } : {}),
  };
}
