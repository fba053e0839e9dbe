import { isJsonObject } from '../../core/http.ts';
import type { ErrorDetail } from '../../recipe/validate-input.ts';

/** How processing ended: the answer to GET of the result. */
export interface Outcome {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly billableUnits: number;
  readonly usd: number;
}

/** A refusal by the endpoint: `{detail: [...]}`, 422 by default. Never billed. */
export function modelError(detail: readonly ErrorDetail[], status = 422): Outcome {
  return { status, body: { detail }, headers: {}, billableUnits: 0, usd: 0 };
}

/** A refusal by the platform, not the endpoint: flat `{detail, error_type}`. Never billed. */
export function platformError(
  status: number,
  errorType: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Outcome {
  return {
    status,
    body: { detail, error_type: errorType },
    headers: { 'x-fal-error-type': errorType, ...headers },
    billableUnits: 0,
    usd: 0,
  };
}

/** `error` and `error_type` of a completed status; empty for a success. */
export function errorFields({ status, body }: Outcome): { error?: string; error_type?: string } {
  if (status < 400) return {};
  const error = `Invalid status code: ${status}`;
  if (!isJsonObject(body)) return { error };
  if (typeof body.error_type === 'string') return { error, error_type: body.error_type };
  const first: unknown = Array.isArray(body.detail) ? body.detail[0] : undefined;
  return isJsonObject(first) && typeof first.type === 'string'
    ? { error, error_type: first.type }
    : { error };
}

/** An error of an image: fal's type, the message, the URL, and data for the type. */
export type ImageRefusal = readonly [type: string, msg: string, input: string, ctx?: ErrorDetail['ctx']];

/** A refusal of the image in the input's field of that name. */
export function imageError(field: string, ...[type, msg, input, ctx]: ImageRefusal): Outcome {
  const shown = input.length > 200 ? `${input.slice(0, 200)}…` : input;
  return modelError([{ loc: ['body', field], msg, type, input: shown, ...(ctx ? { ctx } : {}) }]);
}
