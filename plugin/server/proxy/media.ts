import { refusal, toResponse } from './answer.ts';
import type { Upstream } from './upstream.ts';

const MAX_MEDIA_BYTES = 256 * 1024 * 1024;
const MEDIA = /^https:\/\/(v3b?\.fal\.media)(\/files\/(?:[A-Za-z0-9_-]+\/){1,4}[A-Za-z0-9._-]{1,200})$/;
/** The rest of a file, from a byte on; an interrupted download needs no other range. */
const RANGE = /^bytes=(\d{1,10})-$/;
/** An ETag or a date. */
const VALIDATOR = /^(?:"[\x21\x23-\x7e]{1,200}"|[A-Za-z0-9 ,:]{1,64})$/;
const CONTENT_RANGE = /^bytes (\d{1,10})-(\d{1,10})\/(\d{1,10})$/;

/** Ends the stream with an error once it is longer than `maxBytes`. */
function limited(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > maxBytes) controller.error(new Error(`The file exceeds ${maxBytes} bytes.`));
      else controller.enqueue(chunk);
    },
  });
}

interface RangeRequest {
  readonly firstByte: number;
  readonly headers: Record<string, string>;
}

/** The requested range; anything but "the rest from here" counts as the whole file. */
function readRangeRequest({ headers }: Request): RangeRequest | undefined {
  const range = headers.get('range') ?? '';
  const first = RANGE.exec(range)?.[1];
  if (first === undefined) return undefined;
  const condition = headers.get('if-range');
  // An invalid condition must not be dropped: the client could then get the rest of a changed file.
  if (condition !== null && !VALIDATOR.test(condition)) return undefined;
  return {
    firstByte: Number(first),
    headers: { range, ...(condition === null ? {} : { 'if-range': condition }) },
  };
}

/** Size of the whole file and the range header to forward; undefined if the answer does not match the request. */
function readPart(
  upstream: Response,
  wanted: RangeRequest,
): { totalBytes: number; contentRange: string } | undefined {
  // Byte positions in a compressed body are wrong for a client that gets it uncompressed.
  if (upstream.headers.has('content-encoding')) return undefined;
  const contentRange = upstream.headers.get('content-range') ?? '';
  const [, first, last, total] = (CONTENT_RANGE.exec(contentRange) ?? []).map(Number);
  if (first !== wanted.firstByte || last === undefined || total === undefined) return undefined;
  return first <= last && last < total ? { totalBytes: total, contentRange } : undefined;
}

function mediaHeaders(upstream: Response): Record<string, string> {
  const made: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  // A later request for the rest uses it in `If-Range`.
  for (const name of ['etag', 'last-modified']) {
    const value = upstream.headers.get(name);
    if (value !== null && VALIDATOR.test(value)) made[name] = value;
  }
  return made;
}

/**
 * A file of fal's media hosts for a browser that may not read it there, or the rest of one (`Range: bytes=n-`).
 * It is always sent as plain bytes.
 */
export async function passMedia(
  request: Request,
  send: typeof fetch | Upstream['fetch'],
  publicBaseUrl: string,
): Promise<Response> {
  if (request.method !== 'GET') return toResponse(refusal(405, 'Use GET.'));
  const parameters = [...new URL(request.url).searchParams];
  const [name, address] = parameters[0] ?? [];
  const match = parameters.length === 1 && name === 'url' ? MEDIA.exec(address ?? '') : null;
  if (!match)
    return toResponse(
      refusal(403, 'Only files on https://v3.fal.media and https://v3b.fal.media can be read.'),
    );
  const wanted = readRangeRequest(request);
  // Files are public: no credentials are sent along.
  const ask = (headers: Record<string, string>) =>
    send(
      `https://${match[1]}${match[2]}`,
      { redirect: 'manual', signal: request.signal, headers },
      publicBaseUrl,
    );
  let upstream = await ask(wanted?.headers ?? {});
  const part = wanted && upstream.status === 206 ? readPart(upstream, wanted) : undefined;
  if (wanted && upstream.status === 206 && !part) {
    // Not the requested part: fetch the whole file, which every client understands.
    await upstream.body?.cancel();
    upstream = await ask({});
  }
  if (upstream.status === 404 || upstream.status === 410)
    return toResponse(refusal(404, 'The service no longer has this file.', 'not_found'));
  if (upstream.status === 401 || upstream.status === 403)
    return toResponse(refusal(403, 'The media host refused access to this file.', 'media_refused'));
  if (wanted && upstream.status === 416)
    return toResponse(
      refusal(416, 'The requested range starts after the end of the file.', 'range_not_satisfiable'),
    );
  if ((upstream.status !== 200 && !part) || upstream.body === null)
    return toResponse(refusal(502, `The media host answered with status ${upstream.status}.`));
  const length = Number(upstream.headers.get('content-length') ?? 0);
  const size = part?.totalBytes ?? length;
  if (size > MAX_MEDIA_BYTES)
    return toResponse(refusal(413, `The file has ${size} bytes; the limit is ${MAX_MEDIA_BYTES}.`));
  const headers = mediaHeaders(upstream);
  if (part) headers['content-range'] = part.contentRange;
  if (length > 0 && !upstream.headers.has('content-encoding')) headers['content-length'] = String(length);
  const body = upstream.body.pipeThrough(limited(MAX_MEDIA_BYTES));
  return new Response(body, { status: upstream.status, headers });
}
