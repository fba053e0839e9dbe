import { ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import { checkImageFileBytes } from '../recipe/image-limits.ts';
import { displayFileName } from '../recipe/image-name.ts';
import { watchPolicy } from './policy-refusal.ts';

/** A URL for messages: shortened, without query and credentials, which may be secret. */
function displayUrl(url: URL): string {
  if (url.protocol === 'blob:') return 'The blob: URL';
  const text = `${url.protocol}//${url.host}${url.pathname}`;
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** The last segment of a URL's path, percent-decoded; undefined when there is none. */
export function fileNameOf(url: URL): string | undefined {
  if (!/^(?:https?|file):$/.test(url.protocol)) return undefined;
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || undefined;
  } catch {
    return last || undefined;
  }
}

async function readBounded(
  response: Response,
  fileName: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > 0) checkImageFileBytes(declared, fileName);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); reader && part && !part.done; part = await reader.read()) {
    parts.push(part.value);
    total += part.value.length;
    try {
      checkImageFileBytes(total || 1, fileName);
    } catch (error) {
      await reader.cancel().catch(() => undefined);
      throw error;
    }
  }
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/**
 * Fetches the bytes of an http(s) or blob: URL, up to the file size limit.
 * @throws ImageTo3DError `image-unreachable`, `image-too-large` or `aborted`.
 */
export async function fetchImage(url: URL, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const shown = displayUrl(url);
  const isBlob = url.protocol === 'blob:';
  if (!isBlob && !/^https?:$/.test(url.protocol))
    throw new ImageTo3DError(
      'image-unreachable',
      `Images are read from http(s), data: and blob: addresses, not from ${url.protocol} ones.`,
    );
  throwIfAborted(signal);
  const policy = watchPolicy();
  try {
    const response = await fetch(url, { ...(signal && { signal }), referrerPolicy: 'no-referrer' });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ImageTo3DError('image-unreachable', `${shown} answered ${response.status}.`);
    }
    return await readBounded(response, fileNameOf(url) && displayFileName(fileNameOf(url)));
  } catch (error) {
    if (error instanceof ImageTo3DError) throw error;
    throwIfAborted(signal);
    const reason = (await policy.hasRefused(url))
      ? `the content security policy of this page forbids it (connect-src does not name ${isBlob ? 'blob:' : url.origin})`
      : isBlob
        ? 'it was revoked'
        : 'there is no connection, or that server does not allow other sites to read its images (CORS)';
    throw new ImageTo3DError('image-unreachable', `${shown} could not be read: ${reason}.`, { cause: error });
  } finally {
    policy.end();
  }
}
