import type { SurfaceMap } from '../../budget/master-facts.ts';
import type { EncodedTexture, SurfaceMaterial } from '../mesh/surface.ts';

export type SurfaceTextures = Readonly<Partial<Record<SurfaceMap, EncodedTexture>>>;

const MAPS: readonly SurfaceMap[] = ['baseColor', 'metallicRoughness', 'normal', 'occlusion', 'emissive'];

/** The distinct images of a set: occlusion and metallic-roughness may share one. */
export function distinctImages(textures: SurfaceTextures): EncodedTexture[] {
  const images: EncodedTexture[] = [];
  for (const map of MAPS) {
    const texture = textures[map];
    if (texture && !images.some(({ bytes }) => bytes === texture.bytes)) images.push(texture);
  }
  return images;
}

const unlessAll = (value: readonly number[], usual: number) =>
  value.every((component) => component === usual) ? undefined : value;
const unless = <T>(value: T, usual: T) => (value === usual ? undefined : value);

/** A glTF material without default values. `scale` is the KHR_texture_transform scale of every texture. */
export function materialJson(material: SurfaceMaterial, textures: SurfaceTextures, scale: number) {
  const images = distinctImages(textures);
  const transform = { KHR_texture_transform: { scale: [scale, scale] } };
  function reference(map: SurfaceMap, more: Readonly<Record<string, number | undefined>> = {}) {
    const texture = textures[map];
    if (!texture) return undefined;
    const index = images.findIndex(({ bytes }) => bytes === texture.bytes);
    return { index, ...more, ...(scale !== 1 && { extensions: transform }) };
  }
  const { alphaMode, alphaCutoff } = material;
  return {
    name: material.name,
    pbrMetallicRoughness: {
      baseColorFactor: unlessAll(material.baseColorFactor, 1),
      metallicFactor: unless(material.metallicFactor, 1),
      roughnessFactor: unless(material.roughnessFactor, 1),
      baseColorTexture: reference('baseColor'),
      metallicRoughnessTexture: reference('metallicRoughness'),
    },
    normalTexture: reference('normal', { scale: unless(material.normalScale, 1) }),
    occlusionTexture: reference('occlusion', { strength: unless(material.occlusionStrength, 1) }),
    emissiveTexture: reference('emissive'),
    emissiveFactor: unlessAll(material.emissiveFactor, 0),
    alphaMode: unless(alphaMode, 'OPAQUE'),
    alphaCutoff: alphaMode === 'MASK' ? unless(alphaCutoff, 0.5) : undefined,
    doubleSided: material.doubleSided || undefined,
  };
}

/** The glTF extension needed for an image's MIME type; PNG and JPEG need none. */
export function textureExtension({ mimeType }: EncodedTexture): string | undefined {
  if (mimeType === 'image/webp') return 'EXT_texture_webp';
  return mimeType === 'image/ktx2' ? 'KHR_texture_basisu' : undefined;
}
