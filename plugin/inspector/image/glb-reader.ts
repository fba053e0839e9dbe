import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { untilAborted } from '../../core/abort.ts';
import { asImageTo3DError } from '../../core/errors.ts';
import type { Generator, ImportGlbOptions } from '../../generator/contract.ts';
import type { PaneEvent } from '../pane/pane-state.ts';
import { placeAt } from '../pane/place-at.ts';

export interface GlbReader {
  /** Imports a GLB into the scene as an asset, by default at the next free place. Failures become state. */
  take(file: File, position?: Vector3): Promise<void>;
  /** Cancels the file that is being read. */
  cancel(): void;
}

interface GlbImportOptions {
  readonly generator: Pick<Generator, 'importGlbAsync'>;
  /** Longest side of the model in metres. */
  readonly getSize: () => number;
}

export interface GlbReaderOptions extends GlbImportOptions {
  readonly dispatch: (event: PaneEvent) => void;
  readonly onAdopted: (asset: GeneratedAsset) => void;
}

/** Whether a dropped file is a model, not an image. */
export function isGlbFile(source: unknown): source is File {
  if (!(source instanceof Blob)) return false;
  return source.type === 'model/gltf-binary' || ('name' in source && /\.glb$/i.test(String(source.name)));
}

/** Imports a GLB file into the scene. The signal ends it before the import. */
export async function importGlbFile(
  { generator, getSize }: GlbImportOptions,
  file: File,
  { signal, ...options }: Pick<ImportGlbOptions, 'position' | 'frameCamera'> & { signal: AbortSignal },
): Promise<GeneratedAsset> {
  const glb = new Uint8Array(await untilAborted(file.arrayBuffer(), signal));
  return generator.importGlbAsync(glb, { name: glbName(file), size: getSize(), ...options });
}

const glbName = (file: File) => file.name.replace(/\.glb$/i, '');

/** Reads GLBs that the user drops or chooses. A new one cancels the previous one. */
export function createGlbReader(options: GlbReaderOptions): GlbReader {
  const { dispatch, onAdopted } = options;
  let current: AbortController | undefined;
  const cancel = () => {
    current?.abort();
    current = undefined;
  };
  return {
    async take(file, position) {
      cancel();
      const mine = new AbortController();
      current = mine;
      dispatch({ type: 'reading', name: glbName(file) });
      try {
        const asset = await importGlbFile(options, file, {
          signal: mine.signal,
          ...placeAt(position),
        });
        if (current === mine) onAdopted(asset);
      } catch (thrown) {
        if (current === mine) dispatch({ type: 'image-failed', error: asImageTo3DError(thrown) });
      }
    },
    cancel,
  };
}
