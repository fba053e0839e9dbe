import { json } from '../../core/http.ts';
import type { MediaObject } from './media.ts';

// One range only, as `bytes=first-last`, `bytes=first-` or `bytes=-suffix`; anything else is served whole.
function readRange(header: string | null, size: number): { first: number; last: number } | 'whole' | 'bad' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return 'whole';
  const first = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return first > last || first >= size ? 'bad' : { first, last };
}

/** GET or HEAD of a stored file, with ETag and single ranges. */
export function mediaResponse(request: Request, file: MediaObject | undefined): Response {
  if (file === undefined) return json(404, { detail: 'File not found' });
  const size = file.bytes.byteLength;
  const headers: Record<string, string> = {
    'content-type': file.contentType,
    etag: file.etag,
    'accept-ranges': 'bytes',
    'cache-control': 'public, max-age=3600',
    'x-content-type-options': 'nosniff',
    // A stored file must never run as a page of this origin: scripts in SVG or HTML are blocked.
    'content-security-policy': "default-src 'none'; sandbox",
  };
  if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers });
  // `If-Range`: send the whole file if it has changed.
  const condition = request.headers.get('if-range');
  const isOther = condition !== null && condition !== file.etag;
  const range = isOther ? 'whole' : readRange(request.headers.get('range'), size);
  if (range === 'bad') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
  }
  const body = range === 'whole' ? file.bytes : file.bytes.slice(range.first, range.last + 1);
  if (range !== 'whole') headers['content-range'] = `bytes ${range.first}-${range.last}/${size}`;
  headers['content-length'] = String(body.byteLength);
  const status = range === 'whole' ? 200 : 206;
  return new Response(request.method === 'HEAD' ? null : body, { status, headers });
}
