import type { MeshoptEncoder } from 'meshoptimizer/encoder';
import type { TexturedMesh } from '../mesh/surface.ts';
import {
  type PositionGrid,
  quantizeNormals,
  quantizePositions,
  quantizeUvs,
  type UvBits,
} from './quantize.ts';

/** Data of one accessor, in the layout of its bufferView. */
export interface GeometryStream {
  readonly use: 'POSITION' | 'NORMAL' | 'TEXCOORD_0' | 'indices';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
  readonly strideBytes: number;
  readonly componentType: number;
  readonly type: 'SCALAR' | 'VEC2' | 'VEC3';
  readonly normalized: boolean;
  readonly min?: readonly number[];
  readonly max?: readonly number[];
  /** Unit normals for the octahedral filter, four floats per vertex. */
  readonly octahedral?: Float32Array<ArrayBuffer>;
}

const BYTE = 5120;
const UNSIGNED_SHORT = 5123;
const UNSIGNED_INT = 5125;
const FLOAT = 5126;
/** Index 65,535 is the primitive-restart value. */
export const MAX_SHORT_VERTICES = 65_535;

const bytesOf = (array: ArrayBufferView<ArrayBuffer>) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function extremes(values: Float32Array | Uint16Array, stride: number): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let v = 0; v < values.length; v += stride)
    for (let axis = 0; axis < 3; axis++) {
      const value = values[v + axis]!;
      if (value < min[axis]!) min[axis] = value;
      if (value > max[axis]!) max[axis] = value;
    }
  return { min, max };
}

function floats(use: GeometryStream['use'], values: Float32Array<ArrayBuffer>, width: 2 | 3): GeometryStream {
  const common = { use, bytes: bytesOf(values), count: values.length / width, strideBytes: width * 4 };
  return {
    ...common,
    componentType: FLOAT,
    type: width === 2 ? 'VEC2' : 'VEC3',
    normalized: false,
    ...(use === 'POSITION' && extremes(values, 3)),
  };
}

function indicesOf(mesh: TexturedMesh): GeometryStream {
  const isShort = mesh.positions.length / 3 <= MAX_SHORT_VERTICES;
  const values = isShort ? Uint16Array.from(mesh.indices) : mesh.indices;
  return {
    use: 'indices',
    bytes: bytesOf(values),
    count: values.length,
    strideBytes: isShort ? 2 : 4,
    componentType: isShort ? UNSIGNED_SHORT : UNSIGNED_INT,
    type: 'SCALAR',
    normalized: false,
  };
}

function uvsOf(mesh: TexturedMesh, bits: UvBits): GeometryStream {
  if (bits === 'float') return floats('TEXCOORD_0', mesh.uvs, 2);
  return {
    use: 'TEXCOORD_0',
    bytes: bytesOf(quantizeUvs(mesh.uvs, bits)),
    count: mesh.uvs.length / 2,
    strideBytes: 4,
    componentType: UNSIGNED_SHORT,
    type: 'VEC2',
    normalized: true,
  };
}

/**
 * Vertex attributes and indices of one mesh, as floats or, with a grid, quantised for KHR_mesh_quantization. No texture
 * coordinates without `uvBits`, no normals where the mesh has none.
 */
export function streamsOf(
  mesh: TexturedMesh,
  grid: PositionGrid | undefined,
  uvBits: UvBits | undefined,
): GeometryStream[] {
  const { positions, normals } = mesh;
  const uvs = uvBits === undefined ? [] : [uvsOf(mesh, grid ? uvBits : 'float')];
  const hasNormals = normals.length > 0;
  if (!grid)
    return [
      floats('POSITION', positions, 3),
      ...(hasNormals ? [floats('NORMAL', normals, 3)] : []),
      ...uvs,
      indicesOf(mesh),
    ];
  const quantized = quantizePositions(positions, grid);
  const count = positions.length / 3;
  return [
    {
      ...{ use: 'POSITION', bytes: bytesOf(quantized), count, strideBytes: 8 },
      ...{ componentType: UNSIGNED_SHORT, type: 'VEC3', normalized: false },
      ...extremes(quantized, 4),
    },
    ...(hasNormals ? [normalsOf(normals)] : []),
    ...uvs,
    indicesOf(mesh),
  ];
}

function normalsOf(normals: Float32Array): GeometryStream {
  const count = normals.length / 3;
  return {
    ...{ use: 'NORMAL', bytes: bytesOf(quantizeNormals(normals)), count, strideBytes: 4 },
    ...{ componentType: BYTE, type: 'VEC3', normalized: true },
    octahedral: Float32Array.from({ length: count * 4 }, (_, i) =>
      i % 4 === 3 ? 0 : normals[(i >> 2) * 3 + (i % 4)]!,
    ),
  };
}

/** A stream's compressed bytes and the members of EXT_meshopt_compression that describe them. */
export interface CompressedStream {
  readonly bytes: Uint8Array;
  readonly mode: 'ATTRIBUTES' | 'TRIANGLES';
  readonly filter?: 'OCTAHEDRAL';
}

const OCT_BITS = 8;
/** The codec version that every decoder of EXT_meshopt_compression supports. */
const CODEC_VERSION = 0;

/** Compresses with EXT_meshopt_compression; normals with the octahedral filter. */
export function compress(stream: GeometryStream, encoder: typeof MeshoptEncoder): CompressedStream {
  const { count, strideBytes, octahedral } = stream;
  const mode = stream.use === 'indices' ? 'TRIANGLES' : 'ATTRIBUTES';
  const source = octahedral
    ? encoder.encodeFilterOct(octahedral, count, strideBytes, OCT_BITS)
    : stream.bytes;
  const bytes = encoder.encodeGltfBuffer(source, count, strideBytes, mode, CODEC_VERSION);
  return { bytes, mode, ...(octahedral && { filter: 'OCTAHEDRAL' as const }) };
}
