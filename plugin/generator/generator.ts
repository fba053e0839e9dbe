import type { Node } from '@babylonjs/core/node.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { GeneratedAsset } from '../asset/contract.ts';
import {
  type AssetRequest,
  type AssetStart,
  createAsset,
  type OwnedAsset,
  readyOrDisposed,
} from '../asset/create-asset.ts';
import { createUndoHistory } from '../asset/undo-history.ts';
import { untilAborted, withSignals } from '../core/abort.ts';
import { ImageTo3DError, throwIfAborted } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { randomId } from '../core/random-id.ts';
import { createSerialize } from '../core/serialize.ts';
import { createStore, notify } from '../core/subscribable.ts';
import { browserPlatform } from '../generation/browser-platform.ts';
import { assumeEndpoint, estimateCost } from '../generation/endpoint.ts';
import {
  createGeneration,
  type GenerationOptions,
  type GenerationPlatform,
  isPrepared,
} from '../generation/generation.ts';
import type { PreparedImage } from '../recipe/image.ts';
import { nameFromFile, nameFromTitle } from '../recipe/image-name.ts';
import type { ImageSource } from '../recipe/image-source.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import { DEFAULT_PROVIDER, type DefaultParameters } from '../recipe/providers/index.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import { frameAllIfOutOfView } from '../scene/place/frame.ts';
import { linkedHandle } from '../scene/place/provenance.ts';
import type { Generator, GeneratorSnapshot } from './contract.ts';
import { readImportedFile } from './import-glb.ts';
import { createAssetLibrary } from './library.ts';
import { createRemoval } from './removal.ts';

/** Options of {@link createGenerator}. */
export interface GeneratorOptions<P extends RunParameters = DefaultParameters>
  extends Omit<GenerationOptions, 'platform' | 'provider'> {
  /** The scene that assets go into. Disposing of it disposes of the generator. */
  readonly scene: Scene;
  /** The model. Default: the first of this package's providers. */
  readonly provider?: ImageTo3DProvider<P>;
  /** How images are read and engines are started; by default the platform for browsers. */
  readonly platform?: GenerationPlatform;
  /** Steps that can be undone, default 50. With 0, as for a game, replaced meshes are freed sooner. */
  readonly undoLimit?: number;
  /** Called when a version of any asset is shown in the scene: after a run, a fit, a swap, an undo. */
  readonly onShown?: (asset: GeneratedAsset) => void;
}

/** Enough to switch between versions without a wait; older ones are loaded again from their bytes. */
const KEPT_VERSIONS = 3;

/** The node's name until the image has been read. */
function guessName(image: ImageSource | PreparedImage): string {
  if (isPrepared(image)) return image.name;
  if (typeof File !== 'undefined' && image instanceof File) return nameFromFile(image.name);
  return 'image';
}

/**
 * Creates the generator of a scene. It needs neither React nor the Inspector.
 *
 * @example
 * import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
 *
 * const generator = createGenerator({ scene, endpoint: '/api/fal' });
 * const chair = generator.generate(image, {
 *   parameters: { textureSize: 1024 },
 *   position: new Vector3(2, 0, 0),
 * });
 * await chair.ready;
 */
export function createGenerator<P extends RunParameters = DefaultParameters>(
  options: GeneratorOptions<P>,
): Generator<P> {
  const { scene, platform = browserPlatform, undoLimit = 50, onShown, endpoint = 'local' } = options;
  // Without a provider, P is the default provider's parameters.
  const provider = (options.provider ?? DEFAULT_PROVIDER) as ImageTo3DProvider<P>;
  const generation = createGeneration({ ...options, provider, platform });
  const history = createUndoHistory(undoLimit);
  // Aborts reading of images, which no asset's cancel reaches.
  const end = new AbortController();
  let isDisposed = false;

  const store = createStore<GeneratorSnapshot>({
    endpoint: assumeEndpoint(endpoint, provider),
    assets: [],
    canUndo: false,
    canRedo: false,
  });
  const snapshot = store.getSnapshot;
  const update = (changes: Partial<GeneratorSnapshot>) => {
    store.set({ ...snapshot(), ...changes });
    // Those that were removed, too: an undo brings them back.
    ownedLibrary.retain(owned.keys());
  };
  const owned = new Map<GeneratedAsset, OwnedAsset>();
  const publishAssets = () =>
    update({ assets: [...owned.keys()].filter((asset) => !asset.getSnapshot().isRemoved) });
  history.subscribe(() => update(history.getSnapshot()));
  generation.resolveAsync().then(
    ({ info }) => update({ endpoint: info }),
    // The first run reports the same error.
    () => {},
  );

  const context = {
    scene,
    generation,
    keptVersions: Math.min(undoLimit, KEPT_VERSIONS),
    record: history.add,
    onShown: (asset: GeneratedAsset) => notify(() => onShown?.(asset)),
    onDisposed(asset: GeneratedAsset) {
      owned.delete(asset);
      publishAssets();
      history.forget(asset.id);
    },
  };

  const prepare = (image: ImageSource | PreparedImage, name?: string, signal?: AbortSignal) => {
    if (isPrepared(image)) return image;
    const prepared = withSignals([end.signal, signal], (stop) =>
      generation.prepareAsync(image, { ...omitUndefined({ name }), signal: stop }),
    );
    prepared.catch(() => {});
    return prepared;
  };
  const begin = (request: AssetRequest, start: AssetStart): GeneratedAsset => {
    const made = createAsset(context, request, start);
    owned.set(made.asset, made);
    publishAssets();
    return made.asset;
  };
  const ownedLibrary = createAssetLibrary({ generation, begin });
  const remove = createRemoval({ history, owned, publish: publishAssets });
  const oneThumbnailAtATime = createSerialize();
  const refuseWhenDisposed = () => {
    if (isDisposed) throw new ImageTo3DError('aborted', 'This generator was disposed.');
  };

  const dispose = () => {
    if (isDisposed) return;
    isDisposed = true;
    withScene?.remove();
    end.abort();
    for (const asset of snapshot().assets) void asset.cancelAsync();
    history.clear();
    ownedLibrary.dispose();
    generation.dispose();
  };
  const withScene = scene.onDisposeObservable.addOnce(dispose);

  return {
    scene,
    provider,
    subscribe: store.subscribe,
    getSnapshot: snapshot,
    prepareAsync: generation.prepareAsync,
    check(partial) {
      const issues = provider.check(provider.complete(partial, 0));
      // Warnings are about the paid model only; refusals apply everywhere, so that a local run is valid there too.
      return snapshot().endpoint.isLocal ? issues.filter(({ severity }) => severity === 'refusal') : issues;
    },
    estimate: (partial) => estimateCost(snapshot().endpoint, provider, provider.complete(partial, 0)),

    async warmUpAsync() {
      await (await generation.localEngineAsync()).warmUpAsync();
      // Fits come later, if at all: they must not delay or fail a first run.
      const fits = generation.fitEngineAsync().then((engine) => engine.warmUpAsync());
      await fits.catch(() => {});
    },

    generate(image, generateOptions = {}) {
      refuseWhenDisposed();
      const { name, signal, skipLibrary, allowUnrecorded, parameters = {}, ...rest } = generateOptions;
      return begin(
        {
          id: randomId(),
          name: name === undefined ? guessName(image) : nameFromTitle(name),
          nameFromImage: name === undefined,
          image: prepare(image, name, signal),
          options: rest,
        },
        {
          parameters,
          ...omitUndefined({ signal, skipLibrary, allowUnrecorded }),
        },
      );
    },

    library: ownedLibrary.library,
    async resumeAsync() {
      refuseWhenDisposed();
      return ownedLibrary.resume();
    },

    async importGlbAsync(glb, { image, name, ...rest } = {}) {
      refuseWhenDisposed();
      const id = randomId();
      const { version, provenance } = readImportedFile(glb, id, generation);
      const prepared = image === undefined ? undefined : await prepare(image, name);
      refuseWhenDisposed();
      const asset = begin(
        {
          id,
          name: nameFromTitle(name ?? prepared?.name ?? provenance?.imageName ?? 'model'),
          nameFromImage: false,
          image: prepared,
          ...omitUndefined({ origin: provenance }),
          options: rest,
        },
        { version },
      );
      return readyOrDisposed(asset);
    },

    frame(assets) {
      if (scene.activeCamera)
        frameAllIfOutOfView(
          scene.activeCamera,
          assets.map(({ root }) => root),
        );
    },

    async renderThumbnailAsync(glb, { sizePx = 128, signal } = {}) {
      refuseWhenDisposed();
      if (!(Number.isInteger(sizePx) && sizePx >= 16 && sizePx <= 1024))
        throw new ImageTo3DError('validation', `A thumbnail has 16 to 1024 pixels, not ${sizePx}.`);
      return withSignals([end.signal, signal], (stop) =>
        untilAborted(
          oneThumbnailAtATime(async () => {
            throwIfAborted(stop);
            // Its own chunk: most games never draw one.
            const { renderThumbnail } = await import('../scene/view/thumbnail.ts');
            return renderThumbnail(scene.getEngine(), glb, { sizePx, signal: stop });
          }),
          stop,
        ),
      );
    },

    async removeAsync(assets) {
      refuseWhenDisposed();
      await remove(assets);
      // Disposed meanwhile: nothing will undo it.
      if (isDisposed) history.clear();
    },

    assetOf(node: Node) {
      const handle = linkedHandle(node);
      return snapshot().assets.find((asset) => asset === handle);
    },

    undoAsync: history.undo,
    redoAsync: history.redo,
    dispose,
  };
}
