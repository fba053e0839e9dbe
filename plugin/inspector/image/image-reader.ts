import { asImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { Generator } from '../../generator/contract.ts';
import type { ImageSource } from '../../recipe/image-source.ts';
import type { PaneEvent } from '../pane/pane-state.ts';
import { nameOfAddress } from './image-transfer.ts';

/**
 * A sample image that the user can choose.
 *
 * @example
 * const samples: ImageSample[] = [{ name: 'Chair', load: async () => '/samples/chair.png' }];
 * createImageTo3DServices({ generator, samples });
 */
export interface ImageSample {
  /** Name to show. */
  readonly name: string;
  /** A small image for its button, or the address of one. Without it the button shows the name. */
  thumbnail?(): Promise<Blob | string>;
  /** The image, or its address. */
  load(): Promise<Blob | string>;
}

export interface ImageReader {
  /**
   * Reads an image and cancels the previous one if it is still being read. Failures become state. Resolves with whether the
   * image is ready for a run.
   */
  take(source: ImageSource, name?: string): Promise<boolean>;
  takeSample(sample: ImageSample): Promise<boolean>;
  /** Cancels the image that is being read. */
  cancel(): void;
}

/** The name that a file or an address gives to its image. */
export function nameOf(source: ImageSource): string | undefined {
  if (typeof source === 'string' || source instanceof URL) return nameOfAddress(String(source));
  return source instanceof Blob && 'name' in source ? String(source.name) : undefined;
}

/** Reads the images that the user drops, pastes or enters as a URL. A new one cancels the previous one. */
export function createImageReader(generator: Generator, dispatch: (event: PaneEvent) => void): ImageReader {
  let current: AbortController | undefined;

  async function read(load: () => Promise<ImageSource> | ImageSource, name: string | undefined) {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    dispatch({ type: 'reading', name: name ?? 'image' });
    try {
      const source = await load();
      const options = { signal: mine.signal, ...omitUndefined({ name }) };
      const image = await generator.prepareAsync(source, options);
      if (current !== mine) return false;
      dispatch({ type: 'image-read', image });
      return true;
    } catch (thrown) {
      if (current === mine) dispatch({ type: 'image-failed', error: asImageTo3DError(thrown) });
      return false;
    }
  }

  return {
    take: (source, name) => read(() => source, name ?? nameOf(source)),
    takeSample: (sample) => read(() => sample.load(), sample.name),
    cancel() {
      current?.abort();
      current = undefined;
    },
  };
}
