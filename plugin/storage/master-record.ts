import * as z from 'zod';
import { assetStatsSchema } from '../glb/asset-stats.ts';
import { completeRequest, hashSchema, recipeKeySchema, requestSchema } from '../job/job-record.ts';
import type { MasterRecord } from './contract.ts';

const count = z.number().nonnegative();
const timeMs = z.int().nonnegative();

export const masterRecordSchema = z
  .strictObject({
    hash: hashSchema,
    bytes: z.int().nonnegative(),
    lastUsedAtMs: timeMs,
    key: recipeKeySchema,
    family: recipeKeySchema,
    ...requestSchema.shape,
    isLocal: z.boolean(),
    imageName: z.string().max(1000),
    imageHash: hashSchema,
    stats: assetStatsSchema,
    requestId: z.string().max(200).optional(),
    billableUnits: count.optional(),
    notes: z.array(z.string().max(2000)).max(200),
    startedAtMs: timeMs,
    endedAtMs: timeMs,
  })
  .transform(completeRequest);

/** Parses a stored value; undefined when it is not valid. Never throws. */
export function readMasterRecord(value: unknown): MasterRecord | undefined {
  const parsed = masterRecordSchema.safeParse(value);
  // zod types optional fields as `| undefined`, which `exactOptionalPropertyTypes` refuses.
  return parsed.success ? (parsed.data as MasterRecord) : undefined;
}
