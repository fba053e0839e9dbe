import { BuiltInsExtensionFeed } from '@babylonjs/inspector';
import type { ImageTo3DServicesOptions } from './index.ts';

/**
 * An extension feed, as `ShowInspector(scene, { extensionFeeds })` takes it.
 *
 * @example
 * const feed: InspectorExtensionFeed = createImageTo3DFeed(() => ({ generator }));
 */
export interface InspectorExtensionFeed {
  /** Name of the feed, stored where its extension is installed. */
  readonly name: string;
  /** The extensions whose name or keywords match. */
  // biome-ignore lint/suspicious/noExplicitAny: the Inspector's own query type, which it does not ship
  queryExtensionsAsync(filter?: string): Promise<any>;
  /** Loads an extension by its name. */
  // biome-ignore lint/suspicious/noExplicitAny: the Inspector's own module type, which it does not ship
  getExtensionModuleAsync(name: string): Promise<any>;
}

// Both names are stored where the extension is installed: another name would orphan it.
const FEED_NAME = 'babylon-image-to-3d';
const EXTENSION_NAME = 'Generate From Image';

/**
 * Creates a feed with this one extension, which is only loaded when it is installed: pass it to `ShowInspector(scene,
 * { extensionFeeds })`. A page opened with `?babylon.requiredExtension=Generate%20From%20Image` offers to install it.
 *
 * @example
 * import { ShowInspector } from '@babylonjs/inspector';
 *
 * const feed = createImageTo3DFeed(async () => {
 *   const { createGenerator } = await import('babylon-image-to-3d');
 *   return { generator: createGenerator({ scene }) };
 * });
 * ShowInspector(scene, { extensionFeeds: [feed] });
 *
 * @param getOptions - called once, when the extension is loaded: the place to load and create the generator
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
