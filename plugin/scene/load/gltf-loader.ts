import type { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';
import { DECODED_EXTENSIONS } from '../../glb/glb-limits.ts';
import { applyDecoders, availableDecoders } from './decoders.ts';

// What a generated asset may use. Everything else stays off: lights, audio and behaviour would leak into the host's
// scene, and Babylon fetches the decoders of Draco, meshopt and KTX2 from its CDN. Ours decode meshopt before the file
// comes here, and the other two stay off until the host names decoders of its own.
const ALLOWED_EXTENSION =
  /^(KHR_materials_\w+|KHR_texture_transform|KHR_mesh_quantization|EXT_texture_webp|EXT_texture_avif)$/;

const refuseUrl = (url: string): Promise<string> =>
  Promise.reject(new Error(`The GLB asks for "${url.slice(0, 200)}"; nothing outside the file is loaded.`));

/**
 * A glTF 2 loader of our own. It does not go through SceneLoader's registry, so it works whatever the host or the
 * Inspector registered for `.glb`, in whatever order; and no plugin-activation observer (the Inspector's turns the
 * validator on, which fetches a script) gets to change it.
 */
export async function createGltfLoader(): Promise<GLTFFileLoader> {
  const [file, gltf2, builtIn, registry, instanced] = await Promise.all([
    import('@babylonjs/loaders/glTF/glTFFileLoader.pure.js'),
    import('@babylonjs/loaders/glTF/2.0/glTFLoader.pure.js'),
    import('@babylonjs/loaders/glTF/2.0/Extensions/dynamic.js'),
    import('@babylonjs/loaders/glTF/2.0/glTFLoaderExtensionRegistry.js'),
    import('@babylonjs/core/Meshes/instancedMesh.pure.js'),
  ]);
  gltf2.RegisterGLTF2Loader();
  instanced.RegisterInstancedMesh();
  // Registering again would replace factories that the host has put there.
  if (!registry.registeredGLTFExtensions.has('EXT_texture_webp')) builtIn.registerBuiltInGLTFExtensions();
  await applyDecoders();
  const decoders = availableDecoders();
  const decoded = new Set<string>(
    Object.entries(DECODED_EXTENSIONS).flatMap(([name, decoder]) =>
      decoder !== 'meshopt' && decoders.includes(decoder) ? [name] : [],
    ),
  );
  const names = [...registry.registeredGLTFExtensions.keys()];
  const refused = names.filter((name) => !ALLOWED_EXTENSION.test(name) && !decoded.has(name));
  return new file.GLTFFileLoader({
    preprocessUrlAsync: refuseUrl,
    validate: false,
    // The file's own min and max are not to be trusted.
    alwaysComputeBoundingBox: true,
    animationStartMode: file.GLTFLoaderAnimationStartMode.NONE,
    // The helper would add a render target and observers to the scene for good.
    dontUseTransmissionHelper: true,
    extensionOptions: Object.fromEntries(refused.map((name) => [name, { enabled: false }])),
  });
}
