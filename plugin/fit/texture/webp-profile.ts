const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const HAS_PROFILE = 0x20;

interface Chunk {
  readonly name: string;
  /** Header and padding included. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function chunksOf(webp: Uint8Array<ArrayBuffer>): Chunk[] {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength);
  const chunks: Chunk[] = [];
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= webp.length; ) {
    const end = at + CHUNK_HEADER_BYTES + ((view.getUint32(at + 4, true) + 1) & ~1);
    chunks.push({ name: String.fromCharCode(...webp.subarray(at, at + 4)), bytes: webp.slice(at, end) });
    at = end;
  }
  return chunks;
}

/**
 * Removes the colour profile from a WebP. Browsers add an sRGB profile to every image encoded by a canvas: 0.5 KB, and a
 * loader that applies it would convert normals and roughness as if they were colours.
 */
export function withoutProfile(webp: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const chunks = chunksOf(webp);
  if (!chunks.some(({ name }) => name === 'ICCP')) return webp;
  const kept = chunks.filter(({ name }) => name !== 'ICCP');
  const extended = kept.find(({ name }) => name === 'VP8X');
  if (extended) extended.bytes[CHUNK_HEADER_BYTES]! &= ~HAS_PROFILE;
  // With the profile gone, a plain image needs no extended header.
  const written = kept.length === 2 && extended ? kept.filter((chunk) => chunk !== extended) : kept;
  const length = written.reduce((sum, { bytes }) => sum + bytes.length, RIFF_HEADER_BYTES);
  const result = new Uint8Array(length);
  result.set(webp.subarray(0, RIFF_HEADER_BYTES));
  new DataView(result.buffer).setUint32(4, length - CHUNK_HEADER_BYTES, true);
  let at = RIFF_HEADER_BYTES;
  for (const { bytes } of written) {
    result.set(bytes, at);
    at += bytes.length;
  }
  return result;
}
