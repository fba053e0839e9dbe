import type { Generator } from '../../generator/contract.ts';
import type { ImageSource } from '../../recipe/image-source.ts';
import { createGlbReader, type GlbReaderOptions, isGlbFile } from './glb-reader.ts';
import { createImageReader, type ImageSample } from './image-reader.ts';

/** Reads the user's input: an image for the next run, or a GLB that becomes an asset. New input cancels the previous one. */
export interface InputReader {
  /** Reads what was dropped, pasted, chosen or entered as a URL. Failures become state. */
  take(source: ImageSource): Promise<void>;
  takeSample(sample: ImageSample): Promise<void>;
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
    take(source) {
      options.onStarted();
      if (isGlbFile(source)) {
        images.cancel();
        return glbs.take(source);
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
