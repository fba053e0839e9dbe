import * as z from 'zod';
import { ERROR_KINDS, type ErrorCode, ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { findProvider } from '../recipe/providers/index.ts';
import type { RecipeKey } from '../recipe/recipe.ts';
import { runParametersSchema } from '../recipe/run-parameters.ts';
import { JOB_STATES, type Job } from './job.ts';

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const recipeKeySchema = z.string().min(1).max(8192) as unknown as z.ZodType<RecipeKey>;
const timeMs = z.int().nonnegative();
const address = z.string().min(1).max(4096);
const shortText = z.string().max(500);
const MAX_NOTES = 50;

/** Which parameters of which provider. Those of a provider that this package knows are checked and filled in. */
export const requestSchema = z.strictObject({
  provider: z.string().min(1).max(200),
  parameters: runParametersSchema,
});

export function completeRequest<Request extends z.output<typeof requestSchema>>(
  request: Request,
  context: z.core.$RefinementCtx,
): Request {
  const { provider, parameters } = request;
  try {
    return {
      ...request,
      parameters: findProvider(provider)?.complete(parameters, parameters.seed) ?? parameters,
    };
  } catch {
    context.addIssue({ code: 'custom', path: ['parameters'], message: 'These are no parameters of a run.' });
    return z.NEVER;
  }
}

const receiptSchema = z.strictObject({
  requestId: z.string().min(1).max(200),
  statusUrl: address.optional(),
  responseUrl: address.optional(),
  cancelUrl: address.optional(),
});

const resultSchema = z.strictObject({
  url: address,
  fileBytes: z.number().nonnegative().optional(),
  billableUnits: z.number().nonnegative().optional(),
  isLocal: z.boolean(),
  notes: z.array(shortText).max(MAX_NOTES),
});

const errorSchema = z.strictObject({
  code: z.enum(Object.keys(ERROR_KINDS) as [ErrorCode, ...ErrorCode[]]),
  message: z.string().max(2000),
  requestId: z.string().max(200).optional(),
});

const storedJobSchema = z.strictObject({
  state: z.enum(JOB_STATES),
  cancelRequested: z.boolean(),
  imageUrl: address.optional(),
  receipt: receiptSchema.optional(),
  result: resultSchema.optional(),
  error: errorSchema.optional(),
});

/** The stored part of a job: without progress, logs and failure counts. */
export type StoredJob = z.output<typeof storedJobSchema>;

export const jobRecordSchema = z.strictObject({
  version: z.literal(1),
  /** Also the `x-submit-id` by which our server finds the submit, unless `submitId` is set. */
  id: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
  /** The id of the latest submit, when the user has submitted the run again. */
  submitId: z
    .string()
    .regex(/^[A-Za-z0-9-]{8,64}$/)
    .optional(),
  /** Incremented at every takeover (fencing token); a tab with a lower number has lost the job. */
  fencingToken: z.int().nonnegative(),
  createdAtMs: timeMs,
  updatedAtMs: timeMs,
  /** Where the run is sent: the base URL of a server, or `fal`. A job can be resumed only there. */
  endpoint: z.string().min(1).max(2048),
  /** The recipe's key, to find a run of the same recipe. */
  key: recipeKeySchema,
  recipe: z.strictObject({ ...requestSchema.shape, imageHash: hashSchema }).transform(completeRequest),
  /** Facts about the image; its PNG is stored under `recipe.imageHash`. */
  image: z.strictObject({ name: z.string().min(1).max(200) }),
  /** The asset that the result is for. */
  target: z.strictObject({ assetId: z.string().min(1).max(64), assetName: z.string().min(1).max(200) }),
  job: storedJobSchema,
  /** SHA-256 of the master, once it is stored. */
  masterHash: hashSchema.optional(),
  /** When the result was placed in a scene. */
  deliveredAtMs: timeMs.optional(),
});

/** A paid run as stored in the journal: enough to resume it after a crash and not to pay for it twice. */
export type JobRecord = z.output<typeof jobRecordSchema>;

const MAX_MESSAGE_CHARS = 2000;

/** The part of a job that is stored. */
export function storeJob({ state, cancelRequested, imageUrl, receipt, result, error }: Job): StoredJob {
  return {
    state,
    cancelRequested,
    ...omitUndefined({ imageUrl, receipt }),
    ...(result
      ? { result: { ...result, notes: result.notes.slice(0, MAX_NOTES).map((note) => note.slice(0, 500)) } }
      : {}),
    ...(error
      ? {
          error: {
            code: error.code,
            message: error.message.slice(0, MAX_MESSAGE_CHARS),
            ...omitUndefined({ requestId: error.requestId }),
          },
        }
      : {}),
  };
}

/** A job restored from its record, with no failures and no polls counted. */
export function restoreJob({ error, ...stored }: StoredJob): Job {
  const { code, message, requestId } = error ?? {};
  const known = { ...stored, logs: [], polls: 0, failures: 0 };
  return {
    // zod types optional fields as `| undefined`, which `exactOptionalPropertyTypes` refuses.
    ...(known as Omit<Job, 'error'>),
    ...(code === undefined || message === undefined
      ? {}
      : { error: new ImageTo3DError(code, message, requestId === undefined ? {} : { requestId }) }),
  };
}
