import { after, type Clock } from '../../core/clock.ts';
import { isLoopbackHost, readBody } from '../../core/http.ts';
import type { ImageRefusal } from '../queue/outcome.ts';
import { type MediaStore, mediaPathOf } from './media.ts';

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_EDGE_PX = 4096;
const DOWNLOAD_TIMEOUT_MS = 20_000;

type Loaded = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly refusal: ImageRefusal };

const refuse = (...refusal: ImageRefusal): Loaded => ({ refusal });

const ascii = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to));

function isKnownFormat(bytes: Uint8Array): boolean {
  const head = ascii(bytes, 0, 4);
  return (
    head === '\x89PNG' ||
    head.startsWith('\xff\xd8\xff') ||
    head === 'GIF8' ||
    (head === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') ||
    (ascii(bytes, 4, 8) === 'ftyp' && /avi[fs]|mif1|msf1/.test(ascii(bytes, 8, 32)))
  );
}

// Only PNG has its size at a fixed position; for other formats the engine measures it when decoding.
function pngEdgePx(bytes: Uint8Array): number {
  if (ascii(bytes, 0, 4) !== '\x89PNG' || bytes.byteLength < 24) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Math.max(view.getUint32(16), view.getUint32(20));
}

function readDataUri(uri: string): Uint8Array<ArrayBuffer> | undefined {
  const match = /^data:[^,]*?(;base64)?,/i.exec(uri);
  if (!match) return undefined;
  try {
    const body = decodeURIComponent(uri.slice(match[0].length));
    const binary = match[1] === undefined ? body : atob(body);
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

async function download(
  url: string,
  fetchImage: typeof fetch,
  clock: Clock,
  signal: AbortSignal,
): Promise<Loaded> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const clear = after(clock, DOWNLOAD_TIMEOUT_MS, () => stop.abort(new Error('timed out')));
  try {
    const response = await fetchImage(url, { redirect: 'error', signal: stop.signal });
    if (!response.ok)
      return refuse('file_download_error', `Failed to download the file: HTTP ${response.status}`, url);
    const bytes = await readBody(response, MAX_BYTES);
    if (bytes === undefined)
      return refuse('file_too_large', `File exceeds ${MAX_BYTES} bytes`, url, { max_size: MAX_BYTES });
    return { bytes };
  } catch {
    return refuse('file_download_error', 'Failed to download the file', url);
  } finally {
    clear();
    signal.removeEventListener('abort', onAbort);
  }
}

/** A loader of an input's image: this service's own files, data URIs and http on this machine; nothing else is fetched. */
export function createImageLoader(media: MediaStore, fetchImage: typeof fetch, clock: Clock) {
  const find = async (url: string, signal: AbortSignal): Promise<Loaded> => {
    if (url.startsWith('data:')) {
      const bytes = readDataUri(url);
      return bytes ? { bytes } : refuse('image_load_error', 'The data URI could not be read', url);
    }
    if (!URL.canParse(url))
      return refuse('file_download_error', 'Failed to download the file: not a URL', url);
    const path = mediaPathOf(url);
    const own = path === undefined ? undefined : media.get(path);
    if (own) return { bytes: own.bytes };
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'http:' || !isLoopbackHost(hostname) || path !== undefined) {
      const reason = 'this local service reads its own uploads, data URIs and http on this machine only';
      return refuse('file_download_error', `Failed to download the file: ${reason}`, url);
    }
    return download(url, fetchImage, clock, signal);
  };
  return async (url: string, signal: AbortSignal): Promise<Loaded> => {
    const loaded = await find(url, signal);
    if ('refusal' in loaded) return loaded;
    const { bytes } = loaded;
    if (bytes.byteLength === 0) return refuse('image_load_error', 'The image file is empty', url);
    if (!isKnownFormat(bytes)) {
      const supported = ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif'];
      return refuse('unsupported_image_format', 'Unsupported image format', url, {
        supported_formats: supported,
      });
    }
    const edgePx = pngEdgePx(bytes);
    if (edgePx > MAX_EDGE_PX) {
      const ctx = { max_height: MAX_EDGE_PX, max_width: MAX_EDGE_PX };
      return refuse('image_too_large', `Image edge is ${edgePx} px, at most ${MAX_EDGE_PX} px`, url, ctx);
    }
    return loaded;
  };
}
