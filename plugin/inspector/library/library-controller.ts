import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AssetVersion, GeneratedAsset } from '../../asset/contract.ts';
import { asImageTo3DError, type ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { createStore, type Subscribable } from '../../core/subscribable.ts';
import type { Generator } from '../../generator/contract.ts';
import type { MasterRecord } from '../../storage/contract.ts';
import { placeAt } from '../pane/place-at.ts';
import { nameText } from '../run/run-text.ts';

/** State of the library's views in addition to the library's own snapshot. */
export interface LibrarySectionState {
  /** Hashes of masters and ids of runs with a running action. */
  readonly busy: ReadonlySet<string>;
  /** Runs that were checked again without a result: time of the last check, milliseconds since the epoch. */
  readonly checkedAtMs: ReadonlyMap<string, number>;
  /** The browser's answer to `persist`; undefined before the request. */
  readonly persistAnswer?: boolean;
}

/** Actions of the library's views. None of them throws: failures go to `onFailed`. */
export interface LibraryController extends Subscribable<LibrarySectionState> {
  open(): void;
  /** Places a stored master, by default at the next free place. */
  place(master: Pick<MasterRecord, 'hash'> & Partial<MasterRecord>, position?: Vector3): Promise<void>;
  /** Places a version again, as an asset of its own. */
  placeVersion(asset: GeneratedAsset, version: AssetVersion, position?: Vector3): Promise<void>;
  /** The bytes for a download; undefined if they no longer exist. */
  read(master: MasterRecord): Promise<Uint8Array<ArrayBuffer> | undefined>;
  remove(master: MasterRecord): Promise<void>;
  persist(): Promise<void>;
  /** Resumes all waiting runs. */
  resumeRuns(): Promise<void>;
  checkRunAsync(runId: string): Promise<void>;
  /** Call it only after the user has confirmed that the run may be charged twice. */
  resubmitAsync(runId: string): Promise<void>;
  takeOver(runId: string): Promise<void>;
  discard(runId: string): Promise<void>;
}

export interface LibraryControllerOptions {
  readonly generator: Pick<Generator, 'library' | 'resumeAsync' | 'importGlbAsync'>;
  /** Longest side of a placed asset in metres. */
  readonly getSize: () => number;
  readonly onStarted: () => void;
  readonly onFailed: (error: ImageTo3DError) => void;
  /** Called with each asset that an action added to the scene. */
  readonly onAsset: (asset: GeneratedAsset) => void;
  readonly onResumed: (assets: readonly GeneratedAsset[]) => void;
  readonly now?: () => number;
}

/** Entry in `busy` for resuming all runs. */
export const RESUME_ALL = 'resume-all';

export function createLibraryController(options: LibraryControllerOptions): LibraryController {
  const { generator, getSize, onStarted, onFailed, onAsset, onResumed, now = Date.now } = options;
  const { library } = generator;
  const store = createStore<LibrarySectionState>({ busy: new Set(), checkedAtMs: new Map() });
  const update = (change: Partial<LibrarySectionState>) => store.set({ ...store.getSnapshot(), ...change });

  function setBusy(id: string, isBusy: boolean): void {
    const busy = new Set(store.getSnapshot().busy);
    if (isBusy) busy.add(id);
    else busy.delete(id);
    update({ busy });
  }

  /** One action at a time for each id: a second one, such as a double click, is ignored. */
  async function runAction<T>(id: string, work: () => Promise<T>): Promise<T | undefined> {
    if (store.getSnapshot().busy.has(id)) return undefined;
    setBusy(id, true);
    onStarted();
    try {
      return await work();
    } catch (thrown) {
      onFailed(asImageTo3DError(thrown));
      return undefined;
    } finally {
      setBusy(id, false);
    }
  }

  async function addAsset(id: string, work: () => Promise<GeneratedAsset>): Promise<void> {
    const asset = await runAction(id, work);
    if (!asset) return;
    // Its run may still be running; the asset reports how it ends.
    asset.ready.catch(() => undefined);
    onAsset(asset);
  }

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    open: () => void library.openAsync(),
    place: ({ hash, imageName }, position) =>
      addAsset(hash, () =>
        library.placeAsync(hash, {
          ...(imageName === undefined ? {} : { name: nameText(imageName) }),
          size: getSize(),
          ...placeAt(position),
        }),
      ),
    placeVersion: (asset, version, position) =>
      addAsset(version.id, () => {
        const { name, image } = asset.getSnapshot();
        return generator.importGlbAsync(version.master, {
          name: nameText(name),
          size: getSize(),
          ...omitUndefined({ image }),
          ...placeAt(position),
        });
      }),
    read: (master) => runAction(master.hash, () => library.readAsync(master.hash)),
    remove: (master) => runAction(master.hash, () => library.removeAsync(master.hash)),
    async persist() {
      const persistAnswer = await runAction('persist', () => library.persistAsync());
      if (persistAnswer !== undefined) update({ persistAnswer });
    },
    async resumeRuns() {
      const assets = await runAction(RESUME_ALL, () => generator.resumeAsync());
      for (const asset of assets ?? []) asset.ready.catch(() => undefined);
      if (assets) onResumed(assets);
    },
    async checkRunAsync(runId) {
      const hasChecked = await runAction(runId, () => library.checkRunAsync(runId).then(() => true));
      if (!hasChecked) return;
      const run = library.getSnapshot().openRuns.find(({ id }) => id === runId);
      const checkedAtMs = new Map(store.getSnapshot().checkedAtMs);
      if (run?.state === 'unconfirmed') checkedAtMs.set(runId, now());
      else checkedAtMs.delete(runId);
      update({ checkedAtMs });
    },
    resubmitAsync: (runId) => addAsset(runId, () => library.resubmitAsync(runId)),
    takeOver: (runId) => addAsset(runId, () => library.takeOverRunAsync(runId)),
    async discard(runId) {
      await runAction(runId, () => library.discardRunAsync(runId));
    },
  };
}
