import { type HeaderReading, TRUNCATED, viewOf } from './header.ts';

// SOF0…SOF15 without DHT (C4), JPG (C8) and DAC (CC).
const isFrameStart = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

// Tables, restart interval, number of lines, application data, comments. After any other marker, decoders search the bytes
// that its length would skip, and could find another image than this reader.
const isSkipped = (marker: number) =>
  marker === 0xc4 ||
  marker === 0xcc ||
  (marker >= 0xdb && marker <= 0xdd) ||
  (marker >= 0xe0 && marker <= 0xef) ||
  marker === 0xfe;

// Segments: FF, marker, length (u16, counts itself), data. A frame header: precision (u8), height (u16), width (u16).
export function readJpeg(bytes: Uint8Array): HeaderReading {
  const view = viewOf(bytes);
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff)
      return { problem: 'is a damaged JPEG: a segment does not start with a marker' };
    const marker = bytes[offset + 1]!;
    if (marker === 0xff) {
      offset++; // fill byte
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      offset += 2; // has no length
    } else if (marker === 0xda || marker === 0xd9) {
      return { problem: 'is a damaged JPEG: it has no frame header' };
    } else if (isFrameStart(marker)) {
      if (offset + 9 > bytes.length) return TRUNCATED;
      return { widthPx: view.getUint16(offset + 7), heightPx: view.getUint16(offset + 5), animated: false };
    } else if (!isSkipped(marker)) {
      return { problem: 'is a damaged JPEG: it has an unknown segment' };
    } else {
      const length = view.getUint16(offset + 2);
      if (length < 2) return { problem: 'is a damaged JPEG: a segment is shorter than its own header' };
      offset += 2 + length;
    }
  }
  return TRUNCATED;
}
