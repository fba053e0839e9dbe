import { type HeaderReading, hasText, TRUNCATED, typeAt, viewOf } from './header.ts';

export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

/** Limit before the image data: a file of only empty chunks must not take long. */
const MAX_CHUNKS = 100_000;

// Chunks: length (u32), type, data, CRC (u32). An APNG has `acTL` (frames: u32) before the first `IDAT`.
export function readPng(bytes: Uint8Array): HeaderReading {
  const view = viewOf(bytes);
  if (bytes.length < 33) return TRUNCATED;
  const first = typeAt(bytes, 12);
  if (first === 'CgBI') return { problem: 'is a PNG in the private form of Apple’s build tools (CgBI)' };
  if (first !== 'IHDR' || view.getUint32(8) !== 13) return { problem: 'is a damaged PNG: it has no IHDR' };
  let animated = false;
  let offset = 33;
  for (let i = 0; i < MAX_CHUNKS && offset + 12 <= bytes.length; i++) {
    if (hasText(bytes, 'IDAT', offset + 4)) break;
    if (hasText(bytes, 'acTL', offset + 4)) animated = view.getUint32(offset + 8) > 1;
    offset += 12 + view.getUint32(offset);
  }
  return { widthPx: view.getUint32(16), heightPx: view.getUint32(20), animated };
}
