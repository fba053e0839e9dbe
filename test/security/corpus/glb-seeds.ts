import { MeshoptEncoder } from 'meshoptimizer/encoder';
import { type AnyJson, type GlbParts, quadGlb } from '../../fixtures/make-glb.ts';
import { concat } from '../../fixtures/make-image.ts';

const FLOAT = 5126;
const floats = (values: readonly number[]) => new Uint8Array(new Float32Array(values).buffer);

/** Appends data with a bufferView and an accessor of its own; the accessor's index. */
function addAccessor(
  parts: { json: AnyJson; bin: Uint8Array },
  values: readonly number[],
  type: string,
): number {
  const { json } = parts;
  const data = floats(values);
  const width = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }[type]!;
  json.bufferViews.push({ buffer: 0, byteOffset: parts.bin.length, byteLength: data.length });
  json.accessors.push({
    bufferView: json.bufferViews.length - 1,
    componentType: FLOAT,
    count: values.length / width,
    type,
  });
  parts.bin = concat(parts.bin, data);
  json.buffers[0].byteLength = parts.bin.length;
  return json.accessors.length - 1;
}

/** Skin, animation, morph target, camera, a second scene, two primitives: everything that the checks follow. */
function rich(): { json: AnyJson; bin: Uint8Array } {
  const parts: { json: AnyJson; bin: Uint8Array } = quadGlb();
  const { json } = parts;
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const times = addAccessor(parts, [0, 1], 'SCALAR');
  const moves = addAccessor(parts, [0, 0, 0, 1, 2, 3], 'VEC3');
  const bind = addAccessor(parts, identity, 'MAT4');
  const joints = addAccessor(parts, Array(16).fill(0), 'VEC4');
  const weights = addAccessor(parts, Array(16).fill(0.25), 'VEC4');
  json.nodes = [
    { children: [1, 2], translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [2, 2, 2], name: 'group' },
    { mesh: 0, skin: 0, matrix: identity },
    { camera: 0, mesh: 1, name: 'seen' },
  ];
  json.cameras = [{ type: 'perspective', perspective: { yfov: 1, znear: 0.1 } }];
  json.skins = [{ joints: [2], skeleton: 0, inverseBindMatrices: bind }];
  json.animations = [
    {
      channels: [{ sampler: 0, target: { node: 2, path: 'translation' } }],
      samplers: [{ input: times, output: moves, interpolation: 'LINEAR' }],
    },
  ];
  const [primitive] = json.meshes[0].primitives;
  json.meshes.push({ primitives: [structuredClone(primitive), { attributes: { POSITION: 0 } }] });
  primitive.targets = [{ POSITION: 0 }];
  Object.assign(primitive.attributes, { JOINTS_0: joints, WEIGHTS_0: weights });
  json.materials[0].extensions = {
    KHR_materials_clearcoat: { clearcoatTexture: { index: 0 } },
    KHR_materials_sheen: { sheenColorFactor: [1, 0, 0] },
  };
  json.extensionsUsed = [
    'KHR_materials_clearcoat',
    'KHR_materials_sheen',
    'KHR_mesh_quantization',
    'EXT_texture_webp',
  ];
  json.textures.push({ extensions: { EXT_texture_webp: { source: 0 } } });
  json.scenes.push({ nodes: [0] });
  return parts;
}

/** Several branches, levels of detail, a normal map, alpha, a texture transform. */
function parts(): { json: AnyJson; bin: Uint8Array } {
  const made: { json: AnyJson; bin: Uint8Array } = quadGlb();
  const { json } = made;
  const normals = addAccessor(made, [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1], 'VEC3');
  json.meshes[0].primitives[0].attributes.NORMAL = normals;
  json.nodes = [
    { children: [1, 2], name: 'world' },
    { mesh: 0, extensions: { MSFT_lod: { ids: [3] } }, extras: { MSFT_screencoverage: [0.5, 0] } },
    { mesh: 0, translation: [2, 0, 0] },
    { mesh: 0 },
  ];
  json.extensionsUsed = ['MSFT_lod', 'KHR_texture_transform', 'KHR_materials_emissive_strength'];
  json.samplers = [{ magFilter: 9729, minFilter: 9987, wrapS: 10497, wrapT: 33071 }];
  Object.assign(json.materials[0], {
    alphaMode: 'MASK',
    alphaCutoff: 0.5,
    doubleSided: true,
    normalTexture: { index: 0, scale: 1 },
    emissiveFactor: [1, 1, 1],
    extensions: { KHR_materials_emissive_strength: { emissiveStrength: 2 } },
  });
  json.materials[0].pbrMetallicRoughness.baseColorTexture.extensions = {
    KHR_texture_transform: { offset: [0.5, 0.5], scale: [2, 2], rotation: 1 },
  };
  return made;
}

await MeshoptEncoder.ready;

/** A compressed strip of sixteen vertices beside the quad. */
function compressed(): { json: AnyJson; bin: Uint8Array } {
  const made: { json: AnyJson; bin: Uint8Array } = quadGlb();
  const { json } = made;
  const strip = floats(Array.from({ length: 48 }, (_, i) => (i % 3 === 2 ? 0 : (i * 7) % 5)));
  const stream = MeshoptEncoder.encodeGltfBuffer(strip, 16, 12, 'ATTRIBUTES');
  const byteOffset = made.bin.length;
  made.bin = concat(made.bin, stream, new Uint8Array((4 - (stream.length % 4)) % 4));
  json.buffers[0].byteLength = made.bin.length;
  json.extensionsUsed = json.extensionsRequired = ['EXT_meshopt_compression'];
  json.buffers.push({ byteLength: 192, extensions: { EXT_meshopt_compression: { fallback: true } } });
  const mode = { byteStride: 12, count: 16, mode: 'ATTRIBUTES', filter: 'NONE' };
  const packed = { buffer: 0, byteOffset, byteLength: stream.length, ...mode };
  json.bufferViews.push({
    buffer: 1,
    byteLength: 192,
    byteStride: 12,
    extensions: { EXT_meshopt_compression: packed },
  });
  json.accessors.push({
    ...{ bufferView: 4, componentType: FLOAT, count: 16, type: 'VEC3' },
    ...{ min: [0, 0, 0], max: [1, 1, 1] },
  });
  json.meshes.push({ primitives: [{ attributes: { POSITION: 3 } }] });
  json.nodes.push({ mesh: 1 });
  json.scenes[0].nodes.push(1);
  return made;
}

/** Files that pass the pre-flight, from which mutants are made. */
export const GLB_SEEDS: readonly GlbParts[] = [quadGlb(), rich(), parts(), compressed()];
