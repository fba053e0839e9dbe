import type { Scene } from '@babylonjs/core/scene.js';
import { ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { createSerialize } from '../core/serialize.ts';
import { createStore } from '../core/subscribable.ts';
import type { Generation } from '../generation/generation.ts';
import type { PreparedImage } from '../recipe/image.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import { createColliderShape } from '../scene/physics.ts';
import { frameIfOutOfView } from '../scene/place/frame.ts';
import { uniqueName } from '../scene/place/placement.ts';
import { linkHandle, PROVENANCE_KEY, writeProvenance } from '../scene/place/provenance.ts';
import {
  type AssetVersion,
  type GeneratedAsset,
  type GeneratedAssetSnapshot,
  type GenerateOptions,
  type RegenerateOptions,
  shownVersion,
} from './contract.ts';
import { CLOSED_FITTING } from './fit/fit-state.ts';
import { createFitting } from './fit/fitting.ts';
import { createObservables } from './observables.ts';
import { createOverlay } from './overlay.ts';
import { showPlaceholder } from './placeholder.ts';
import { fittedProvenanceOf, provenanceOf } from './provenance.ts';
import { labelRun } from './run-label.ts';
import { createRuns, type ResumedRun } from './runs.ts';
import { createShownContent } from './shown-content.ts';
import type { UndoStep } from './undo-history.ts';
import { createVersionList } from './versions.ts';

/** What the generator provides to its assets. */
export interface AssetContext {
  readonly scene: Scene;
  readonly generation: Generation;
  /** How many hidden versions of an asset stay loaded. */
  readonly keptVersions: number;
  /** Adds a step that can be undone. */
  record(step: UndoStep): void;
  /** A version is now shown in the scene. */
  onShown(asset: GeneratedAsset): void;
  onDisposed(asset: GeneratedAsset): void;
}

export interface AssetRequest {
  readonly id: string;
  readonly name: string;
  /** Rejects when the image is unusable; undefined when there is none. */
  readonly image: PreparedImage | Promise<PreparedImage> | undefined;
  /** Name and hash of an image whose bytes are not available. */
  readonly origin?: { readonly imageName: string; readonly imageHash?: string | undefined };
  /** Rename the node after the image once that has been read. */
  readonly nameFromImage: boolean;
  readonly options: Omit<GenerateOptions, 'parameters' | keyof RegenerateOptions>;
}

/** An asset, with what only its generator may do with it. */
export interface OwnedAsset {
  readonly asset: GeneratedAsset;
  /** Refuses new work and ends fits and the comparison. Resolves when no swap is under way. */
  leave(): Promise<void>;
  /** Takes it out of the scene, after {@link leave}. */
  takeOut(): void;
  putBack(): void;
}

/** How an asset starts: with a new run, with a resumed run of another page, or with an existing version. */
export type AssetStart =
  | ({ readonly parameters: Partial<RunParameters> } & RegenerateOptions)
  | { readonly resumed: ResumedRun }
  | { readonly version: AssetVersion };

/** One asset: its runs, its versions, and what the scene shows of it. Starts immediately. */
export function createAsset(context: AssetContext, request: AssetRequest, start: AssetStart): OwnedAsset {
  const { scene, generation } = context;
  const { options } = request;
  const { parent, position, size = 1, placeholder = true } = options;
  const shownContent = createShownContent(scene, {
    name: request.name,
    size,
    keptVersions: context.keptVersions,
    ...omitUndefined({ parent, position }),
    overlay: { suspend: () => overlay.suspend(), resume: () => overlay.resume() },
  });
  const { root } = shownContent;
  const store = createStore<GeneratedAssetSnapshot>({
    id: request.id,
    name: root.name,
    ...(request.image && 'png' in request.image ? { image: request.image } : {}),
    versions: [],
    hasPlaceholder: false,
    isInScene: true,
    fitting: CLOSED_FITTING,
    view: 'shaded',
    isDisposed: false,
  });
  const snapshot = store.getSnapshot;
  const replace = (next: GeneratedAssetSnapshot) =>
    store.set({
      ...next,
      name: root.name,
      hasPlaceholder: shownContent.hasPlaceholder && !next.isDisposed,
      isInScene: shownContent.isAttached && !next.isDisposed,
    });
  const update = (changes: Partial<GeneratedAssetSnapshot>) => replace({ ...snapshot(), ...changes });
  // One swap at a time: a swap replaces the content that was shown when it began.
  const serialize = createSerialize();
  const overlay = createOverlay({
    scene,
    size,
    getRoot: () => root,
    getContent: () =>
      shownContent.isAttached && !shownContent.hasPlaceholder ? shownContent.container : undefined,
    getSnapshot: snapshot,
    update,
    replace,
  });

  const factsOf = (version: AssetVersion | undefined) => ({
    assetId: request.id,
    provider: version?.provider ?? generation.provider.id,
    imageName: snapshot().image?.name ?? request.origin?.imageName ?? root.name,
    imageHash: snapshot().image?.hash ?? request.origin?.imageHash,
    parameters: snapshot().run?.parameters ?? {},
    version,
    nowMs: generation.now(),
  });
  const tag = (version?: AssetVersion) => writeProvenance(root, provenanceOf(factsOf(version)));

  const versionList = createVersionList({
    shownContent,
    getSnapshot: snapshot,
    update,
    serialize,
    tag,
    record: (step) => context.record({ ...step, owners: new Set([request.id]) }),
    onShown(isFirst) {
      fitting.onShown();
      if (isFirst && options.frameCamera && scene.activeCamera) frameIfOutOfView(scene.activeCamera, root);
      context.onShown(asset);
    },
  });

  const fitting = createFitting({
    scene,
    generation,
    versionList,
    overlay,
    getName: () => root.name,
    getSnapshot: snapshot,
    update,
    extrasOf: (version, plan) => ({ [PROVENANCE_KEY]: fittedProvenanceOf(factsOf(version), plan) }),
  });

  const runs = createRuns({
    assetId: request.id,
    generation,
    getName: () => root.name,
    async getImage() {
      if (!request.image)
        throw new ImageTo3DError(
          'validation',
          `"${root.name}" has no source image. Drop the image again to generate from it.`,
        );
      return request.image;
    },
    getSnapshot: snapshot,
    update,
    onProgress: (run) => options.onProgress?.(run),
    onFirst(prepared, complete, signal) {
      if (request.nameFromImage && root.name === request.name && prepared.name !== root.name)
        root.name = uniqueName(scene, prepared.name);
      shownContent.attach();
      update({ image: prepared });
      tag();
      if (placeholder)
        void showPlaceholder(prepared, complete, { shownContent, generation, serialize, update, signal });
    },
    add: versionList.add,
    onNothingShown() {
      shownContent.clearPlaceholder();
      shownContent.detach();
    },
  });

  const asset: GeneratedAsset = {
    id: request.id,
    root,
    subscribe: store.subscribe,
    getSnapshot: snapshot,
    ...createObservables(store, () => asset),
    get container() {
      return shownContent.container;
    },
    get versions() {
      return snapshot().versions;
    },
    get ready() {
      return first;
    },

    async regenerateAsync(changes = {}, runOptions = {}) {
      const base = shownVersion(snapshot()) ?? snapshot().run;
      // Parameters of another provider's version do not apply here.
      const isForeign = base && 'provider' in base && base.provider !== generation.provider.id;
      return runs.run({ ...(isForeign ? {} : base?.parameters), ...changes }, runOptions);
    },

    showAsync: versionList.show,
    removeAsync: versionList.remove,
    fitAsync: fitting.fit,
    fitting,
    exportGlbAsync: fitting.exportGlbAsync,
    async createColliderShapeAsync() {
      const collider = shownVersion(snapshot())?.fit?.collider;
      const { container } = shownContent;
      if (!collider || !container)
        throw new ImageTo3DError(
          'validation',
          `"${root.name}" has no collider. Fit it with one: fitAsync({ plan: { collider: { kind: 'box' } } }).`,
        );
      return createColliderShape(collider, scene, { root, container });
    },
    setView: overlay.setView,
    compareAsync: overlay.compare,

    async cancelAsync() {
      runs.cancel();
    },

    dispose() {
      if (snapshot().isDisposed) return;
      runs.cancel();
      fitting.close();
      overlay.dispose();
      shownContent.dispose();
      update({ isDisposed: true, fitting: CLOSED_FITTING });
      context.onDisposed(asset);
    },
  };

  linkHandle(root, asset);
  if (options.placeholderLabel) labelRun(store, root);
  // Deleted in the Scene Explorer, or with the scene.
  root.onDisposeObservable.addOnce(() => asset.dispose());
  const begin = async () => {
    if ('parameters' in start) {
      await runs.run(start.parameters, start);
      return asset;
    }
    const image = await request.image;
    if (image) update({ image });
    if ('resumed' in start) await runs.follow(start.resumed, image);
    else await versionList.add(start.version);
    return asset;
  };
  const first = begin();
  // A UI may use the snapshot only.
  first.catch(() => {});

  let before = { isInScene: false, isEnabled: true };
  return {
    asset,
    async leave() {
      update({ isRemoved: true });
      fitting.close();
      await overlay.compare(undefined);
      await serialize(() => {});
    },
    takeOut() {
      before = { isInScene: shownContent.isAttached, isEnabled: root.isEnabled(false) };
      try {
        // What the app has put below it disappears with it.
        root.setEnabled(false);
        shownContent.detach();
      } finally {
        update({});
      }
    },
    putBack() {
      root.setEnabled(before.isEnabled);
      if (before.isInScene) shownContent.attach();
      const { isRemoved: _removed, ...rest } = snapshot();
      replace(rest);
    },
  };
}

/** The asset once it is in the scene. If it cannot be shown, it is disposed of and not listed. */
export async function readyOrDisposed(asset: GeneratedAsset): Promise<GeneratedAsset> {
  try {
    return await asset.ready;
  } catch (thrown) {
    asset.dispose();
    throw thrown;
  }
}
