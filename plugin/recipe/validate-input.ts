import type { z } from 'zod';
import { fieldErrors } from './define-provider.ts';
import type { ParameterSpec } from './parameter-spec.ts';
import type { ImageTo3DProvider, WireInput } from './provider.ts';

/** One error as FastAPI words it; clients distinguish errors by `type`. */
export interface ErrorDetail {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly ctx?: Readonly<Record<string, unknown>>;
  readonly input?: unknown;
}

function kindOf(
  issue: z.core.$ZodIssue,
  spec: ParameterSpec | undefined,
  input: unknown,
): Pick<ErrorDetail, 'type' | 'ctx'> {
  const bound = spec && 'min' in spec ? spec : undefined;
  if (issue.code === 'too_small' && bound) return { type: 'greater_than_equal', ctx: { ge: bound.min } };
  if (issue.code === 'too_big' && bound) return { type: 'less_than_equal', ctx: { le: bound.max } };
  const isText = typeof input === 'string';
  switch (spec?.kind) {
    case 'choice':
      return { type: 'literal_error', ctx: { expected: spec.choices.join(', ') } };
    case 'boolean':
      return { type: isText ? 'bool_parsing' : 'bool_type' };
    case 'integer':
      if (typeof input === 'number') return { type: 'int_from_float' };
      return { type: isText ? 'int_parsing' : 'int_type' };
    case 'number':
      return { type: isText ? 'float_parsing' : 'float_type' };
    default:
      return { type: isText ? 'string_too_short' : 'string_type' };
  }
}

/** Checks an input as the endpoint does: all errors are reported together, unknown fields are ignored. */
export function validateInput(
  { inputSchema, parameters }: ImageTo3DProvider,
  input: WireInput,
): { readonly ok: true; readonly input: WireInput } | { readonly ok: false; readonly detail: ErrorDetail[] } {
  // An explicit null is Python's None: the same as leaving the seed out.
  const given = input.seed === null ? { ...input, seed: undefined } : input;
  const parsed = inputSchema.safeParse(given);
  if (parsed.success) return { ok: true, input: parsed.data };
  const messages = fieldErrors(parsed.error);
  const detail = parsed.error.issues.map((issue, index): ErrorDetail => {
    const field = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    const name = String(issue.path[0]);
    const value = given[name];
    const loc = ['body', ...field];
    const msg = messages[index]?.message ?? issue.message;
    if (value === undefined) return { loc, msg, type: 'missing', input };
    return {
      loc,
      msg,
      input: value,
      ...kindOf(
        issue,
        parameters.find(({ wireName }) => wireName === name),
        value,
      ),
    };
  });
  return { ok: false, detail };
}
