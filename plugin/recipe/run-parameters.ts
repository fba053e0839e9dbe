import * as z from 'zod';

/** Parameters of one run in our spelling, of whatever provider. Every provider takes a seed. */
export type RunParameters = { readonly seed: number; readonly [name: string]: number | boolean };

/** What can be known of stored parameters without their provider: numbers and booleans, with a seed among them. */
export const runParametersSchema: z.ZodType<RunParameters> = z
  .record(z.string().max(64), z.union([z.number(), z.boolean()]))
  .refine((given) => typeof given.seed === 'number', 'These are no parameters of a run.')
  .transform((given) => given as RunParameters);
