import { type HeaderReading, TRUNCATED, viewOf } from './header.ts';

const tableBytes = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);

function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let offset = start;
  while (offset < bytes.length && bytes[offset] !== 0) offset += 1 + bytes[offset]!;
  return offset + 1;
}

// Header (6), screen (7), colour table, then blocks: 0x21 extension, 0x2c frame, 0x3b end.
export function readGif(bytes: Uint8Array): HeaderReading {
  if (bytes.length < 13) return TRUNCATED;
  const view = viewOf(bytes);
  let widthPx = view.getUint16(6, true);
  let heightPx = view.getUint16(8, true);
  let frames = 0;
  let offset = 13 + tableBytes(bytes[10]!);
  while (offset < bytes.length && frames < 2) {
    const block = bytes[offset];
    if (block === 0x21) {
      offset = afterSubBlocks(bytes, offset + 2);
    } else if (block === 0x2c && offset + 10 <= bytes.length) {
      if (++frames === 1) {
        // Decoders enlarge the screen to a first frame that does not fit, so the frame counts for the limits.
        widthPx = Math.max(widthPx, view.getUint16(offset + 1, true) + view.getUint16(offset + 5, true));
        heightPx = Math.max(heightPx, view.getUint16(offset + 3, true) + view.getUint16(offset + 7, true));
      }
      offset = afterSubBlocks(bytes, offset + 11 + tableBytes(bytes[offset + 9]!));
    } else break;
  }
  return frames === 0
    ? { problem: 'is a GIF without an image in it' }
    : { widthPx, heightPx, animated: frames > 1 };
}
