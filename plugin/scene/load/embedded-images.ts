import * as z from 'zod';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import { parseGlb } from '../../glb/parse-glb.ts';

const slot = z.object({ index: z.int() }).optional();
const source = z.object({ source: z.int() }).optional();

const schema = z.object({
  materials: z
    .array(
      z.object({
        pbrMetallicRoughness: z
          .object({ baseColorTexture: slot, metallicRoughnessTexture: slot })
          .default({ baseColorTexture: undefined, metallicRoughnessTexture: undefined }),
        normalTexture: slot,
        occlusionTexture: slot,
        emissiveTexture: slot,
      }),
    )
    .default([]),
  textures: z
    .array(
      z.object({
        source: z.int().optional(),
        extensions: z.object({ EXT_texture_webp: source }).optional(),
      }),
    )
    .default([]),
  images: z.array(z.object({ bufferView: z.int().optional(), mimeType: z.string().optional() })).default([]),
  bufferViews: z.array(z.object({ byteOffset: z.int().default(0), byteLength: z.int() })).default([]),
});

export interface EmbeddedImage {
  /** A view into the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mimeType: string;
}

/** The encoded images of a GLB's first material, without those that a browser cannot decode. */
export function embeddedImages(glb: Uint8Array<ArrayBuffer>): ReadonlyMap<SurfaceMap, EmbeddedImage> {
  const { json, bin } = parseGlb(glb);
  const parsed = schema.safeParse(json);
  const found = new Map<SurfaceMap, EmbeddedImage>();
  const [material] = parsed.data?.materials ?? [];
  if (!parsed.success || !material) return found;
  const { textures, images, bufferViews } = parsed.data;
  const slots = {
    baseColor: material.pbrMetallicRoughness.baseColorTexture,
    metallicRoughness: material.pbrMetallicRoughness.metallicRoughnessTexture,
    normal: material.normalTexture,
    occlusion: material.occlusionTexture,
    emissive: material.emissiveTexture,
  } as const satisfies Record<SurfaceMap, unknown>;
  for (const [map, used] of Object.entries(slots) as [SurfaceMap, { index: number } | undefined][]) {
    const texture = used && textures[used.index];
    const image = texture && images[texture.extensions?.EXT_texture_webp?.source ?? texture.source ?? -1];
    const view = image?.bufferView === undefined ? undefined : bufferViews[image.bufferView];
    if (!view || !image?.mimeType || image.mimeType === 'image/ktx2') continue;
    const start = bin.byteOffset + view.byteOffset;
    found.set(map, {
      bytes: new Uint8Array(glb.buffer, start, view.byteLength),
      mimeType: image.mimeType,
    });
  }
  return found;
}
