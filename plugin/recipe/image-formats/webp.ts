import { type HeaderReading, hasText, TRUNCATED, typeAt, viewOf } from './header.ts';

const MAX_CHUNKS = 100_000;

function uint24(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16);
}

function hasTwoFrames(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  let frames = 0;
  let offset = 12;
  for (let i = 0; i < MAX_CHUNKS && offset + 8 <= bytes.length && frames < 2; i++) {
    if (hasText(bytes, 'ANMF', offset)) frames++;
    const size = view.getUint32(offset + 4, true);
    offset += 8 + size + (size & 1);
  }
  return frames > 1;
}

// RIFF, size, WEBP, then chunks: type, size (u32 little-endian), data padded to even length.
export function readWebp(bytes: Uint8Array): HeaderReading {
  const view = viewOf(bytes);
  if (bytes.length < 30) return TRUNCATED;
  switch (typeAt(bytes, 12)) {
    case 'VP8X': // extended: flags (u8), 3 reserved bytes, canvas size minus one
      return {
        widthPx: uint24(bytes, 24) + 1,
        heightPx: uint24(bytes, 27) + 1,
        animated: (bytes[20]! & 2) !== 0 && hasTwoFrames(bytes),
      };
    case 'VP8L': {
      // lossless: 0x2f, then 14 bits of width minus one, 14 of height minus one
      if (bytes[20] !== 0x2f) return { problem: 'is a damaged WebP: its lossless header has no signature' };
      const bits = view.getUint32(21, true);
      return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1, animated: false };
    }
    case 'VP8 ': // lossy: frame tag (3 bytes), start code, 14 bits each of width and height
      if (!hasText(bytes, '\x9d\x01\x2a', 23))
        return { problem: 'is a damaged WebP: its lossy header has no start code' };
      return {
        widthPx: view.getUint16(26, true) & 0x3fff,
        heightPx: view.getUint16(28, true) & 0x3fff,
        animated: false,
      };
    default:
      return { problem: 'is a damaged WebP: it does not begin with image data' };
  }
}
