import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { asImageTo3DError, type ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { createStore, type Subscribable } from '../../core/subscribable.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import type { Generator } from '../../generator/contract.ts';
import type { PreparedImage } from '../../recipe/image.ts';
import { importGlbFile } from '../image/glb-reader.ts';
import { MAX_SEED } from '../pane/settings.ts';
import type { RunStart } from '../run/run-actions.ts';
import { type FailedFile, readBatch } from './batch-reader.ts';

/** How many variations of an image are generated at once. */
export const VARIATIONS = 4;
// As wide as the place that the scene keeps for each asset.
const STEP = 1.2;

/** Assets that were generated together. */
export interface Batch {
  readonly kind: 'images' | 'variations';
  readonly assets: readonly GeneratedAsset[];
}

export interface BatchState {
  /** How many of the files were read so far. */
  readonly reading?: { readonly read: number; readonly total: number };
  /** Images that the user has not agreed to generate from yet. */
  readonly asked?: readonly PreparedImage[];
  /** Where their row begins; undefined: at the next free places. */
  readonly askedFrom?: Vector3;
  /** Files that could not be used, until dismissed. */
  readonly failed: readonly FailedFile[];
  /** The latest batch. */
  readonly batch?: Batch;
}

/** Several runs at once: one for each of several images, or several variations of one. Failures become state. */
export interface BatchController extends Subscribable<BatchState> {
  /** Reads several images, then asks before running them. With a position, the row begins there. */
  take(sources: readonly (File | string)[], position?: Vector3): Promise<void>;
  /** Generates from all images that were asked about. */
  confirm(): void;
  /** Forgets the images. */
  decline(): void;
  /** Runs one image with {@link VARIATIONS} seeds. */
  vary(image: PreparedImage): void;
  /** Takes the other variations out of the scene. One undo step. */
  keep(asset: GeneratedAsset): void;
  cancelAll(): void;
  dismissFailed(): void;
  /** Ends reading and forgets the batch; its assets stay. */
  clear(): void;
}

export interface BatchControllerOptions {
  readonly generator: Pick<
    Generator,
    'prepareAsync' | 'importGlbAsync' | 'frame' | 'removeAsync' | 'getSnapshot'
  >;
  readonly start: (image: PreparedImage, options: RunStart) => GeneratedAsset;
  /** The seed for a run that starts now. */
  readonly nextSeed: () => number;
  /** Longest side of a new asset in metres. */
  readonly getSize: () => number;
  /** Called when reading or running begins. */
  readonly onStarted: () => void;
  /** A model was imported. */
  readonly onAdopted: (asset: GeneratedAsset) => void;
  readonly onChosen: (asset: GeneratedAsset) => void;
  /** The other variations have left the scene. */
  readonly onKept: (asset: GeneratedAsset) => void;
  readonly onFailed: (error: ImageTo3DError) => void;
}

export function createBatchController(options: BatchControllerOptions): BatchController {
  const { generator, start, nextSeed, getSize, onStarted, onAdopted, onChosen, onKept, onFailed } = options;
  const store = createStore<BatchState>({ failed: [] });
  let reading: AbortController | undefined;
  let isKeeping = false;

  function placeInRow(from: Vector3 | undefined, at: number): { readonly position?: Vector3 } {
    const position = from?.clone();
    if (position) position.x += at * STEP * getSize();
    return position ? { position } : {};
  }

  /** Replaces everything but the latest batch. */
  const show = (next: Partial<BatchState>) => {
    const { batch } = store.getSnapshot();
    store.set({ failed: [], ...(batch ? { batch } : {}), ...next });
  };

  function begin(
    kind: Batch['kind'],
    runs: readonly { image: PreparedImage; seed?: number }[],
    from?: Vector3,
  ): void {
    onStarted();
    const { failed } = store.getSnapshot();
    // Before the first start: if a later one throws, nothing is asked, and paid for, again.
    show({ failed });
    const assets: GeneratedAsset[] = [];
    let error: ImageTo3DError | undefined;
    try {
      for (const [at, { image, ...seed }] of runs.entries())
        assets.push(start(image, { ...seed, ...placeInRow(from, at), frameCamera: false }));
    } catch (thrown) {
      error = asImageTo3DError(thrown);
    }
    show({ batch: { kind, assets }, failed });
    generator.frame(assets);
    if (assets[0]) onChosen(assets[0]);
    if (error) onFailed(error);
  }

  const attempt = (work: Promise<unknown>) =>
    work.catch((thrown: unknown) => onFailed(asImageTo3DError(thrown)));

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,

    async take(sources, position) {
      reading?.abort();
      const mine = new AbortController();
      reading = mine;
      onStarted();
      const total = sources.length;
      show({ reading: { read: 0, total } });
      const { signal } = mine;
      const result = await readBatch(sources, {
        generator,
        importModel: (file, at) =>
          importGlbFile({ generator, getSize }, file, { signal, ...placeInRow(position, at) }),
        signal,
        onRead: (read) => show({ reading: { read, total } }),
      });
      if (!result) return;
      const { images, models, failed } = result;
      const { position: askedFrom } = placeInRow(position, models.length);
      show({ failed, ...(images.length > 0 ? { asked: images, ...omitUndefined({ askedFrom }) } : {}) });
      generator.frame(models);
      const last = models.at(-1);
      if (last) onAdopted(last);
    },

    confirm() {
      const { asked, askedFrom } = store.getSnapshot();
      if (asked)
        begin(
          'images',
          asked.map((image) => ({ image })),
          askedFrom,
        );
    },

    decline: () => show({}),

    vary(image) {
      const seed = nextSeed();
      const seeds = Array.from({ length: VARIATIONS }, (_, at) => (seed + at) % (MAX_SEED + 1));
      begin(
        'variations',
        seeds.map((each) => ({ image, seed: each })),
      );
    },

    keep(asset) {
      // A second press, before the others are gone.
      if (isKeeping) return;
      isKeeping = true;
      const others = listedOf(store.getSnapshot(), generator).filter((other) => other !== asset);
      onStarted();
      const kept = generator.removeAsync(others).then(() => {
        if (generator.getSnapshot().assets.includes(asset)) onKept(asset);
      });
      void attempt(kept).finally(() => {
        isKeeping = false;
      });
    },

    cancelAll() {
      for (const asset of listedOf(store.getSnapshot(), generator))
        if (isLive(asset.getSnapshot().run)) void attempt(asset.cancelAsync());
    },

    dismissFailed: () => show({ ...store.getSnapshot(), failed: [] }),

    clear() {
      reading?.abort();
      store.set({ failed: [] });
    },
  };
}

/** The assets of the latest batch that are still in the scene's list. */
export function listedOf(
  { batch }: BatchState,
  generator: Pick<Generator, 'getSnapshot'>,
): readonly GeneratedAsset[] {
  const { assets } = generator.getSnapshot();
  return batch?.assets.filter((asset) => assets.includes(asset)) ?? [];
}
