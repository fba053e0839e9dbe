import * as z from 'zod';
import { type FieldError, ImageTo3DError } from '../../core/errors.ts';
import type { ParameterSpec } from '../parameter-spec.ts';
import { TRELLIS_2_PARAMETERS, type Trellis2Input, type Trellis2Parameters } from './trellis-2-parameters.ts';

// fal's server is FastAPI: it takes "12" and 12.0 for an integer and "true" for a boolean.
const numeric = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
const booleanish = (value: unknown) => (value === 'true' ? true : value === 'false' ? false : value);

function fieldSchema(spec: ParameterSpec): z.ZodType {
  switch (spec.kind) {
    case 'boolean':
      return z
        .preprocess(booleanish, z.boolean({ error: 'Input should be a valid boolean' }))
        .default(spec.default);
    case 'choice': {
      const error = `Input should be ${spec.choices.slice(0, -1).join(', ')} or ${spec.choices.at(-1)}`;
      return z.preprocess(numeric, z.literal(spec.choices as number[], { error })).default(spec.default);
    }
    default: {
      const base =
        spec.kind === 'integer'
          ? z.int({ error: 'Input should be a valid integer' })
          : z.number({ error: 'Input should be a valid number' });
      const ranged = base
        .min(spec.min, `Input should be greater than or equal to ${spec.min}`)
        .max(spec.max, `Input should be less than or equal to ${spec.max}`);
      const field = z.preprocess(numeric, ranged);
      return spec.default === undefined ? field.optional() : field.default(spec.default);
    }
  }
}

/**
 * The wire input of `fal-ai/trellis-2`, made from the parameter table: ranges refused, defaults filled in, unknown
 * fields dropped. `seed` is the one field without a default.
 */
export const trellis2InputSchema = z.object({
  image_url: z.string({ error: 'Field required' }).min(1, 'Field required'),
  ...Object.fromEntries(TRELLIS_2_PARAMETERS.map((spec) => [spec.wireName, fieldSchema(spec)])),
}) as unknown as z.ZodType<Omit<Trellis2Input, 'seed'> & { seed?: number }>;

/** The schema's complaints as one entry per field, in fal's names. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ field: issue.path.join('.') || 'body', message: issue.message }));
}

/** Our spelling → the wire. */
export function toTrellis2Input(parameters: Trellis2Parameters, imageUrl: string): Trellis2Input {
  const entries = TRELLIS_2_PARAMETERS.map((spec) => [spec.wireName, parameters[spec.name]]);
  return { image_url: imageUrl, ...Object.fromEntries(entries) } as Trellis2Input;
}

/** The wire → our spelling. A missing seed becomes `seed`, since every recipe names one. */
export function fromTrellis2Input(
  input: Omit<Trellis2Input, 'seed'> & { seed?: number },
  seed: number,
): Trellis2Parameters {
  const wire = { ...input, seed: input.seed ?? seed };
  return Object.fromEntries(
    TRELLIS_2_PARAMETERS.map((spec) => [spec.name, wire[spec.wireName]]),
  ) as Trellis2Parameters;
}

/**
 * A partial set of parameters, checked and completed with the defaults and the given seed.
 * Throws `validation` with one {@link FieldError} per bad parameter, in our spelling.
 */
export function completeParameters(partial: Partial<Trellis2Parameters>, seed: number): Trellis2Parameters {
  const wireNames = new Map<string, string>(TRELLIS_2_PARAMETERS.map((spec) => [spec.name, spec.wireName]));
  const unknown = Object.keys(partial).filter((name) => !wireNames.has(name));
  if (unknown.length > 0) {
    const fields = unknown.map((field) => ({ field, message: 'There is no such parameter' }));
    throw new ImageTo3DError('validation', `Unknown parameter: ${unknown.join(', ')}.`, { fields });
  }
  const given = Object.entries(partial).filter(([, value]) => value !== undefined);
  const wire = Object.fromEntries(given.map(([name, value]) => [wireNames.get(name), value]));
  const parsed = trellis2InputSchema.safeParse({ ...wire, image_url: 'placeholder:' });
  if (!parsed.success) {
    const ours = new Map<string, string>(TRELLIS_2_PARAMETERS.map((spec) => [spec.wireName, spec.name]));
    const fields = fieldErrors(parsed.error).map((entry) => ({
      ...entry,
      field: ours.get(entry.field) ?? entry.field,
    }));
    const text = fields.map((entry) => `${entry.field}: ${entry.message}`).join('; ');
    throw new ImageTo3DError('validation', `${text}.`, { fields });
  }
  return fromTrellis2Input(parsed.data, seed);
}

/** Defaults of every parameter but the seed. */
export const TRELLIS_2_DEFAULTS: Omit<Trellis2Parameters, 'seed'> = (() => {
  const { seed: _seed, ...defaults } = completeParameters({}, 0);
  return defaults;
})();
