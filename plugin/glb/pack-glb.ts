const align = (length: number) => (length + 3) & ~3;

export interface BinaryParts {
  /** Adds a part, aligned to 4 bytes, and returns its offset. */
  add(bytes: Uint8Array): number;
  readonly byteLength: number;
  writeTo(target: Uint8Array, offset: number): void;
}

/** Collects the parts of a binary chunk. */
export function binaryParts(): BinaryParts {
  const parts: { bytes: Uint8Array; offset: number }[] = [];
  let length = 0;
  return {
    add(bytes) {
      const offset = length;
      parts.push({ bytes, offset });
      length += align(bytes.byteLength);
      return offset;
    },
    get byteLength() {
      return length;
    },
    writeTo(target, at) {
      for (const { bytes, offset } of parts) target.set(bytes, at + offset);
    },
  };
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** Builds a GLB (version 2) from JSON and a binary chunk. */
export function packGlb(json: unknown, binary: BinaryParts): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const jsonLength = align(text.byteLength);
  const glb = new Uint8Array(12 + 8 + jsonLength + 8 + binary.byteLength);
  const header = new DataView(glb.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, 2, true);
  header.setUint32(8, glb.byteLength, true);
  header.setUint32(12, jsonLength, true);
  header.setUint32(16, JSON_CHUNK, true);
  glb.fill(0x20, 20, 20 + jsonLength);
  glb.set(text, 20);
  header.setUint32(20 + jsonLength, binary.byteLength, true);
  header.setUint32(24 + jsonLength, BINARY_CHUNK, true);
  binary.writeTo(glb, 28 + jsonLength);
  return glb;
}
