/** The received part of a file, and what is needed to request the rest of the same file. */
export interface PartialFile {
  readonly chunks: Uint8Array[];
  loadedBytes: number;
  readonly totalBytes: number | undefined;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+|\*)$/;

/** `content-length`, unless the body is compressed: then it is not the number of bytes that we receive. */
function statedLength({ headers }: Response): number | undefined {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  return length > 0 && !headers.has('content-encoding') ? length : undefined;
}

/** A partial file without bytes yet. */
export function startFile(response: Response): PartialFile {
  return {
    chunks: [],
    loadedBytes: 0,
    totalBytes: statedLength(response),
    etag: response.headers.get('etag') ?? undefined,
    lastModified: response.headers.get('last-modified') ?? undefined,
  };
}

/** Whether the rest can be requested: byte ranges do not apply to a compressed body. */
export const canResume = (response: Response) => !response.headers.has('content-encoding');

// Cross-origin, this header would need a CORS preflight, which may be refused.
function canSendIfRange(url: string): boolean {
  if (typeof location === 'undefined') return true;
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
}

/** Headers that request the rest, or the whole file when it has changed. */
export function restHeaders(
  url: string,
  { loadedBytes, etag, lastModified }: PartialFile,
): Record<string, string> {
  const strong = etag?.startsWith('"') ? etag : undefined;
  const validator = strong ?? lastModified;
  return {
    range: `bytes=${loadedBytes}-`,
    ...(validator !== undefined && canSendIfRange(url) ? { 'if-range': validator } : {}),
  };
}

/** Whether a 206 response is the rest of the same file. */
export function isRestOf(
  { loadedBytes, totalBytes, etag, lastModified }: PartialFile,
  { status, headers }: Response,
): boolean {
  if (status !== 206 || headers.has('content-encoding')) return false;
  const [, first, last, total] = CONTENT_RANGE.exec(headers.get('content-range') ?? '') ?? [];
  if (Number(first) !== loadedBytes) return false;
  if (
    total !== '*' &&
    (Number(last) !== Number(total) - 1 || (totalBytes ?? Number(total)) !== Number(total))
  )
    return false;
  const isOther = (known: string | undefined, name: string) => {
    const now = headers.get(name);
    return known !== undefined && now !== null && now !== known;
  };
  return !isOther(etag, 'etag') && !isOther(lastModified, 'last-modified');
}

/** Joins the received chunks. */
export function joinFile({ chunks, loadedBytes }: PartialFile): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(loadedBytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
