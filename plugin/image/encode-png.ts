import type { RasterImage } from '../recipe/image.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RGB = 2;
const RGBA = 6;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function writeChunk(target: Uint8Array, offset: number, type: string, data: Uint8Array): number {
  const view = new DataView(target.buffer);
  view.setUint32(offset, data.length);
  for (let i = 0; i < 4; i++) target[offset + 4 + i] = type.charCodeAt(i);
  target.set(data, offset + 8);
  let crc = 0xffffffff;
  for (let i = offset + 4; i < offset + 8 + data.length; i++)
    crc = CRC_TABLE[(crc ^ target[i]!) & 255]! ^ (crc >>> 8);
  view.setUint32(offset + 8 + data.length, (crc ^ 0xffffffff) >>> 0);
  return offset + 12 + data.length;
}

// PNG filter types 0–4: none, left, up, average, Paeth.
function predict(type: number, left: number, up: number, upLeft: number): number {
  if (type === 1) return left;
  if (type === 2) return up;
  if (type === 3) return (left + up) >> 1;
  if (type === 0) return 0;
  const byLeft = Math.abs(up - upLeft);
  const byUp = Math.abs(left - upLeft);
  const byBoth = Math.abs(left + up - 2 * upLeft);
  return byLeft <= byUp && byLeft <= byBoth ? left : byUp <= byBoth ? up : upLeft;
}

function filterInto(
  out: Uint8Array,
  type: number,
  row: Uint8Array,
  above: Uint8Array,
  channels: number,
): number {
  let cost = 0;
  out[0] = type;
  for (let i = 0; i < row.length; i++) {
    const left = i < channels ? 0 : row[i - channels]!;
    const upLeft = i < channels ? 0 : above[i - channels]!;
    const value = (row[i]! - predict(type, left, above[i]!, upLeft)) & 255;
    out[i + 1] = value;
    cost += value < 128 ? value : 256 - value;
  }
  return cost;
}

/** Each row with the filter of the smallest sum of differences: the heuristic of the PNG specification. */
function filteredRows({ widthPx, heightPx, data }: RasterImage, channels: number): Uint8Array<ArrayBuffer> {
  const stride = widthPx * channels;
  const result = new Uint8Array(heightPx * (stride + 1));
  let row = new Uint8Array(stride);
  let above = new Uint8Array(stride);
  const trial = new Uint8Array(stride + 1);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0, from = y * widthPx * 4; x < widthPx; x++, from += 4)
      for (let c = 0; c < channels; c++) row[x * channels + c] = data[from + c]!;
    let best = Number.POSITIVE_INFINITY;
    for (let type = 0; type <= 4; type++) {
      const cost = filterInto(trial, type, row, above, channels);
      if (cost < best) {
        best = cost;
        result.set(trial, y * trial.length);
      }
    }
    [row, above] = [above, row];
  }
  return result;
}

async function deflate(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Encodes a PNG of 8 bits per channel, RGB or RGBA with straight alpha, with only the chunks IHDR, IDAT and IEND. Not
 * with a canvas: its premultiplied pixels lose colour where alpha is low.
 */
export async function encodePng(image: RasterImage, hasAlpha: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, image.widthPx);
  view.setUint32(4, image.heightPx);
  header[8] = 8;
  header[9] = hasAlpha ? RGBA : RGB;
  const pixels = await deflate(filteredRows(image, hasAlpha ? 4 : 3));
  const png = new Uint8Array(SIGNATURE.length + 12 * 3 + header.length + pixels.length);
  png.set(SIGNATURE);
  let offset = writeChunk(png, SIGNATURE.length, 'IHDR', header);
  offset = writeChunk(png, offset, 'IDAT', pixels);
  writeChunk(png, offset, 'IEND', new Uint8Array(0));
  return png;
}
