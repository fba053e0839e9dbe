import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { Generator } from '../../generator/contract.ts';
import type { ImageSource } from '../../recipe/image-source.ts';
import { createGlbReader, type GlbReaderOptions, isGlbFile } from './glb-reader.ts';
import { createImageReader, type ImageSample } from './image-reader.ts';

/** Reads the user's input: an image for the next run, or a GLB that becomes an asset. New input cancels the previous one. */
export interface InputReader {
  /**
   * Reads what was dropped, pasted, chosen or entered as a URL; a GLB is placed at `position`. Failures become state. Resolves
   * with whether an image is ready for a run.
   */
  take(source: ImageSource, position?: Vector3): Promise<boolean>;
  takeSample(sample: ImageSample): Promise<boolean>;
  /** Cancels what is being read. */
  cancel(): void;
}

export interface InputReaderOptions extends GlbReaderOptions {
  readonly generator: Generator;
  /** Called when reading begins, whatever it is. */
  readonly onStarted: () => void;
}

export function createInputReader(options: InputReaderOptions): InputReader {
  const images = createImageReader(options.generator, options.dispatch);
  const glbs = createGlbReader(options);
  return {
    async take(source, position) {
      options.onStarted();
      if (isGlbFile(source)) {
        images.cancel();
        await glbs.take(source, position);
        return false;
      }
      glbs.cancel();
      return images.take(source);
    },
    takeSample(sample) {
      options.onStarted();
      glbs.cancel();
      return images.takeSample(sample);
    },
    cancel() {
      images.cancel();
      glbs.cancel();
    },
  };
}
