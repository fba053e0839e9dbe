import type { GLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';
import { DECODED_EXTENSIONS } from '../../glb/glb-limits.ts';
import { applyDecoders, availableDecoders } from './decoders.ts';

// Extensions that a generated asset may use. Others stay off: lights, audio and behaviour would change the app's scene,
// and Babylon fetches the decoders of Draco, meshopt and KTX2 from its CDN. Meshopt is decoded before the file gets here;
// the other two stay off until the app configures its own decoders.
const ALLOWED_EXTENSION =
  /^(KHR_materials_\w+|KHR_texture_transform|KHR_mesh_quantization|EXT_texture_webp|EXT_texture_avif)$/;

const refuseUrl = (url: string): Promise<string> =>
  Promise.reject(new Error(`The GLB refers to "${url.slice(0, 200)}"; nothing outside the file is loaded.`));

/**
 * Creates our own glTF 2 loader. It does not use SceneLoader's registry, so it does not matter what the app or the
 * Inspector registered for `.glb`, and no plugin-activation observer can change it (the Inspector's turns on the
 * validator, which fetches a script).
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
  // Registering again would replace factories that the app has registered.
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
    // The file's own min and max are not trusted.
    alwaysComputeBoundingBox: true,
    animationStartMode: file.GLTFLoaderAnimationStartMode.NONE,
    // The helper would add a render target and observers to the scene permanently.
    dontUseTransmissionHelper: true,
    extensionOptions: Object.fromEntries(refused.map((name) => [name, { enabled: false }])),
  });
}
