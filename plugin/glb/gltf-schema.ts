import * as z from 'zod';
import { invalidGlb, keyText } from './invalid-glb.ts';

const index = z.int().min(0);
const count = z.int().min(1);
const byteOffset = z.int().min(0).default(0);
const numbers = (length: number) => z.array(z.number()).length(length);
const accessorByName = z.record(z.string(), index);
const list = <T extends z.ZodType>(item: T) => z.array(item).default([]);

const accessor = z.object({
  bufferView: index.optional(),
  byteOffset,
  componentType: z.union([5120, 5121, 5122, 5123, 5125, 5126].map((code) => z.literal(code))),
  normalized: z.boolean().default(false),
  count,
  type: z.enum(['SCALAR', 'VEC2', 'VEC3', 'VEC4', 'MAT2', 'MAT3', 'MAT4']),
  sparse: z.unknown().optional(),
  min: z.array(z.number()).optional(),
  max: z.array(z.number()).optional(),
});

const meshopt = z.object({
  buffer: index,
  byteOffset,
  byteLength: count,
  byteStride: z.int().min(2).max(256),
  count,
  mode: z.enum(['ATTRIBUTES', 'TRIANGLES', 'INDICES']),
  filter: z.enum(['NONE', 'OCTAHEDRAL', 'QUATERNION', 'EXPONENTIAL']).default('NONE'),
});

const bufferView = z.object({
  buffer: index,
  byteOffset,
  byteLength: count,
  byteStride: z.int().min(4).max(252).multipleOf(4).optional(),
  extensions: z.object({ EXT_meshopt_compression: meshopt.optional() }).optional(),
});

const buffer = z.object({
  byteLength: count,
  extensions: z
    .object({ EXT_meshopt_compression: z.object({ fallback: z.boolean().default(false) }).optional() })
    .optional(),
});

const draco = z.object({ bufferView: index, attributes: accessorByName });

const primitive = z.object({
  attributes: accessorByName,
  indices: index.optional(),
  extensions: z.object({ KHR_draco_mesh_compression: draco.optional() }).optional(),
  material: index.optional(),
  mode: z.int().min(0).max(6).default(4),
  // Even an empty list makes loaders copy a mesh instead of creating instances.
  targets: z.array(accessorByName).min(1).default([]),
});

const node = z.object({
  children: list(index),
  mesh: index.optional(),
  skin: index.optional(),
  camera: index.optional(),
  weights: z.array(z.number()).optional(),
  matrix: numbers(16).optional(),
  translation: numbers(3).optional(),
  rotation: numbers(4).optional(),
  scale: numbers(3).optional(),
  extensions: z.object({ MSFT_lod: z.object({ ids: z.array(index).min(1) }).optional() }).optional(),
});

const texture = z.object({
  source: index.optional(),
  sampler: index.optional(),
  extensions: z
    .object({
      EXT_texture_webp: z.object({ source: index }).optional(),
      KHR_texture_basisu: z.object({ source: index }).optional(),
    })
    .optional(),
});

const target = z.object({
  node: index.optional(),
  path: z.enum(['translation', 'rotation', 'scale', 'weights']),
});

const animation = z.object({
  channels: z.array(z.object({ sampler: index, target })),
  samplers: z.array(
    z.object({
      input: index,
      output: index,
      interpolation: z.enum(['LINEAR', 'STEP', 'CUBICSPLINE']).optional(),
    }),
  ),
});

const camera = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('perspective'),
    perspective: z.object({
      yfov: z.number(),
      znear: z.number(),
      zfar: z.number().optional(),
      aspectRatio: z.number().optional(),
    }),
  }),
  z.object({
    type: z.literal('orthographic'),
    orthographic: z.object({ xmag: z.number(), ymag: z.number(), zfar: z.number(), znear: z.number() }),
  }),
]);

const sampler = z.object({
  magFilter: z.int().optional(),
  minFilter: z.int().optional(),
  wrapS: z.int().optional(),
  wrapT: z.int().optional(),
});

const material = z.looseObject({
  alphaMode: z.enum(['OPAQUE', 'MASK', 'BLEND']).optional(),
  // Babylon writes it into the shader source, where 1e+21 is not a number.
  alphaCutoff: z.number().min(0).max(1e6).optional(),
  pbrMetallicRoughness: z.looseObject({}).optional(),
});

/** The parts of glTF 2.0 that we read, as in the specification. */
const gltf = z.object({
  asset: z.object({ version: z.string().regex(/^2\.\d+$/) }),
  scene: index.default(0),
  scenes: list(z.object({ nodes: list(index) })),
  nodes: list(node),
  meshes: list(z.object({ primitives: z.array(primitive).min(1), weights: z.array(z.number()).optional() })),
  accessors: list(accessor),
  bufferViews: list(bufferView),
  buffers: list(buffer),
  images: list(z.object({ bufferView: index.optional(), mimeType: z.string().optional() })),
  textures: list(texture),
  samplers: list(sampler),
  materials: list(material),
  skins: list(
    z.object({
      inverseBindMatrices: index.optional(),
      skeleton: index.optional(),
      joints: z.array(index).min(1),
    }),
  ),
  animations: list(animation),
  cameras: list(camera),
  extensionsUsed: list(z.string()),
  extensionsRequired: list(z.string()),
});

export type Gltf = z.infer<typeof gltf>;
export type GltfAccessor = z.infer<typeof accessor>;
export type GltfBufferView = z.infer<typeof bufferView>;
export type GltfMeshopt = z.infer<typeof meshopt>;
export type GltfNode = z.infer<typeof node>;
export type GltfPrimitive = z.infer<typeof primitive>;

/** Parses the JSON. Throws `invalid-glb` with the first invalid member. */
export function parseGltf(json: unknown): Gltf {
  const result = gltf.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${keyText(String(key))}`))
    .join('')
    .slice(1);
  throw invalidGlb(`${path || 'The JSON of the GLB'} is not valid glTF: ${issue.message.slice(0, 120)}`);
}
