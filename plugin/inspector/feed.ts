import { BuiltInsExtensionFeed } from '@babylonjs/inspector';
import type { ImageTo3DServicesOptions } from './index.ts';

/** An extension feed, as `ShowInspector(scene, { extensionFeeds })` takes it. */
export interface InspectorExtensionFeed {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: the Inspector's own query type, which it does not ship
  queryExtensionsAsync(filter?: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: the Inspector's own module type, which it does not ship
  getExtensionModuleAsync(name: string): Promise<any>;
}

// Both names are stored where the extension is installed: another name would orphan it.
const FEED_NAME = 'babylon-image-to-3d';
const EXTENSION_NAME = 'Generate From Image';

/**
 * A feed with one extension, fetched when it is installed: pass it to `ShowInspector(scene, { extensionFeeds })`. A page
 * opened with `?babylon.requiredExtension=Generate%20From%20Image` offers to install it.
 *
 * @param getOptions - asked once, when the extension is fetched; the place to load and create the generator
 */
export function createImageTo3DFeed(
  getOptions: () => ImageTo3DServicesOptions | Promise<ImageTo3DServicesOptions>,
): InspectorExtensionFeed {
  return new BuiltInsExtensionFeed(FEED_NAME, [
    {
      name: EXTENSION_NAME,
      description: 'Turns an image into a textured model in the scene.',
      keywords: ['image', '3d', 'generate', 'gltf'],
      license: 'MIT',
      async getExtensionModuleAsync() {
        const [{ createImageTo3DServices }, options] = await Promise.all([
          import('./index.ts'),
          getOptions(),
        ]);
        return { default: { serviceDefinitions: createImageTo3DServices(options) } };
      },
    },
  ]);
}
