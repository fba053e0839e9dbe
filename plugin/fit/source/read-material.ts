import * as z from 'zod';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import type { SurfaceMaterial } from '../mesh/surface.ts';

const numbers = (length: number) => z.array(z.number()).length(length);
/** Out of range is an error in the file; what is written must be right. */
const share = z.number().transform((value) => Math.min(1, Math.max(0, value)));
const shares = (length: number) => z.array(share).length(length);
const transform = z.object({
  offset: numbers(2).default([0, 0]),
  rotation: z.number().default(0),
  scale: numbers(2).default([1, 1]),
  texCoord: z.int().optional(),
});
const texture = z.object({
  index: z.int(),
  texCoord: z.int().default(0),
  scale: z.number().optional(),
  strength: z.number().optional(),
  extensions: z.object({ KHR_texture_transform: transform.optional() }).optional(),
});

const gltfMaterial = z.object({
  name: z.string().default(''),
  pbrMetallicRoughness: z
    .object({
      baseColorFactor: shares(4).default([1, 1, 1, 1]),
      metallicFactor: share.default(1),
      roughnessFactor: share.default(1),
      baseColorTexture: texture.optional(),
      metallicRoughnessTexture: texture.optional(),
    })
    .prefault({}),
  normalTexture: texture.optional(),
  occlusionTexture: texture.optional(),
  emissiveTexture: texture.optional(),
  emissiveFactor: shares(3).default([0, 0, 0]),
  alphaMode: z.enum(['OPAQUE', 'MASK', 'BLEND']).default('OPAQUE'),
  alphaCutoff: z.number().default(0.5),
  doubleSided: z.boolean().default(false),
  extensions: z.record(z.string(), z.unknown()).default({}),
});

type TextureTransform = z.infer<typeof transform>;

/** The UV mapping shared by all textures of the material. */
export interface TextureLayout {
  /** Which TEXCOORD set. */
  readonly texCoord: number;
  readonly transform: TextureTransform | undefined;
}

export type ReadMaterial =
  | {
      readonly material: SurfaceMaterial;
      /** Index of the texture of each map. */
      readonly textures: Readonly<Partial<Record<SurfaceMap, number>>>;
      /** Undefined for a material without textures. */
      readonly layout: TextureLayout | undefined;
    }
  /** Why the material is not supported by a plain surface: the end of "The material …". */
  | { readonly obstacle: string };

const NO_TRANSFORM = { offset: [0, 0], rotation: 0, scale: [1, 1] };

/** Reads a material of the file, or glTF's default material if undefined. */
export function readMaterial(json: unknown): ReadMaterial {
  const parsed = gltfMaterial.safeParse(json ?? {});
  if (!parsed.success) return { obstacle: 'has values that are not valid glTF' };
  const { data } = parsed;
  const [extension] = Object.keys(data.extensions);
  if (extension) return { obstacle: `uses ${extension.slice(0, 60)}` };
  const { pbrMetallicRoughness: pbr } = data;
  const slots = {
    baseColor: pbr.baseColorTexture,
    metallicRoughness: pbr.metallicRoughnessTexture,
    normal: data.normalTexture,
    occlusion: data.occlusionTexture,
    emissive: data.emissiveTexture,
  };
  const layouts = new Map<string, TextureLayout>();
  const textures: Partial<Record<SurfaceMap, number>> = {};
  for (const [map, slot] of Object.entries(slots)) {
    if (!slot) continue;
    textures[map as SurfaceMap] = slot.index;
    const { texCoord, ...placed } =
      slot.extensions?.KHR_texture_transform ?? (NO_TRANSFORM as TextureTransform);
    const isPlaced = JSON.stringify(placed) !== JSON.stringify(NO_TRANSFORM);
    const layout = { texCoord: texCoord ?? slot.texCoord, transform: isPlaced ? placed : undefined };
    layouts.set(JSON.stringify(layout), layout);
  }
  if (layouts.size > 1) return { obstacle: 'uses more than one mapping for its textures' };
  return {
    material: {
      name: data.name,
      baseColorFactor: pbr.baseColorFactor as [number, number, number, number],
      metallicFactor: pbr.metallicFactor,
      roughnessFactor: pbr.roughnessFactor,
      emissiveFactor: data.emissiveFactor as [number, number, number],
      normalScale: slots.normal?.scale ?? 1,
      occlusionStrength: slots.occlusion?.strength ?? 1,
      alphaMode: data.alphaMode,
      alphaCutoff: data.alphaCutoff,
      doubleSided: data.doubleSided,
    },
    textures,
    layout: layouts.values().next().value,
  };
}

/** Applies KHR_texture_transform to texture coordinates, in place: scale, then rotation, then offset. */
export function transformUvs(uvs: Float32Array, { offset, rotation, scale }: TextureTransform): void {
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  for (let i = 0; i < uvs.length; i += 2) {
    const u = uvs[i]! * scale[0]!;
    const v = uvs[i + 1]! * scale[1]!;
    uvs[i] = cos * u + sin * v + offset[0]!;
    uvs[i + 1] = -sin * u + cos * v + offset[1]!;
  }
}
