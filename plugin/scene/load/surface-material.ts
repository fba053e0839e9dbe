import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { Material } from '@babylonjs/core/Materials/material.js';
import { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { Texture } from '@babylonjs/core/Materials/Textures/texture.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import type { SurfaceMap } from '../../budget/master-facts.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { SurfaceMaterial } from '../../fit/mesh/surface.ts';
import { offLists } from '../content/make-mesh.ts';
import { embeddedImages } from './embedded-images.ts';
import { uploadImage } from './upload-image.ts';

interface SurfaceMaterialOptions {
  readonly name: string;
  readonly values: SurfaceMaterial;
  readonly maps: Readonly<Partial<Record<SurfaceMap, ImageBitmap>>>;
  /** The file with the images, to restore them after a lost graphics context. */
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal | undefined;
}

const IS_COLOUR: Readonly<Record<SurfaceMap, boolean>> = {
  baseColor: true,
  emissive: true,
  metallicRoughness: false,
  normal: false,
  occlusion: false,
};
/** Texture names of the glTF loader. */
const LABELS: Readonly<Record<SurfaceMap, string>> = {
  baseColor: 'Base Color',
  emissive: 'Emissive',
  metallicRoughness: 'Metallic Roughness',
  normal: 'Normal',
  occlusion: 'Occlusion',
};
/** Upload order: the most visible first. Several maps may share one image. */
const MAPS: readonly SurfaceMap[] = ['baseColor', 'normal', 'metallicRoughness', 'occlusion', 'emissive'];

let lastId = 0;

/**
 * Creates the same material as Babylon's glTF loader, owned by the container. Images are uploaded in parts, one per frame.
 * Throws `aborted`.
 */
export async function createSurfaceMaterial(
  container: AssetContainer,
  { name, values, maps, glb, signal }: SurfaceMaterialOptions,
): Promise<PBRMaterial> {
  const { scene } = container;
  const material = offLists(scene, () => new PBRMaterial(name, scene));
  material._parentContainer = container;
  container.materials.push(material);
  applyValues(material, values, maps);
  const files = embeddedImages(glb);
  const textures = new Map<ImageBitmap, Texture>();
  for (const map of MAPS) {
    const image = maps[map];
    if (!image) continue;
    throwIfAborted(signal);
    // One image may be used for two maps (occlusion in the red channel of metallic-roughness), but not as colour and data.
    let texture = textures.get(image);
    if (!texture) {
      const file = files.get(map);
      texture = createTexture(container, {
        name: `${name} (${LABELS[map]})`,
        isColour: IS_COLOUR[map],
        ...(file ? { mimeType: file.mimeType } : {}),
      });
      // With equal URLs, Babylon's cache would share one image between all.
      const url = `data:image-to-3d/fit/${++lastId}`;
      const { name: label } = texture;
      await uploadImage(texture, url, image, () => !signal?.aborted && !scene.isDisposed);
      texture.name = label;
      // Babylon decodes this again after a lost context; the bitmap is closed by then.
      const internal = texture.getInternalTexture();
      if (internal && file) internal._buffer = file.bytes;
      textures.set(image, texture);
    }
    assign(material, map, texture, values);
  }
  if (values.alphaMode !== 'OPAQUE' && material.albedoTexture) {
    material.albedoTexture.hasAlpha = true;
    material.useAlphaFromAlbedoTexture = true;
  }
  return material;
}

function createTexture(
  container: AssetContainer,
  {
    name,
    isColour,
    mimeType,
  }: { readonly name: string; readonly isColour: boolean; readonly mimeType?: string },
): Texture {
  const { scene } = container;
  const texture = offLists(
    scene,
    () =>
      new Texture(null, scene, {
        noMipmap: false,
        invertY: false,
        samplingMode: Texture.TRILINEAR_SAMPLINGMODE,
        useSRGBBuffer: isColour,
        ...(mimeType ? { mimeType } : {}),
      }),
  );
  texture._parentContainer = container;
  container.textures.push(texture);
  texture.name = name;
  return texture;
}

function applyValues(
  material: PBRMaterial,
  values: SurfaceMaterial,
  maps: Readonly<Partial<Record<SurfaceMap, ImageBitmap>>>,
): void {
  const [r, g, b, a] = values.baseColorFactor;
  material.enableSpecularAntiAliasing = true;
  material.albedoColor = new Color3(r, g, b);
  material.alpha = values.alphaMode === 'OPAQUE' ? 1 : a;
  material.metallic = values.metallicFactor;
  material.roughness = values.roughnessFactor;
  material.emissiveColor = Color3.FromArray([...values.emissiveFactor]);
  if (values.doubleSided) {
    material.backFaceCulling = false;
    material.twoSidedLighting = true;
  }
  material.transparencyMode = {
    OPAQUE: Material.MATERIAL_OPAQUE,
    MASK: Material.MATERIAL_ALPHATEST,
    BLEND: Material.MATERIAL_ALPHABLEND,
  }[values.alphaMode];
  if (values.alphaMode === 'MASK') material.alphaCutOff = values.alphaCutoff;
  if (maps.metallicRoughness) {
    material.useRoughnessFromMetallicTextureAlpha = false;
    material.useRoughnessFromMetallicTextureGreen = true;
    material.useMetallnessFromMetallicTextureBlue = true;
  }
  if (maps.normal) {
    material.invertNormalMapX = !material.getScene().useRightHandedSystem;
    material.invertNormalMapY = material.getScene().useRightHandedSystem;
    material.forceIrradianceInFragment = true;
  }
  if (maps.occlusion) {
    material.useAmbientInGrayScale = true;
    material.ambientTextureStrength = values.occlusionStrength;
  }
}

function assign(material: PBRMaterial, map: SurfaceMap, texture: Texture, values: SurfaceMaterial): void {
  switch (map) {
    case 'baseColor':
      material.albedoTexture = texture;
      return;
    case 'metallicRoughness':
      material.metallicTexture = texture;
      return;
    case 'normal':
      texture.level = values.normalScale;
      material.bumpTexture = texture;
      return;
    case 'occlusion':
      material.ambientTexture = texture;
      return;
    case 'emissive':
      material.emissiveTexture = texture;
  }
}
