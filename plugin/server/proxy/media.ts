import { refusal, toResponse } from './answer.ts';
import type { Upstream } from './upstream.ts';

const MAX_MEDIA_BYTES = 256 * 1024 * 1024;
const MEDIA = /^https:\/\/(v3b?\.fal\.media)(\/files\/(?:[A-Za-z0-9_-]+\/){1,4}[A-Za-z0-9._-]{1,200})$/;

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

/** A file of fal's media hosts for a browser that may not read it there. Whatever it is, it leaves as plain bytes. */
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
  // Files are public: no credentials are sent along.
  const init: RequestInit = { redirect: 'manual', signal: request.signal };
  const upstream = await send(`https://${match[1]}${match[2]}`, init, publicBaseUrl);
  if (upstream.status === 404)
    return toResponse(refusal(404, 'The service no longer keeps this file.', 'not_found'));
  const length = Number(upstream.headers.get('content-length') ?? 0);
  if (upstream.status !== 200 || upstream.body === null)
    return toResponse(refusal(502, `The media host answered with status ${upstream.status}.`));
  if (length > MAX_MEDIA_BYTES)
    return toResponse(
      refusal(413, `The file has ${length} bytes, at most ${MAX_MEDIA_BYTES} are passed on.`),
    );
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  if (length > 0 && !upstream.headers.has('content-encoding')) headers['content-length'] = String(length);
  return new Response(upstream.body.pipeThrough(limited(MAX_MEDIA_BYTES)), { status: 200, headers });
}
