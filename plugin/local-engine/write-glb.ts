import { binaryParts, packGlb } from '../glb/pack-glb.ts';
import { ENGINE_NAME } from './engine-info.ts';
import type { SolidMesh } from './solid/mirror.ts';

export interface EncodedTexture {
  readonly bytes: Uint8Array;
  readonly mimeType: 'image/jpeg' | 'image/png';
}

const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;
const FLOAT = 5126;
const UNSIGNED_SHORT = 5123;
const UNSIGNED_INT = 5125;
const LINEAR = 9729;
const LINEAR_MIPMAP_LINEAR = 9987;
const CLAMP_TO_EDGE = 33071;

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function bounds(positions: Float32Array): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const value = positions[i]!;
    const axis = i % 3;
    if (value < min[axis]!) min[axis] = value;
    if (value > max[axis]!) max[axis] = value;
  }
  return { min, max };
}

function describe(
  mesh: SolidMesh,
  indices: Uint16Array | Uint32Array,
  views: readonly { byteOffset: number; byteLength: number; target?: number }[],
  mimeType: string,
  extras: Readonly<Record<string, unknown>>,
) {
  const count = mesh.positions.length / 3;
  const indexType = indices instanceof Uint16Array ? UNSIGNED_SHORT : UNSIGNED_INT;
  return {
    asset: { version: '2.0', generator: ENGINE_NAME, extras },
    extras,
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ name: 'local-approximation', mesh: 0 }],
    meshes: [
      {
        name: 'local-approximation',
        primitives: [
          { attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, indices: 3, material: 0, mode: 4 },
        ],
      },
    ],
    materials: [
      {
        name: 'local-approximation',
        pbrMetallicRoughness: {
          baseColorTexture: { index: 0 },
          metallicFactor: 0,
          roughnessFactor: 0.8,
        },
      },
    ],
    textures: [{ sampler: 0, source: 0 }],
    samplers: [
      { magFilter: LINEAR, minFilter: LINEAR_MIPMAP_LINEAR, wrapS: CLAMP_TO_EDGE, wrapT: CLAMP_TO_EDGE },
    ],
    images: [{ name: 'base-colour', bufferView: 4, mimeType }],
    accessors: [
      { bufferView: 0, componentType: FLOAT, count, type: 'VEC3', ...bounds(mesh.positions) },
      { bufferView: 1, componentType: FLOAT, count, type: 'VEC3' },
      { bufferView: 2, componentType: FLOAT, count, type: 'VEC2' },
      { bufferView: 3, componentType: indexType, count: indices.length, type: 'SCALAR' },
    ],
    bufferViews: views.map((view) => ({ buffer: 0, ...view })),
  };
}

/**
 * A GLB (glTF 2.0, no extension) with one node, mesh, opaque material and texture. `extras` are written to the root and to
 * `asset`, next to the engine's name.
 */
export function writeGlb(
  mesh: SolidMesh,
  texture: EncodedTexture,
  extras: Readonly<Record<string, unknown>>,
): Uint8Array<ArrayBuffer> {
  // Index 65,535 is the primitive-restart value.
  const indices = mesh.positions.length / 3 < 65_535 ? Uint16Array.from(mesh.indices) : mesh.indices;
  const parts = [
    { bytes: bytesOf(mesh.positions), target: ARRAY_BUFFER },
    { bytes: bytesOf(mesh.normals), target: ARRAY_BUFFER },
    { bytes: bytesOf(mesh.uvs), target: ARRAY_BUFFER },
    { bytes: bytesOf(indices), target: ELEMENT_ARRAY_BUFFER },
    { bytes: texture.bytes },
  ];
  const binary = binaryParts();
  const views = parts.map(({ bytes, ...rest }) => ({
    byteOffset: binary.add(bytes),
    byteLength: bytes.byteLength,
    ...rest,
  }));
  const description = describe(mesh, indices, views, texture.mimeType, extras);
  return packGlb({ ...description, buffers: [{ byteLength: binary.byteLength }] }, binary);
}
