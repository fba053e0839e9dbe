import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { asImageTo3DError } from '../../core/errors.ts';
import type { Generator } from '../../generator/contract.ts';
import type { PaneEvent } from '../pane/pane-state.ts';

export interface GlbReader {
  /** Imports a GLB into the scene as an asset, by default at the next free place. Failures become state. */
  take(file: File, position?: Vector3): Promise<void>;
  /** Cancels the file that is being read. */
  cancel(): void;
}

export interface GlbReaderOptions {
  readonly generator: Generator;
  readonly dispatch: (event: PaneEvent) => void;
  /** Longest side of the model in metres. */
  readonly getSize: () => number;
  readonly onAdopted: (asset: GeneratedAsset) => void;
}

/** Whether a dropped file is a model, not an image. */
export function isGlbFile(source: unknown): source is File {
  if (!(source instanceof Blob)) return false;
  return source.type === 'model/gltf-binary' || ('name' in source && /\.glb$/i.test(String(source.name)));
}

/** Reads GLBs that the user drops or chooses. A new one cancels the previous one. */
export function createGlbReader(options: GlbReaderOptions): GlbReader {
  const { generator, dispatch, getSize, onAdopted } = options;
  let current: object | undefined;
  return {
    async take(file, position) {
      const mine = {};
      current = mine;
      const name = file.name.replace(/\.glb$/i, '');
      dispatch({ type: 'reading', name });
      try {
        const glb = new Uint8Array(await file.arrayBuffer());
        if (current !== mine) return;
        const asset = await generator.importGlbAsync(glb, {
          name,
          size: getSize(),
          // The user sees a point that the user chose.
          ...(position ? { position } : { frameCamera: true }),
        });
        if (current === mine) onAdopted(asset);
      } catch (thrown) {
        if (current === mine) dispatch({ type: 'image-failed', error: asImageTo3DError(thrown) });
      }
    },
    cancel() {
      current = undefined;
    },
  };
}
