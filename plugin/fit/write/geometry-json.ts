import type { MeshoptEncoder } from 'meshoptimizer/encoder';
import type { BinaryParts } from '../../glb/pack-glb.ts';
import { type CompressedStream, compress, type GeometryStream } from './geometry-streams.ts';

const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;

/** The encoded streams of all levels, compressed if there is an encoder. */
export interface WrittenGeometry {
  readonly levels: readonly (readonly WrittenStream[])[];
  readonly byteLength: number;
}

interface WrittenStream extends GeometryStream {
  readonly compressed?: CompressedStream;
}

export function encodeGeometry(
  levels: readonly (readonly GeometryStream[])[],
  encoder: typeof MeshoptEncoder | undefined,
): WrittenGeometry {
  const written = levels.map((streams) =>
    streams.map(
      (stream): WrittenStream => (encoder ? { ...stream, compressed: compress(stream, encoder) } : stream),
    ),
  );
  const sizes = written.flat().map(({ bytes, compressed }) => (compressed ?? { bytes }).bytes.byteLength);
  return { levels: written, byteLength: sizes.reduce((sum, size) => sum + size, 0) };
}

function viewOf(stream: WrittenStream, parts: BinaryParts, fallbackOffset: number) {
  const { bytes, count, strideBytes, use, compressed } = stream;
  const isIndices = use === 'indices';
  const common = {
    byteLength: bytes.byteLength,
    ...(!isIndices && { byteStride: strideBytes }),
    target: isIndices ? ELEMENT_ARRAY_BUFFER : ARRAY_BUFFER,
  };
  if (!compressed) return { buffer: 0, byteOffset: parts.add(bytes), ...common };
  const { mode, filter } = compressed;
  const byteOffset = parts.add(compressed.bytes);
  const where = { buffer: 0, byteOffset, byteLength: compressed.bytes.byteLength };
  const meshopt = { ...where, byteStride: strideBytes, count, mode, ...(filter && { filter }) };
  return {
    buffer: 1,
    byteOffset: fallbackOffset,
    ...common,
    extensions: { EXT_meshopt_compression: meshopt },
  };
}

function accessorOf(
  { count, componentType, type, normalized, min, max }: GeometryStream,
  bufferView: number,
) {
  return { bufferView, componentType, count, type, normalized: normalized || undefined, min, max };
}

/** Adds the geometry to the binary chunk and returns its JSON: one mesh per level, all with material 0. */
export function geometryJson(geometry: WrittenGeometry, parts: BinaryParts) {
  const bufferViews: ReturnType<typeof viewOf>[] = [];
  const accessors: ReturnType<typeof accessorOf>[] = [];
  let fallbackBytes = 0;
  const meshes = geometry.levels.map((streams) => {
    const accessorBy: Partial<Record<GeometryStream['use'], number>> = {};
    for (const stream of streams) {
      accessorBy[stream.use] = accessors.length;
      accessors.push(accessorOf(stream, bufferViews.length));
      bufferViews.push(viewOf(stream, parts, fallbackBytes));
      if (stream.compressed) fallbackBytes = (fallbackBytes + stream.bytes.byteLength + 3) & ~3;
    }
    const { indices, ...attributes } = accessorBy;
    return { primitives: [{ attributes, indices, material: 0 }] };
  });
  return { bufferViews, accessors, meshes, fallbackBytes };
}
