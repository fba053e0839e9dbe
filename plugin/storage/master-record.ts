import * as z from 'zod';
import { jobRecordSchema } from '../job/job-record.ts';
import type { MasterRecord } from './contract.ts';

const { key, recipe } = jobRecordSchema.shape;
const { provider, imageHash, parameters } = recipe.shape;
const count = z.number().nonnegative();
const timeMs = z.int().nonnegative();
const point = z.tuple([z.number(), z.number(), z.number()]);

export const hashSchema = imageHash;

export const masterRecordSchema = z.strictObject({
  hash: hashSchema,
  bytes: z.int().nonnegative(),
  lastUsedAtMs: timeMs,
  key,
  family: key,
  provider,
  isLocal: z.boolean(),
  parameters,
  imageName: z.string().max(1000),
  imageHash,
  stats: z.strictObject({
    triangles: count,
    vertices: count,
    drawCalls: count,
    materials: count,
    textures: count,
    maxTextureSizePx: count,
    gpuBytes: count,
    fileBytes: count,
    boundsMin: point,
    boundsMax: point,
  }),
  requestId: z.string().max(200).optional(),
  billableUnits: count.optional(),
  notes: z.array(z.string().max(2000)).max(200),
  startedAtMs: timeMs,
  endedAtMs: timeMs,
});

/** Parses a stored value; undefined when it is not valid. Never throws. */
export function readMasterRecord(value: unknown): MasterRecord | undefined {
  const parsed = masterRecordSchema.safeParse(value);
  // zod types optional fields as `| undefined`, which `exactOptionalPropertyTypes` refuses.
  return parsed.success ? (parsed.data as MasterRecord) : undefined;
}
