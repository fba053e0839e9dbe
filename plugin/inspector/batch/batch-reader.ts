import type { GeneratedAsset } from '../../asset/contract.ts';
import { asImageTo3DError, type ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { Generator } from '../../generator/contract.ts';
import type { PreparedImage } from '../../recipe/image.ts';
import { isGlbFile } from '../image/glb-reader.ts';
import { nameOf } from '../image/image-reader.ts';

/** One of several files that could not be used. */
export interface FailedFile {
  readonly name: string;
  readonly error: ImageTo3DError;
}

interface ReadBatch {
  readonly images: readonly PreparedImage[];
  readonly models: readonly GeneratedAsset[];
  readonly failed: readonly FailedFile[];
}

interface BatchReaderOptions {
  readonly generator: Pick<Generator, 'prepareAsync'>;
  /** Imports a GLB, which costs nothing; `at` is its place in the row. */
  readonly importModel: (file: File, at: number) => Promise<GeneratedAsset>;
  readonly signal: AbortSignal;
  readonly onRead: (read: number) => void;
}

/**
 * Reads several images and GLBs, one after the other; one that cannot be used does not stop the others. Undefined when the
 * signal aborts it.
 */
export async function readBatch(
  sources: readonly (File | string)[],
  { generator, importModel, signal, onRead }: BatchReaderOptions,
): Promise<ReadBatch | undefined> {
  const images: PreparedImage[] = [];
  const models: GeneratedAsset[] = [];
  const failed: FailedFile[] = [];
  for (const source of sources) {
    const name = nameOf(source);
    try {
      if (isGlbFile(source)) models.push(await importModel(source, models.length));
      else images.push(await generator.prepareAsync(source, { signal, ...omitUndefined({ name }) }));
    } catch (thrown) {
      failed.push({ name: name ?? 'image', error: asImageTo3DError(thrown) });
    }
    if (signal.aborted) return undefined;
    onRead(images.length + models.length + failed.length);
  }
  return { images, models, failed };
}
