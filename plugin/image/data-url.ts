import { ImageTo3DError } from '../core/errors.ts';

// One character per byte (Latin-1), as `atob` uses it.
function percentDecoded(text: string): string {
  return text
    .replace(/[^\0-\x7f]+/g, encodeURIComponent)
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * The bytes of a `data:` URL. Not read with `fetch`, which a page's `connect-src` often forbids.
 * @throws ImageTo3DError `image-unreachable` when it is malformed.
 */
export function readDataUrl(url: string): Uint8Array<ArrayBuffer> {
  const comma = url.indexOf(',');
  if (comma < 0) throw new ImageTo3DError('image-unreachable', 'The data: URL has no comma before its data.');
  const isBase64 = /;\s*base64\s*$/i.test(url.slice(0, comma));
  const text = percentDecoded(url.slice(comma + 1).split('#', 1)[0]!);
  try {
    return Uint8Array.from(isBase64 ? atob(text) : text, (c) => c.charCodeAt(0));
  } catch (cause) {
    throw new ImageTo3DError('image-unreachable', 'The data of the data: URL is not base64.', { cause });
  }
}
