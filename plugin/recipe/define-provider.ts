import * as z from 'zod';
import { type FieldError, ImageTo3DError } from '../core/errors.ts';
import { LOCAL_DEFAULTS, type LocalParameters } from './local-parameters.ts';
import type { ParameterSpec } from './parameter-spec.ts';
import type { ImageTo3DProvider, ProviderDeclaration, WireInput } from './provider.ts';
import type { RunParameters } from './run-parameters.ts';

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

/** The schema's errors as one entry per field, in fal's names. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ field: issue.path.join('.') || 'body', message: issue.message }));
}

/** Only `url` is guaranteed. */
const fileSchema = z.object({
  url: z.url({ protocol: /^(https?|blob|data)$/ }),
  content_type: z.string().nullish(),
  file_name: z.string().nullish(),
  file_size: z.number().nullish(),
});

/** Each name once, and none that an object has by itself. */
function checkNames(rows: readonly ParameterSpec[], imageField: string): void {
  for (const names of [rows.map(({ name }) => name), [imageField, ...rows.map(({ wireName }) => wireName)]]) {
    const wrong = names.find((name, at) => name in Object.prototype || names.indexOf(name) !== at);
    if (wrong !== undefined)
      throw new ImageTo3DError(
        'validation',
        `"${wrong}" cannot be the name of a parameter, or is there twice.`,
      );
  }
}

/**
 * Creates a provider from the declaration of an endpoint.
 *
 * @example
 * const provider = defineProvider<{ seed: number; faces: number }>({
 *   id: 'owner/model',
 *   label: 'Model',
 *   parameters: [
 *     {
 *       name: 'seed',
 *       wireName: 'seed',
 *       label: 'Seed',
 *       group: 'run',
 *       help: 'The same seed gives the same model.',
 *       kind: 'integer',
 *       min: 0,
 *       max: 2 ** 31 - 1,
 *       step: 1,
 *       default: undefined,
 *     },
 *     {
 *       name: 'faces',
 *       wireName: 'face_count',
 *       label: 'Faces',
 *       group: 'budget',
 *       help: 'Upper limit of the triangles.',
 *       kind: 'integer',
 *       min: 1000,
 *       max: 100_000,
 *       step: 1000,
 *       default: 20_000,
 *     },
 *   ],
 *   outputField: 'model_mesh',
 *   estimate: () => ({ usd: 0.1, minSeconds: 10, maxSeconds: 20, source: 'the price page' }),
 * });
 * console.log(provider.defaults.faces);
 */
export function defineProvider<P extends RunParameters>(
  declaration: ProviderDeclaration<P>,
): ImageTo3DProvider<P> {
  const { parameters: rows, imageField = 'image_url', outputField } = declaration;
  checkNames(rows, imageField);
  const wireNames = new Map<string, string>(rows.map((spec) => [spec.name, spec.wireName]));
  const ownNames = new Map<string, string>(rows.map((spec) => [spec.wireName, spec.name]));
  const inputSchema = z.object({
    [imageField]: z.string({ error: 'Field required' }).min(1, 'Field required'),
    ...Object.fromEntries(rows.map((spec) => [spec.wireName, fieldSchema(spec)])),
  }) as z.ZodType<WireInput>;
  const outputSchema = z.object({ [outputField]: fileSchema });

  const toWire = (parameters: P) =>
    Object.fromEntries(rows.map((spec) => [spec.wireName, parameters[spec.name]]));
  // The rows name every field of P, and the schema has checked each value.
  const fromInput = (input: WireInput, seed: number) =>
    Object.fromEntries(
      rows.map((spec) => [spec.name, input[spec.wireName] ?? (spec.name === 'seed' ? seed : undefined)]),
    ) as P;

  const complete = (partial: Partial<P>, seed: number): P => {
    const unknown = Object.keys(partial).filter((name) => !wireNames.has(name));
    if (unknown.length > 0) {
      const fields = unknown.map((field) => ({ field, message: 'There is no such parameter' }));
      throw new ImageTo3DError('validation', `Unknown parameter: ${unknown.join(', ')}.`, { fields });
    }
    const given = Object.entries(partial).filter(([, value]) => value !== undefined);
    const wire = Object.fromEntries(given.map(([name, value]) => [wireNames.get(name), value]));
    const parsed = inputSchema.safeParse({ ...wire, [imageField]: 'placeholder:' });
    if (parsed.success) return fromInput(parsed.data, seed);
    const fields = fieldErrors(parsed.error).map((entry) => ({
      ...entry,
      field: ownNames.get(entry.field) ?? entry.field,
    }));
    const text = fields.map((entry) => `${entry.field}: ${entry.message}`).join('; ');
    throw new ImageTo3DError('validation', `${text}.`, { fields });
  };
  const { seed: _seed, ...defaults } = complete({}, 0);
  // The schema does not check its own defaults.
  complete(defaults as Partial<P>, 0);

  return {
    check: () => [],
    ...declaration,
    imageField,
    defaults,
    inputSchema,
    outputSchema,
    complete,
    toWire,
    toInput: (parameters, imageUrl) => ({ [imageField]: imageUrl, ...toWire(parameters) }),
    fromInput,
    toLocal(parameters) {
      const set = rows.flatMap(({ local, name }) => (local ? [[local, parameters[name]]] : []));
      return { ...LOCAL_DEFAULTS, ...(Object.fromEntries(set) as Partial<LocalParameters>) };
    },
    readResult(output) {
      const { data, error } = outputSchema.safeParse(output);
      const file = data?.[outputField];
      if (!file)
        throw new ImageTo3DError(
          'protocol',
          `The service finished, but its answer holds no GLB (\`${outputField}.url\`).`,
          { cause: error },
        );
      const { url, file_size } = file;
      return typeof file_size === 'number' ? { url, fileBytes: file_size } : { url };
    },
    toOutput: (file) => ({ [outputField]: file }),
  };
}
