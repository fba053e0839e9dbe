import type { Scene } from '@babylonjs/core/scene.js';
import { asImageTo3DError, ImageTo3DError } from './errors.ts';
import type {
  AssetVersion,
  GeneratedAsset,
  GeneratedAssetSnapshot,
  GenerateOptions,
  RunSnapshot,
} from './generated-asset.ts';
import { type Generation, phaseOf } from './generation.ts';
import type { HistoryStep } from './generator-history.ts';
import { createShelf } from './generator-shelf.ts';
import { createStage } from './generator-stage.ts';
import { provenanceOf, versionOf } from './generator-version.ts';
import type { PreparedImage } from './recipe/image.ts';
import type { Trellis2Parameters } from './recipe/providers/trellis-2-parameters.ts';
import { frameIfOutOfView } from './scene/frame.ts';
import { uniqueName } from './scene/placement.ts';
import { linkHandle, writeProvenance } from './scene/provenance.ts';
import { createStore, tell } from './subscribable.ts';

/** What the generator lends to its assets. */
export interface AssetContext {
  readonly scene: Scene;
  readonly generation: Generation;
  /** Versions of an asset that stay loaded beside the one that is shown. */
  readonly keptVersions: number;
  /** Adds a step that can be undone. */
  record(step: HistoryStep): void;
  /** A version has come to stand in the scene. */
  onShown(asset: GeneratedAsset): void;
  onDisposed(asset: GeneratedAsset): void;
}

export interface AssetRequest {
  readonly id: string;
  readonly name: string;
  /** Rejects when the picture is unusable. */
  readonly image: Promise<PreparedImage>;
  /** Rename the node after the picture once it is known. */
  readonly nameFromImage: boolean;
  readonly options: GenerateOptions;
}

/** Placeholder: enough for a first impression within a second. */
const PLACEHOLDER_PARAMETERS = { decimationTarget: 5000, textureSize: 1024 } as const;

const isRunning = (run: RunSnapshot | undefined) => run !== undefined && run.endedAtMs === undefined;

/** One asset: its runs, its versions, and what of it stands in the scene. Starts its first run at once. */
export function createAsset(context: AssetContext, request: AssetRequest): GeneratedAsset {
  const { scene, generation } = context;
  const { options } = request;
  const { parent, position, size = 1, placeholder = true } = options;
  const stage = createStage(scene, {
    name: request.name,
    size,
    keptVersions: context.keptVersions,
    ...(parent ? { parent } : {}),
    ...(position ? { position } : {}),
  });
  const { root } = stage;
  const store = createStore<GeneratedAssetSnapshot>({
    id: request.id,
    name: root.name,
    versions: [],
    hasPlaceholder: false,
    isInScene: true,
    isDisposed: false,
  });
  const snapshot = store.getSnapshot;
  const update = (changes: Partial<GeneratedAssetSnapshot>) =>
    store.set({ ...snapshot(), name: root.name, isInScene: stage.isAttached, ...changes });
  let image: PreparedImage | undefined;
  let lastNumber = 0;
  let cancelRun: (() => void) | undefined;
  // Imports come one after another: two swaps at once would each take the other's ground away.
  let importing: Promise<unknown> = Promise.resolve();

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = importing.then(work);
    importing = next.catch(() => {});
    return next;
  };

  const tag = (version?: AssetVersion) =>
    writeProvenance(
      root,
      provenanceOf({
        assetId: request.id,
        provider: generation.provider.id,
        imageName: image?.name ?? root.name,
        image,
        parameters: snapshot().run?.parameters ?? {},
        version,
        nowMs: Date.now(),
      }),
    );

  const shelf = createShelf({
    stage,
    getSnapshot: snapshot,
    update,
    inOrder,
    tag,
    record: context.record,
    onShown(isFirst) {
      if (isFirst && options.frame && scene.activeCamera) frameIfOutOfView(scene.activeCamera, root);
      context.onShown(asset);
    },
  });

  const showPlaceholder = async (
    prepared: PreparedImage,
    parameters: Trellis2Parameters,
    signal: AbortSignal,
  ) => {
    stage.showCard(prepared);
    update({ hasPlaceholder: stage.hasPlaceholder });
    try {
      const engine = await generation.localEngine();
      const wanted = { ...parameters, ...PLACEHOLDER_PARAMETERS };
      const { glb } = await engine.generate(
        { image: prepared.png, parameters: wanted, profile: 'placeholder' },
        { signal },
      );
      await inOrder(() => stage.showPlaceholder(glb, signal));
      update({ hasPlaceholder: stage.hasPlaceholder });
    } catch {
      // A placeholder is a courtesy: without it the card stays, and the run decides.
    }
  };

  const runOnce = async (
    parameters: Partial<Trellis2Parameters>,
    signal: AbortSignal | undefined,
  ): Promise<AssetVersion> => {
    if (snapshot().isDisposed) throw new ImageTo3DError('aborted', `"${root.name}" was disposed.`);
    if (isRunning(snapshot().run))
      throw new ImageTo3DError(
        'validation',
        `"${root.name}" is being generated already: cancel that run or wait for it.`,
      );
    const isFirst = snapshot().versions.length === 0;
    const startedAtMs = Date.now();
    const stopPlaceholder = new AbortController();
    const stopEarly = new AbortController();
    const seed = parameters.seed ?? generation.drawSeed();
    const publish = (run: RunSnapshot) => {
      update({ run });
      tell(() => options.onProgress?.(run));
    };
    publish({
      phase: 'preparing',
      parameters: { ...generation.provider.complete({}, seed), ...parameters },
      startedAtMs,
      logs: [],
      cancelRequested: false,
    });
    cancelRun = () => stopEarly.abort();
    try {
      image = await request.image;
      if (stopEarly.signal.aborted || signal?.aborted)
        throw new ImageTo3DError('cancelled', 'The run was cancelled.');
      const complete = generation.provider.complete(parameters, seed);
      if (isFirst) {
        if (request.nameFromImage && root.name === request.name && image.name !== root.name)
          root.name = uniqueName(scene, image.name);
        tag();
        update({ image });
        stage.attach();
        if (placeholder) void showPlaceholder(image, complete, stopPlaceholder.signal);
      }
      const run = generation.run(image, { parameters: complete, ...(signal ? { signal } : {}) });
      cancelRun = run.cancel;
      run.subscribe(() => {
        const { endedAtMs: _ended, ...next } = run.getSnapshot();
        publish({ ...next, startedAtMs });
      });
      const version = versionOf(await run.result, request.id, ++lastNumber);
      stopPlaceholder.abort();
      await shelf.add(version);
      publish({ ...present(), phase: 'done', endedAtMs: Date.now() });
      return version;
    } catch (thrown) {
      const error = asImageTo3DError(thrown);
      if (snapshot().shownVersionId === undefined) {
        stage.clearPlaceholder();
        stage.detach();
      }
      publish({ ...present(), phase: phaseOf(error), error, endedAtMs: Date.now() });
      update({ hasPlaceholder: false });
      throw error;
    } finally {
      stopPlaceholder.abort();
      cancelRun = undefined;
    }
  };
  const present = (): RunSnapshot => {
    const { run } = snapshot();
    if (!run) throw new ImageTo3DError('internal', 'No run is under way.');
    return run;
  };

  const asset: GeneratedAsset = {
    id: request.id,
    root,
    subscribe: store.subscribe,
    getSnapshot: snapshot,
    get container() {
      return stage.container;
    },
    get versions() {
      return snapshot().versions;
    },
    get ready() {
      return first;
    },

    regenerate(changes = {}, { signal } = {}) {
      const { shownVersionId, versions, run } = snapshot();
      const base = versions.find(({ id }) => id === shownVersionId)?.parameters ?? run?.parameters ?? {};
      return runOnce({ ...base, ...changes }, signal);
    },

    show: shelf.show,
    remove: shelf.remove,

    async cancel() {
      cancelRun?.();
    },

    dispose() {
      if (snapshot().isDisposed) return;
      cancelRun?.();
      stage.dispose();
      update({ isDisposed: true, hasPlaceholder: false, isInScene: false });
      context.onDisposed(asset);
    },
  };

  linkHandle(root, asset);
  // Deleted in the Scene Explorer, or with the scene.
  root.onDisposeObservable.addOnce(() => asset.dispose());
  const first = runOnce(options.parameters ?? {}, options.signal).then(() => asset);
  // A UI may follow the snapshot alone.
  first.catch(() => {});
  return asset;
}
