import type { Node } from '@babylonjs/core/node.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { GeneratedAsset } from '../asset/contract.ts';
import { type AssetRequest, type AssetStart, createAsset, readyOrGone } from '../asset/create-asset.ts';
import { createHistory } from '../asset/history.ts';
import { withSignals } from '../core/abort.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { randomId } from '../core/random-id.ts';
import { createStore, notify } from '../core/subscribable.ts';
import { browserHost } from '../generation/browser-host.ts';
import { assumeEndpoint, estimateCost } from '../generation/endpoint.ts';
import type { EndpointInfo } from '../generation/endpoint-info.ts';
import {
  createGeneration,
  type GenerationHost,
  type GenerationOptions,
  isPrepared,
} from '../generation/generation.ts';
import type { PreparedImage } from '../recipe/image.ts';
import { nameFromFile, nameFromTitle } from '../recipe/image-name.ts';
import type { ImageSource } from '../recipe/image-source.ts';
import { TRELLIS_2_DEFAULTS } from '../recipe/providers/trellis-2-schema.ts';
import { linkedHandle } from '../scene/place/provenance.ts';
import type { Generator, GeneratorSnapshot } from './contract.ts';
import { adoptFile } from './import-glb.ts';
import { createAssetLibrary } from './library.ts';

export interface GeneratorOptions extends Omit<GenerationOptions, 'host'> {
  readonly scene: Scene;
  /** How pictures are read and the local engine is started; the browser's way by default. */
  readonly host?: GenerationHost;
  /** Steps that can be undone, default 50. 0 for a game: whatever is replaced is freed sooner. */
  readonly undoLimit?: number;
  /** Told when a version has come to stand in the scene: after a run, a swap, an undo. */
  readonly onShown?: (asset: GeneratedAsset) => void;
}

/** Enough to go back and forth without a wait; older ones are loaded again from their bytes. */
const KEPT_VERSIONS = 3;

/** The name to stand in the scene until the picture has been read. */
function guessName(image: ImageSource | PreparedImage): string {
  if (isPrepared(image)) return image.name;
  if (typeof File !== 'undefined' && image instanceof File) return nameFromFile(image.name);
  return 'image';
}

/**
 * Everything needed to turn pictures into assets of one scene, without React or the Inspector.
 *
 * @example
 * const generator = createGenerator({ scene, endpoint: '/api/fal' });
 * const chair = generator.generate(file, { parameters: { decimationTarget: 20000 }, position: new Vector3(2, 0, 0) });
 * await chair.ready;
 */
export function createGenerator(options: GeneratorOptions): Generator {
  const { scene, host = browserHost, undoLimit = 50, onShown, endpoint = 'local' } = options;
  const generation = createGeneration({ ...options, host });
  const { provider } = generation;
  const history = createHistory(undoLimit);
  const assets = new Map<string, GeneratedAsset>();
  let info: EndpointInfo = assumeEndpoint(endpoint);
  // Ends what no asset's cancel reaches: images that are being read.
  const end = new AbortController();
  let isDisposed = false;

  const store = createStore<GeneratorSnapshot>({
    endpoint: info,
    assets: [],
    canUndo: false,
    canRedo: false,
  });
  const publish = () => {
    store.set({ endpoint: info, assets: [...assets.values()], ...history.getSnapshot() });
    kept.retain(assets.values());
  };
  history.subscribe(publish);
  generation.resolve().then(
    (resolved) => {
      info = resolved.info;
      publish();
    },
    // Said again, with the reason, by the first run.
    () => {},
  );

  const context = {
    scene,
    generation,
    keptVersions: Math.min(undoLimit, KEPT_VERSIONS),
    record: history.add,
    onShown: (asset: GeneratedAsset) => notify(() => onShown?.(asset)),
    onDisposed(asset: GeneratedAsset) {
      assets.delete(asset.id);
      history.forget(asset.id);
      publish();
    },
  };

  const prepare = (image: ImageSource | PreparedImage, name?: string, signal?: AbortSignal) => {
    const prepared = isPrepared(image)
      ? Promise.resolve(image)
      : withSignals([end.signal, ...(signal ? [signal] : [])], (stop) =>
          generation.prepare(image, { ...(name === undefined ? {} : { name }), signal: stop }),
        );
    prepared.catch(() => {});
    return prepared;
  };
  const begin = (request: AssetRequest, start: AssetStart): GeneratedAsset => {
    const asset = createAsset(context, request, start);
    assets.set(asset.id, asset);
    publish();
    return asset;
  };
  const kept = createAssetLibrary({ generation, begin });
  const refuseWhenDisposed = () => {
    if (isDisposed) throw new ImageTo3DError('aborted', 'This generator was disposed.');
  };

  const dispose = () => {
    if (isDisposed) return;
    isDisposed = true;
    withScene?.remove();
    end.abort();
    for (const asset of assets.values()) void asset.cancelAsync();
    history.clear();
    kept.dispose();
    generation.dispose();
  };
  const withScene = scene.onDisposeObservable.addOnce(dispose);

  return {
    scene,
    parameters: provider.parameters,
    defaults: TRELLIS_2_DEFAULTS,
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    prepareAsync: generation.prepare,
    check(partial) {
      const issues = provider.check(provider.complete(partial, 0));
      // Warnings are about the paid model; refusals hold everywhere, so that what runs here is valid there.
      return info.isLocal ? issues.filter(({ severity }) => severity === 'refusal') : issues;
    },
    estimate: (partial) => estimateCost(info, provider, provider.complete(partial, 0)),

    async warmUpAsync() {
      await (await generation.localEngine()).warmUp();
      // A fit is asked for later, if at all: it never keeps a first run waiting, and never fails one.
      const fits = generation.fitEngine().then((engine) => engine.warmUp());
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
          ...(signal ? { signal } : {}),
          ...(skipLibrary ? { skipLibrary } : {}),
          ...(allowUnrecorded ? { allowUnrecorded } : {}),
        },
      );
    },

    library: kept.library,
    async resumeAsync() {
      refuseWhenDisposed();
      return kept.resume();
    },

    async importGlbAsync(glb, { image, name, ...rest } = {}) {
      refuseWhenDisposed();
      const id = randomId();
      const { version, provenance } = adoptFile(glb, id, generation);
      const prepared = image === undefined ? undefined : await prepare(image, name);
      refuseWhenDisposed();
      const asset = begin(
        {
          id,
          name: nameFromTitle(name ?? prepared?.name ?? provenance?.imageName ?? 'model'),
          nameFromImage: false,
          image: prepared ? Promise.resolve(prepared) : undefined,
          ...(provenance ? { origin: provenance } : {}),
          options: rest,
        },
        { version },
      );
      return readyOrGone(asset);
    },

    assetOf(node: Node) {
      const handle = linkedHandle(node);
      return [...assets.values()].find((asset) => asset === handle);
    },

    undoAsync: history.undo,
    redoAsync: history.redo,
    dispose,
  };
}
