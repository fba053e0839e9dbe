import type { ImageSource } from '../../recipe/image-source.ts';
import { createGlbReader, type GlbReaderOptions, isGlbFile } from './glb-reader.ts';
import { createImageReader, type ImageSample } from './image-reader.ts';

/** Takes in what a person gives: a picture for the next run, or a GLB that becomes an asset. Only the last one counts. */
export interface InputReader {
  /** What was dropped, pasted, chosen or named. Failures become state. */
  take(source: ImageSource): Promise<void>;
  takeSample(sample: ImageSample): Promise<void>;
  /** Lets go of what is being read. */
  cancel(): void;
}

export function createInputReader(options: GlbReaderOptions): InputReader {
  const images = createImageReader(options.generator, options.dispatch);
  const glbs = createGlbReader(options);
  return {
    take(source) {
      if (isGlbFile(source)) {
        images.cancel();
        return glbs.take(source);
      }
      glbs.cancel();
      return images.take(source);
    },
    takeSample(sample) {
      glbs.cancel();
      return images.takeSample(sample);
    },
    cancel() {
      images.cancel();
      glbs.cancel();
    },
  };
}
