import * as z from 'zod';

/** Parameters of one run of any provider, in our spelling. Every provider has a seed. */
export type RunParameters = { readonly seed: number; readonly [name: string]: number | boolean };

/** Checks stored parameters without their provider: numbers and booleans, with a seed. */
export const runParametersSchema: z.ZodType<RunParameters> = z
  .record(z.string().max(64), z.union([z.number(), z.boolean()]))
  .refine((given) => typeof given.seed === 'number', 'The parameters have no seed.')
  .transform((given) => given as RunParameters);
