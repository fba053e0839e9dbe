import { memoryText, memoryTextAbove } from '../core/bytes-text.ts';
import { GLB_LIMITS } from './glb-limits.ts';
import { grouped, invalidGlb } from './invalid-glb.ts';
import { checkJsonText } from './json-text.ts';

/** The parts of a GLB; `json` is not checked yet. */
export interface GlbContainer {
  readonly json: unknown;
  /** A view into the file; empty when there is no binary chunk. */
  readonly bin: Uint8Array;
}

const MAGIC = 0x46546c67; // "glTF"
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

function checkHeader(view: DataView): void {
  const { byteLength } = view;
  if (byteLength > GLB_LIMITS.maxFileBytes)
    throw invalidGlb(
      `The file has ${memoryTextAbove(byteLength)}; the limit is ${memoryText(GLB_LIMITS.maxFileBytes)}`,
    );
  if (byteLength < HEADER_BYTES + CHUNK_HEADER_BYTES)
    throw invalidGlb(`The file has ${byteLength} bytes, too few for a GLB`);
  if (view.getUint32(0, true) !== MAGIC)
    throw invalidGlb('The file is not a GLB: it does not begin with "glTF"');
  const version = view.getUint32(4, true);
  if (version !== 2) throw invalidGlb(`The GLB has version ${version}; only version 2 can be read`);
  const declared = view.getUint32(8, true);
  if (declared !== byteLength)
    throw invalidGlb(
      `The GLB says that it has ${grouped(declared)} bytes, but it has ${grouped(byteLength)}`,
    );
}

function chunkAt(view: DataView, offset: number, what: string): { type: number; start: number; end: number } {
  if (offset + CHUNK_HEADER_BYTES > view.byteLength)
    throw invalidGlb(`The GLB ends inside the header of its ${what}`);
  const length = view.getUint32(offset, true);
  const start = offset + CHUNK_HEADER_BYTES;
  if (length > view.byteLength - start)
    throw invalidGlb(
      `The ${what} of the GLB reaches ${grouped(length - (view.byteLength - start))} bytes beyond its end`,
    );
  if (length % 4 !== 0)
    throw invalidGlb(`The ${what} of the GLB has ${length} bytes, which is no multiple of 4`);
  return { type: view.getUint32(offset + 4, true), start, end: start + length };
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > GLB_LIMITS.maxJsonBytes)
    throw invalidGlb(
      `The JSON of the GLB has ${memoryTextAbove(bytes.length)}; the limit is ${memoryText(GLB_LIMITS.maxJsonBytes)}`,
    );
  checkJsonText(bytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw invalidGlb('The JSON of the GLB cannot be parsed', cause);
  }
}

/**
 * Parses the container of a GLB: header, JSON chunk, optional binary chunk.
 * @throws ImageTo3DError `invalid-glb`.
 */
export function parseGlb(bytes: Uint8Array): GlbContainer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(view);
  const first = chunkAt(view, HEADER_BYTES, 'JSON chunk');
  if (first.type !== JSON_CHUNK) throw invalidGlb('The first chunk of the GLB is not JSON');
  const json = parseJson(bytes.subarray(first.start, first.end));
  if (first.end === bytes.length) return { json, bin: new Uint8Array(0) };
  const second = chunkAt(view, first.end, 'second chunk');
  if (second.type !== BIN_CHUNK) throw invalidGlb('The second chunk of the GLB is not binary data');
  if (second.end !== bytes.length) throw invalidGlb('The GLB has more than two chunks');
  return { json, bin: bytes.subarray(second.start, second.end) };
}
