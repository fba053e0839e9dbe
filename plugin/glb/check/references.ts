import { isJsonObject } from '../../core/http.ts';
import type { Gltf } from '../gltf-schema.ts';
import { invalidGlb, keyText } from '../invalid-glb.ts';
import { lodsOf } from '../node-lods.ts';

type ArrayName =
  | 'accessors'
  | 'bufferViews'
  | 'cameras'
  | 'images'
  | 'materials'
  | 'meshes'
  | 'nodes'
  | 'samplers'
  | 'skins'
  | 'textures';

const MAX_REFERENCES = 100_000;

/** Index of the image that a loader uses for a texture: KTX2 or WebP where there is one. */
export function imageOf({ extensions, source }: Gltf['textures'][number]): number | undefined {
  return extensions?.KHR_texture_basisu?.source ?? extensions?.EXT_texture_webp?.source ?? source;
}

/** The texture infos of a material with their keys, those of its extensions included. */
function textureInfosOf(material: unknown): readonly (readonly [key: string, info: unknown])[] {
  if (!isJsonObject(material)) return [];
  return Object.entries(material).flatMap(([key, value]) => {
    if (key === 'extras') return [];
    return key.endsWith('Texture') ? [[key, value] as const] : textureInfosOf(value);
  });
}

const indexOf = (info: unknown) =>
  isJsonObject(info) && typeof info.index === 'number' ? info.index : undefined;

/** Indices of all textures of a material and its extensions. */
export function texturesOf(material: unknown): readonly number[] {
  return textureInfosOf(material).flatMap(([, info]) => indexOf(info) ?? []);
}

/** Checks that every index used by a loader refers to something that exists. */
export function checkReferences(gltf: Gltf): void {
  let references = 0;
  function check(from: string, to: ArrayName, index: number | undefined): void {
    if (++references > MAX_REFERENCES) throw invalidGlb(`The GLB has more than ${MAX_REFERENCES} references`);
    if (index !== undefined && !(Number.isInteger(index) && index >= 0 && index < gltf[to].length))
      throw invalidGlb(`${from} refers to ${to}[${index}], which does not exist`);
  }
  gltf.nodes.forEach((node, i) => {
    check(`nodes[${i}].mesh`, 'meshes', node.mesh);
    check(`nodes[${i}].skin`, 'skins', node.skin);
    check(`nodes[${i}].camera`, 'cameras', node.camera);
    for (const child of node.children) check(`nodes[${i}].children`, 'nodes', child);
    for (const lod of lodsOf(node)) check(`nodes[${i}].extensions.MSFT_lod`, 'nodes', lod);
  });
  gltf.scenes.forEach((scene, i) => {
    for (const node of scene.nodes) check(`scenes[${i}].nodes`, 'nodes', node);
  });
  gltf.meshes.forEach(({ primitives }, m) => {
    primitives.forEach((primitive, p) => {
      const from = `meshes[${m}].primitives[${p}]`;
      check(`${from}.indices`, 'accessors', primitive.indices);
      check(`${from}.material`, 'materials', primitive.material);
      check(
        `${from}.extensions`,
        'bufferViews',
        primitive.extensions?.KHR_draco_mesh_compression?.bufferView,
      );
      for (const accessors of [primitive.attributes, ...primitive.targets])
        for (const accessor of Object.values(accessors)) check(`${from}.attributes`, 'accessors', accessor);
    });
  });
  gltf.materials.forEach((material, i) => {
    if (isJsonObject(material.extensions) && Object.hasOwn(material.extensions, 'MSFT_lod'))
      throw invalidGlb(`materials[${i}] has levels of detail (MSFT_lod); only nodes may have them`);
    for (const [key, info] of textureInfosOf(material)) {
      const texture = indexOf(info);
      if (texture === undefined) throw invalidGlb(`materials[${i}] has a ${keyText(key)} without an index`);
      check(`materials[${i}]`, 'textures', texture);
      if (imageOf(gltf.textures[texture]!) === undefined)
        throw invalidGlb(`materials[${i}] refers to textures[${texture}], which has no image`);
    }
  });
  gltf.textures.forEach((texture, i) => {
    for (const name of Object.keys(texture.extensions ?? {}))
      if (texture.source === undefined && !gltf.extensionsUsed.includes(name))
        throw invalidGlb(`textures[${i}] gets its image from ${name}, which extensionsUsed does not name`);
    check(`textures[${i}].sampler`, 'samplers', texture.sampler);
    check(`textures[${i}].source`, 'images', texture.source);
    check(`textures[${i}].source`, 'images', texture.extensions?.EXT_texture_webp?.source);
    check(`textures[${i}].source`, 'images', texture.extensions?.KHR_texture_basisu?.source);
  });
  gltf.skins.forEach((skin, i) => {
    check(`skins[${i}].inverseBindMatrices`, 'accessors', skin.inverseBindMatrices);
    check(`skins[${i}].skeleton`, 'nodes', skin.skeleton);
    for (const joint of skin.joints) check(`skins[${i}].joints`, 'nodes', joint);
  });
  gltf.animations.forEach(({ channels, samplers }, i) => {
    for (const { target, sampler } of channels) {
      check(`animations[${i}].channels`, 'nodes', target.node);
      if (sampler >= samplers.length)
        throw invalidGlb(`animations[${i}].channels refers to sampler ${sampler}, which does not exist`);
    }
    for (const { input, output } of samplers) {
      check(`animations[${i}].samplers`, 'accessors', input);
      check(`animations[${i}].samplers`, 'accessors', output);
    }
  });
}
