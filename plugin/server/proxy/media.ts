import { refusal, toResponse } from './answer.ts';
import type { Upstream } from './upstream.ts';

const MAX_MEDIA_BYTES = 256 * 1024 * 1024;
const MEDIA = /^https:\/\/(v3b?\.fal\.media)(\/files\/(?:[A-Za-z0-9_-]+\/){1,4}[A-Za-z0-9._-]{1,200})$/;
/** The rest of a file, from a byte on: all that a download that broke off needs. */
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

interface Wish {
  readonly firstByte: number;
  readonly headers: Record<string, string>;
}

/** What is asked for of the file; anything but "the rest from here" counts as a wish for the whole. */
function readWish({ headers }: Request): Wish | undefined {
  const range = headers.get('range') ?? '';
  const first = RANGE.exec(range)?.[1];
  if (first === undefined) return undefined;
  const condition = headers.get('if-range');
  // A condition that is not understood may not be left out: the rest of another file would be taken for this one's.
  if (condition !== null && !VALIDATOR.test(condition)) return undefined;
  return {
    firstByte: Number(first),
    headers: { range, ...(condition === null ? {} : { 'if-range': condition }) },
  };
}

/** Size of the whole file and the range header to pass on; undefined when the answer is no answer to that wish. */
function readPart(upstream: Response, wish: Wish): { totalBytes: number; contentRange: string } | undefined {
  // Byte positions in a body that came compressed mean nothing to whoever gets it uncompressed.
  if (upstream.headers.has('content-encoding')) return undefined;
  const contentRange = upstream.headers.get('content-range') ?? '';
  const [, first, last, total] = (CONTENT_RANGE.exec(contentRange) ?? []).map(Number);
  if (first !== wish.firstByte || last === undefined || total === undefined) return undefined;
  return first <= last && last < total ? { totalBytes: total, contentRange } : undefined;
}

function mediaHeaders(upstream: Response): Record<string, string> {
  const made: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  // What a later request for the rest is conditioned on.
  for (const name of ['etag', 'last-modified']) {
    const value = upstream.headers.get(name);
    if (value !== null && VALIDATOR.test(value)) made[name] = value;
  }
  return made;
}

/**
 * A file of fal's media hosts for a browser that may not read it there, or the rest of one (`Range: bytes=n-`).
 * Whatever it is, it leaves as plain bytes.
 */
export async function passMedia(
  request: Request,
  send: typeof fetch | Upstream['fetch'],
  publicBaseUrl: string,
): Promise<Response> {
  if (request.method !== 'GET') return toResponse(refusal(405, 'Only GET.'));
  const parameters = [...new URL(request.url).searchParams];
  const [name, address] = parameters[0] ?? [];
  const match = parameters.length === 1 && name === 'url' ? MEDIA.exec(address ?? '') : null;
  if (!match)
    return toResponse(refusal(403, 'Only files of https://v3.fal.media and https://v3b.fal.media.'));
  const wish = readWish(request);
  // Files are public: no credentials are sent along.
  const ask = (headers: Record<string, string>) =>
    send(
      `https://${match[1]}${match[2]}`,
      { redirect: 'manual', signal: request.signal, headers },
      publicBaseUrl,
    );
  let upstream = await ask(wish?.headers ?? {});
  const part = wish && upstream.status === 206 ? readPart(upstream, wish) : undefined;
  if (wish && upstream.status === 206 && !part) {
    // Not the part that was asked for: the whole file is one that everybody understands.
    await upstream.body?.cancel();
    upstream = await ask({});
  }
  if (upstream.status === 404 || upstream.status === 410)
    return toResponse(refusal(404, 'The service no longer keeps this file.', 'not_found'));
  if (upstream.status === 401 || upstream.status === 403)
    return toResponse(refusal(403, 'The media host does not give this file away.', 'media_refused'));
  if (wish && upstream.status === 416)
    return toResponse(refusal(416, 'The file ends before that byte.', 'range_not_satisfiable'));
  if ((upstream.status !== 200 && !part) || upstream.body === null)
    return toResponse(refusal(502, `The media host answered with status ${upstream.status}.`));
  const length = Number(upstream.headers.get('content-length') ?? 0);
  const size = part?.totalBytes ?? length;
  if (size > MAX_MEDIA_BYTES)
    return toResponse(refusal(413, `The file has ${size} bytes, at most ${MAX_MEDIA_BYTES} are passed on.`));
  const headers = mediaHeaders(upstream);
  if (part) headers['content-range'] = part.contentRange;
  if (length > 0 && !upstream.headers.has('content-encoding')) headers['content-length'] = String(length);
  const body = upstream.body.pipeThrough(limited(MAX_MEDIA_BYTES));
  return new Response(body, { status: upstream.status, headers });
}
