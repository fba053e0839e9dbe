import { type ErrorCode, type FieldError, ImageTo3DError, stopped } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';

/** The parts of fal's error bodies that we read; fal guarantees none of them. */
interface ServiceError {
  readonly status: number;
  readonly body: unknown;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

/** Longer request ids are cut. */
const MAX_ID_CHARS = 200;

const IMAGE_TYPES = new Set([
  'image_load_error',
  'file_download_error',
  'image_too_small',
  'image_too_large',
  'file_too_large',
  'unsupported_image_format',
]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

interface Detail {
  readonly text: string | undefined;
  readonly types: readonly string[];
  readonly fields: readonly FieldError[];
}

function readDetail(body: unknown): Detail {
  const detail = isObject(body) ? body.detail : undefined;
  if (!Array.isArray(detail)) {
    const type = isObject(body) ? text(body.error_type) : undefined;
    return {
      text: text(detail) ?? (isObject(body) ? text(body.message) : undefined),
      types: type ? [type] : [],
      fields: [],
    };
  }
  const rows = detail.filter(isObject);
  const fields = rows.map((row) => ({
    field: Array.isArray(row.loc) ? String(row.loc.at(-1)) : 'body',
    message: text(row.msg) ?? text(row.type) ?? 'not accepted',
  }));
  const types = rows.flatMap((row) => text(row.type) ?? []);
  const sentence = fields.map(({ field, message }) => (field === 'body' ? message : `${field}: ${message}`));
  return { text: text(sentence.join('; ')), types, fields };
}

function codeOf(status: number, detail: Detail): ErrorCode {
  if (detail.types.includes('content_policy_violation')) return 'policy';
  if (detail.types.some((type) => IMAGE_TYPES.has(type))) return 'image';
  if (detail.types.some((type) => type === 'client_cancelled' || type === 'client_disconnected'))
    return 'cancelled';
  switch (status) {
    case 401:
      return 'auth';
    case 403:
      return /exhausted balance|locked/i.test(detail.text ?? '') ? 'balance' : 'refused';
    case 404:
    case 410:
      return 'expired';
    case 422:
      return 'validation';
    case 429:
      return 'busy';
    case 499:
      return 'cancelled';
    default:
      if (status >= 500 || status === 408) return 'service';
      return status >= 400 ? 'refused' : 'protocol';
  }
}

const FALLBACK: Partial<Record<ErrorCode, string>> = {
  auth: 'The service did not accept the key.',
  expired: 'The service does not know this run.',
  busy: 'Too many requests.',
  service: 'The service failed.',
};

const MAX_MESSAGE_CHARS = 1000;
const MAX_FIELDS = 50;

/** Converts an error response of fal, with the text of its `detail`. */
export function errorFromAnswer({ status, body, requestId, retryAfterMs }: ServiceError): ImageTo3DError {
  const detail = readDetail(body);
  const code = codeOf(status, detail);
  const message = detail.text ?? FALLBACK[code] ?? `The service answered with status ${status}.`;
  return new ImageTo3DError(code, plainText(message, MAX_MESSAGE_CHARS), {
    fields: detail.fields.slice(0, MAX_FIELDS).map((field) => ({
      field: plainText(field.field, MAX_ID_CHARS),
      message: plainText(field.message),
    })),
    ...(requestId ? { requestId: requestId.slice(0, MAX_ID_CHARS) } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** `Retry-After` in milliseconds; the header has seconds or a date. */
function retryAfterMs(headers: Headers, now: () => number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Converts an unread error response. A body that is not fal's JSON comes from a gateway. */
export async function errorFromResponse(response: Response, now: () => number): Promise<ImageTo3DError> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  const waitMs = retryAfterMs(headers, now);
  const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  if (body === undefined && status >= 500)
    return new ImageTo3DError(
      'network',
      `A gateway in front of the service answered with status ${status}.`,
      wait,
    );
  const requestId = headers.get('x-fal-request-id');
  return errorFromAnswer({ status, body, ...(requestId ? { requestId } : {}), ...wait });
}

/**
 * Converts what `@fal-ai/client` throws. Its `ApiError.message` is only the status text (empty over HTTP/2), so the body
 * is read; a `SyntaxError` means an unreadable answer; anything else is a network error.
 */
export function toImageTo3DError(thrown: unknown): ImageTo3DError {
  if (thrown instanceof ImageTo3DError) return thrown;
  if (isObject(thrown) && typeof thrown.status === 'number') {
    const requestId = text(thrown.requestId)?.slice(0, MAX_ID_CHARS);
    const error = errorFromAnswer({
      status: thrown.status,
      body: thrown.body,
      ...(requestId ? { requestId } : {}),
    });
    return new ImageTo3DError(error.code, error.message, {
      cause: thrown,
      fields: error.fields,
      ...(requestId ? { requestId } : {}),
    });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof SyntaxError) {
    return new ImageTo3DError('protocol', `The service sent an answer that is not JSON (${message}).`, {
      cause: thrown,
    });
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') return stopped(thrown);
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return new ImageTo3DError('network', 'The service did not answer in time.', { cause: thrown });
  }
  return new ImageTo3DError('network', `The service could not be reached (${message}).`, { cause: thrown });
}
