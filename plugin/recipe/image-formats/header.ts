import type { ImageInfo } from '../image.ts';

/** What a format's reader found: the size, or the problem, as a phrase that continues the file's name. */
export type HeaderReading = Omit<ImageInfo, 'format' | 'mimeType'> | { readonly problem: string };

/** The problem of a header that ends too early. */
export const TRUNCATED: HeaderReading = { problem: 'is cut off: its header ends too early' };

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether `bytes` holds these Latin-1 characters at `offset`. */
export function hasText(bytes: Uint8Array, text: string, offset = 0): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Four characters as a chunk or box type. */
export function typeAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
