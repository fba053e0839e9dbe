import { isJsonObject, parseJson, readBody } from '../../core/http.ts';
import type { ImageTo3DProvider } from '../../recipe/provider.ts';
import { type ErrorDetail, validateInput } from '../../recipe/validate-input.ts';
import { fieldRefusal, refusal, toResponse } from './answer.ts';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_URL_CHARS = 2048;
const IMAGE_TYPE = /^image\/(?:png|jpeg|webp|gif|avif)$/;
const USED_BODY =
  'The request body was already read. Pass the request on before anything reads it, or pass request.clone().';
const FILE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,199}$/u;

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly detail: ErrorDetail[] };

const refuse = (field: string, msg: string, input: unknown): Checked<never> => ({
  ok: false,
  detail: [{ loc: ['body', field], msg, type: 'value_error', input }],
});

/** A file on fal's own media hosts, over https, with a plain address. */
export function isFalMedia(address: string): boolean {
  if (address.length > MAX_URL_CHARS || !URL.canParse(address)) return false;
  const { href, protocol, hostname, port, username, password } = new URL(address);
  const isHost = hostname === 'fal.media' || hostname.endsWith('.fal.media');
  return isHost && href === address && protocol === 'https:' && port === '' && username + password === '';
}

/**
 * The body of a submit, rebuilt from the fields that the endpoint knows. Refuses unknown fields, values out of range,
 * and images that `isOwnImage` does not accept: fal would fetch any address on our behalf.
 */
export function checkSubmit(
  provider: ImageTo3DProvider,
  body: unknown,
  isOwnImage: (address: string) => boolean,
): Checked<Record<string, unknown>> {
  const { imageField, parameters } = provider;
  const known = new Set([imageField, ...parameters.map((spec) => spec.wireName)]);
  if (!isJsonObject(body)) return refuse('body', 'Input should be a JSON object', null);
  const unknown = Object.keys(body).filter((key) => !known.has(key));
  if (unknown.length > 0) {
    const detail = unknown.map(
      (key): ErrorDetail => ({
        loc: ['body', key.slice(0, 100)],
        msg: 'Extra inputs are not permitted',
        type: 'extra_forbidden',
      }),
    );
    return { ok: false, detail: detail.slice(0, 20) };
  }
  const checked = validateInput(provider, body);
  if (!checked.ok) return checked;
  if (!isOwnImage(String(checked.input[imageField])))
    return refuse(imageField, 'Upload the image first: only uploaded files are accepted', undefined);
  const given = Object.entries(checked.input).filter(([key]) => Object.hasOwn(body, key));
  return { ok: true, value: Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

/** The body of the start of an upload, rebuilt: an image and a plain file name. */
export function checkInitiate(body: unknown): Checked<Record<string, unknown>> {
  if (!isJsonObject(body)) return refuse('body', 'Input should be a JSON object', null);
  const { content_type, file_name } = body;
  if (typeof content_type !== 'string' || !IMAGE_TYPE.test(content_type))
    return refuse('content_type', 'Only PNG, JPEG, WebP, GIF and AVIF images are accepted', undefined);
  if (typeof file_name !== 'string' || !FILE_NAME.test(file_name))
    return refuse('file_name', 'Use a plain file name of at most 200 characters', undefined);
  return { ok: true, value: { content_type, file_name } };
}

/** A request's checked JSON body, or the refusal. */
export async function readJson(
  request: Request,
  check: (body: unknown) => Checked<Record<string, unknown>>,
): Promise<Record<string, unknown> | Response> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    return toResponse(refusal(415, 'The body must be application/json.'));
  if (request.bodyUsed || request.body?.locked) return toResponse(refusal(400, USED_BODY));
  const bytes = await readBody(request, MAX_BODY_BYTES);
  if (bytes === undefined) return toResponse(refusal(413, `The body exceeds ${MAX_BODY_BYTES} bytes.`));
  const body = parseJson(bytes);
  if (body === undefined) return toResponse(refusal(400, 'The body is not JSON.'));
  const checked = check(body);
  return checked.ok ? checked.value : fieldRefusal(checked.detail);
}
