import type { RasterImage } from '../../recipe/image.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RGB = 2;
const RGBA = 6;
const PAETH = 4;

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  let crc = 0xffffffff;
  for (let i = 4; i < 8 + data.length; i++) crc = CRC[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  view.setUint32(8 + data.length, ~crc >>> 0);
  return bytes;
}

// The Paeth filter on every row: a few percent larger than the best filter per row, in a fifth of the time.
function filtered({ widthPx, heightPx, data }: RasterImage, channels: number): Uint8Array<ArrayBuffer> {
  const rowBytes = widthPx * channels;
  const rows = new Uint8Array(heightPx * (rowBytes + 1));
  for (let y = 0, to = 0; y < heightPx; y++) {
    rows[to++] = PAETH;
    for (let x = 0; x < widthPx; x++) {
      const at = (y * widthPx + x) * 4;
      for (let c = 0; c < channels; c++) {
        const left = x > 0 ? data[at + c - 4]! : 0;
        const up = y > 0 ? data[at + c - widthPx * 4]! : 0;
        const corner = x > 0 && y > 0 ? data[at + c - widthPx * 4 - 4]! : 0;
        const byLeft = Math.abs(up - corner);
        const byUp = Math.abs(left - corner);
        const byCorner = Math.abs(left + up - 2 * corner);
        const predicted = byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
        rows[to++] = data[at + c]! - predicted;
      }
    }
  }
  return rows;
}

async function deflate(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Encodes a PNG of 8 bits per channel, RGB or RGBA with straight alpha. Not with a canvas: its premultiplied pixels lose
 * colour where alpha is low.
 */
export async function encodePng(raster: RasterImage, withAlpha: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, raster.widthPx);
  view.setUint32(4, raster.heightPx);
  header[8] = 8;
  header[9] = withAlpha ? RGBA : RGB;
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', await deflate(filtered(raster, withAlpha ? 4 : 3))),
    chunk('IEND', new Uint8Array(0)),
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
