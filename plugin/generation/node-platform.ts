import { ImageTo3DError } from '../core/errors.ts';
import type { ImageSource } from '../recipe/image-source.ts';
import type { GenerationPlatform } from './generation.ts';

type NodeImageSource = string | URL | Blob | Uint8Array;

function isNodeSource(source: ImageSource): source is NodeImageSource {
  return (
    typeof source === 'string' ||
    source instanceof URL ||
    source instanceof Blob ||
    source instanceof Uint8Array
  );
}

/**
 * The platform for Node: images are read by the optional package `sharp`, the local engine and fits run in worker threads.
 * Everything is loaded on first use. Nothing is stored.
 *
 * @example
 * const generation = createGeneration({ platform: nodePlatform });
 */
export const nodePlatform: GenerationPlatform = {
  async prepareImageAsync(source, options) {
    if (!isNodeSource(source)) {
      throw new ImageTo3DError('unsupported-platform', 'In Node an image is a path, a URL, a Blob or bytes.');
    }
    return (await import('../image/node.ts')).prepareImage(source, options);
  },
  createLocalEngineAsync: async () => (await import('../local-engine/node.ts')).createNodeLocalEngine(),
  createFitEngineAsync: async () => (await import('../fit/node.ts')).createFitEngine(),
};
